// Disqus's export is one XML file of any size: first all threads, which are the pages, then all posts, which
// are the comments. What was deleted or marked as spam stays out.
#include <unordered_map>

#include "exchange/linkback_reading.h"
#include "exchange/xml_pieces.h"

namespace earshot::exchange {
namespace {

constexpr std::size_t most_threads = 1'000'000;

struct Thread {
  std::string link, title;
  bool closed = false, deleted = false;
};

class DisqusReading {
 public:
  DisqusReading(XmlWindow& window, const CarriedReceiver& to) : window_(window), to_(to) {}

  void read() {
    std::int64_t told = 0;
    constexpr std::int64_t every = 1024 * 1024;
    while (window_.to_tag()) {
      if (window_.at("<thread ")) {
        piece("</thread>", "a thread", &DisqusReading::thread);
      } else if (window_.at("<post ")) {
        piece("</post>", "a comment", &DisqusReading::comment);
      } else if (window_.at("<![CDATA[")) {
        window_.behind("]]>", 9);
      } else {
        window_.step(1);
      }
      if (window_.bytes() - told > every) to_.progress(told = window_.bytes());
    }
    to_.progress(window_.bytes());
  }

 private:
  void piece(std::string_view end, const std::string& what,
             void (DisqusReading::*take)(std::int64_t line, const PieceFields&)) {
    const auto line = window_.line();
    if (auto text = window_.take_to(end)) {
      (this->*take)(line, fields_of_piece(*text));
    } else {
      to_.bad(line, what + " that is too long or breaks off");
      window_.step(1);  // the same tag must not be met again
    }
  }

  void thread(std::int64_t line, const PieceFields& fields) {
    const auto number = fields.number("thread");
    if (number.empty() || fields.field("link").empty())
      return to_.bad(line, "a thread without number or link");
    if (threads_.size() < most_threads)
      threads_.emplace(number,
                       Thread{fields.field("link"), fields.field("title"), fields.field("isclosed") == "true",
                              fields.field("isdeleted") == "true"});
  }

  void comment(std::int64_t line, const PieceFields& fields) {
    if (fields.field("isdeleted") == "true" || fields.field("isspam") == "true") return;
    const auto thread = threads_.find(fields.number("thread"));
    if (thread == threads_.end()) return to_.bad(line, "the comment's thread is not in the file");
    if (thread->second.deleted) return;
    const auto number = fields.number("post");
    if (number.empty()) return to_.bad(line, "the comment has no number");
    const auto parent = fields.number("parent"), user = fields.field("username");
    nlohmann::ordered_json out = {{"post", thread->second.link},
                                  {"title", thread->second.title},
                                  {"id", number},
                                  {"author", fields.field("name")},
                                  {"date", fields.field("createdat")},
                                  {"html", fields.field("message")}};
    out["parent"] = parent.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(parent);
    if (thread->second.closed) out["post_closed"] = true;
    const bool known = !user.empty() && fields.field("isanonymous") != "true";
    out["account"] = known ? nlohmann::ordered_json("disqus:" + user) : nlohmann::ordered_json();
    to_.comment(line, {std::move(out)});
  }

  XmlWindow& window_;
  const CarriedReceiver& to_;
  std::unordered_map<std::string, Thread> threads_;
};

}  // namespace

void read_disqus(XmlWindow& window, const CarriedReceiver& to) {
  DisqusReading(window, to).read();
}

}  // namespace earshot::exchange
