// The commands about cases, promises and mutes, and what their options set.
#pragma once
#include <cstdint>
#include <string>

#include "app/commands.h"

namespace earshot::app {

struct CasesOptions {
  std::string site, state, mine;
};
int cases(const GlobalOptions& global, const CasesOptions& options);

struct CaseOptions {
  std::string site, claim, answered, contact, note, kind, why, by;
  std::int64_t number = 0;
  bool close = false, reopen = false;
};
int one_case(const GlobalOptions& global, const CaseOptions& options);

struct PromisesOptions {
  std::string site, url, by, date;
  std::int64_t kept = 0, drop = 0, move = 0;  // numbers of promises
  bool all = false;
};
int promises(const GlobalOptions& global, const PromisesOptions& options);

struct MuteOptions {
  std::string site, what, value, person;
  std::int64_t number = 0;
};
int mute(const GlobalOptions& global, const MuteOptions& options);
int unmute(const GlobalOptions& global, const MuteOptions& options);
int mutes(const GlobalOptions& global, const MuteOptions& options);

struct PreviewOptions {
  std::string site, name;
  bool alias = false;
};
int preview_name(const GlobalOptions& global, const PreviewOptions& options);

}  // namespace earshot::app
