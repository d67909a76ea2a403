// Tells one endpoint of one link, and understands what it answers: the senders' halves of the three
// protocols.
#pragma once
#include <string>
#include <string_view>

#include "net/fetcher.h"
#include "sending/discover.h"

namespace earshot::sending {

// What is told. The words are for trackback, which carries them; the others have the receiver read the
// source.
struct Letter {
  std::string source, target;  // absolute; target as it is written in the entry
  std::string title, excerpt, blog_name;
  std::string vouch = {};  // webmention: a page that links to us, or ""
};

enum class Reception {
  taken,    // also: it had it already
  refused,  // it said no, and would again
  unclear,  // an answer that its protocol does not know: neither a success nor worth a repetition
  later     // it could not be reached, or asks to come again
};

struct Reply {
  Reception reception = Reception::later;
  int status = 0;           // of HTTP; 0 = no answer
  std::string message;      // the receiver's own words, or ours on what went wrong: text, bounded
  std::string location;     // webmention: where it tells the state, absolute
  std::string retry_after;  // the header as sent, or ""
};

// One POST without cookies and credentials; redirects are not followed, since a POST that is led elsewhere is
// another request than the one that was asked for. Holds no transaction and writes nothing.
Reply send(net::Fetcher& web, const Endpoint& endpoint, const Letter& letter);
// The same where `request` says: its address, headers and reach stand, method and body are ours.
Reply post_letter(net::Fetcher& web, net::FetchRequest request, model::Protocol protocol,
                  const Letter& letter);

// What an answer to a trackback or a pingback means; for any bytes.
Reply read_trackback_answer(const net::Fetched& answer);
Reply read_pingback_answer(const net::Fetched& answer);

}  // namespace earshot::sending
