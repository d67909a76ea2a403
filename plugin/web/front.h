// The one place that a request passes: finds its site and its route, and answers for what the route cannot:
// wrong addresses, bodies over the limit, a store that does not take anything now.
#pragma once
#include <span>
#include <vector>

#include "cgi/request.h"
#include "cgi/response.h"
#include "web/bustle.h"
#include "web/context.h"
#include "web/routes.h"
#include "web/tally.h"

namespace earshot::web {

// Thread-safe. What the contexts refer to and the table must live longer.
class Front {
 public:
  // Not without a site. The first one answers when the web server names none (EARSHOT_SITE).
  Front(std::vector<Context> sites, std::span<const Route> routes);

  cgi::Response operator()(const cgi::Request& request);
  const Tally& tally() const { return tally_; }
  const Bustle& bustle() const { return bustle_; }

 private:
  struct Found;
  Found find(const cgi::Request& request) const;
  const Context* site_of(const cgi::Request& request) const;
  void keep_pace(const Route* route, std::string_view method);
  cgi::Response answer(const Found& found, const cgi::Request& request) const;

  std::vector<Context> sites_;
  std::span<const Route> routes_;
  Tally tally_;
  Bustle bustle_;
};

}  // namespace earshot::web
