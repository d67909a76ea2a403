// A cohort cut into days, weeks or months by the site's clock, so that a chart has neither three bars nor a
// thousand.
#pragma once
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "answers/figures.h"
#include "model/zone.h"

namespace earshot::answers {

class SpanCounter {
 public:
  SpanCounter(const model::Zone& zone, const FigureQuestion& question);

  void add(std::optional<Time> published, bool answered, bool open, std::optional<Duration> took);
  std::string_view unit() const { return unit_; }
  // From the first span in which something was asked to the last, the empty ones between them too.
  std::vector<SpanFigures> finish();

 private:
  struct Span {
    std::int64_t needing = 0, answered = 0, open = 0;
    std::vector<Duration> took;
  };
  model::LocalDay begin_of(model::LocalDay day) const;
  model::LocalDay after(model::LocalDay begin) const;

  const model::Zone& zone_;
  std::string_view unit_;
  model::LocalDay today_;
  std::map<model::LocalDay, Span> spans_;
  // Comments come in order of time: the span of the last one is mostly that of the next.
  Time known_from_ = Time::max(), known_to_ = Time::min();
  Span* known_ = nullptr;
};

}  // namespace earshot::answers
