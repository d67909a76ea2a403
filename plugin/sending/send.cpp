#include "sending/send.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <utility>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/clean.h"
#include "markup/entities.h"
#include "markup/tokens.h"
#include "markup/xmlrpc.h"

namespace earshot::sending {

namespace {

constexpr std::size_t message_characters = 300;
constexpr std::size_t title_characters = 250, excerpt_characters = 252, blog_name_characters = 100;
// Answers are a sentence or a small document.
constexpr net::FetchLimits answer_limits{.body_bytes = 64 * 1024, .redirects = 0};

std::string form(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  std::string out;
  for (const auto& [name, value] : fields) {
    if (value.empty()) continue;
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(percent_encode(value));
  }
  return out;
}

std::string words_of(std::string_view text) {
  return shorten(squeeze(clean_utf8(text)), message_characters);
}

bool is_success(int status) {
  return status >= 200 && status <= 299;
}

// What any of the protocols makes of an answer that is no success.
Reply by_status(const net::Fetched& answer) {
  Reply reply{Reception::refused, answer.status, {}, {}, answer.header("retry-after")};
  const int status = answer.status;
  if (!is_success(status)) reply.message = "the endpoint answers " + std::to_string(status);
  if (status >= 500 || status == 429 || status == 408) reply.reception = Reception::later;
  if (status >= 300 && status <= 399) {
    reply.message = "the endpoint redirects (" + std::to_string(status) + "); a POST is not sent on";
  }
  return reply;
}

std::string body_words(const net::Fetched& answer) {
  const std::string type = answer.header("content-type");
  const std::string media_type = markup::media_type_of(type);
  const bool html = media_type == "text/html" || media_type == "application/xhtml+xml";
  const std::string text = markup::to_utf8(answer.body, markup::charset_of(type),
                                           html ? markup::Sniff::html : markup::Sniff::none);
  return words_of(html ? markup::plain_text(text) : text);
}

Reply read_webmention_answer(const net::Fetched& answer) {
  Reply reply = by_status(answer);
  if (is_success(answer.status)) {
    reply.reception = Reception::taken;
    if (answer.status == 201) {
      if (const auto place = answer.final_url.resolve(answer.header("location"));
          place && !answer.header("location").empty()) {
        reply.location = place->text();
      }
    }
  }
  const bool redirects = answer.status >= 300 && answer.status <= 399;
  if (auto words = body_words(answer); !words.empty() && !redirects) reply.message = std::move(words);
  return reply;
}

// Which faults may pass: the generic one, which many give for everything, and trouble further up.
constexpr std::array passing_faults{0, 0x32};
constexpr int already_registered = 0x30;
constexpr int not_well_formed = -32700;

Reply not_reached(net::FetchError error) {
  const bool for_good = error == net::FetchError::refused_address;
  return {for_good ? Reception::refused : Reception::later,
          0,
          "the endpoint could not be asked: " + std::string(net::word(error)),
          {},
          {}};
}

// The text of the first element of that name; nothing if there is none.
std::optional<std::string> element_text(std::string_view xml, std::string_view name) {
  using Kind = markup::Tokens::Kind;
  markup::Tokens tokens(xml, markup::Syntax::xml);
  std::optional<std::string> out;
  for (Kind kind = tokens.next(); kind != Kind::finished; kind = tokens.next()) {
    if (kind == Kind::start && !out && tokens.tag().name == name) {
      out.emplace();
      if (tokens.tag().closes_itself) return out;
    } else if (kind == Kind::end && out && tokens.tag().name == name) {
      return out;
    } else if (kind == Kind::text && out) {
      out->append(tokens.literal() ? std::string(tokens.text())
                                   : markup::decode(tokens.text(), markup::Place::text));
    }
  }
  return out;
}

}  // namespace

Reply read_trackback_answer(const net::Fetched& answer) {
  Reply reply = by_status(answer);
  const std::string xml =
      markup::to_utf8(answer.body, markup::charset_of(answer.header("content-type")), markup::Sniff::html);
  const auto response = element_text(xml, "response");
  const auto error = response ? element_text(xml, "error") : std::nullopt;
  int code = -1;
  const std::string_view digits = error ? trim(*error) : std::string_view();
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), code);
  const bool understood = !digits.empty() && parsed.ptr == digits.data() + digits.size();
  if (understood && code != 0) {
    if (auto words = words_of(element_text(xml, "message").value_or("")); !words.empty()) {
      reply.message = std::move(words);
    }
    // "Come again" is said by the status, the XML has no word for it.
    if (!reply.retry_after.empty()) reply.reception = Reception::later;
    if (is_success(answer.status)) reply.reception = Reception::refused;
    return reply;
  }
  if (!is_success(answer.status)) return reply;
  reply.reception = understood ? Reception::taken : Reception::unclear;
  if (!understood) reply.message = "the endpoint's answer is no answer to a trackback";
  return reply;
}

Reply read_pingback_answer(const net::Fetched& answer) {
  Reply reply = by_status(answer);
  if (!is_success(answer.status)) return reply;
  const auto got = markup::read_xmlrpc_answer(answer.body);
  if (got) {
    reply.reception = Reception::taken;
    reply.message = words_of(got->value.text);
    return reply;
  }
  const auto& fault = got.error();
  // Ours for bytes that are no answer, unless it stands in them.
  if (fault.code == not_well_formed &&
      answer.body.find(std::to_string(not_well_formed)) == std::string::npos) {
    reply.reception = Reception::unclear;
    reply.message = "the endpoint's answer is no answer to a pingback";
    return reply;
  }
  reply.message =
      "fault " + std::to_string(fault.code) + (fault.text.empty() ? "" : ": " + words_of(fault.text));
  if (fault.code == already_registered) {
    reply.reception = Reception::taken;
  } else if (std::ranges::find(passing_faults, fault.code) != passing_faults.end()) {
    reply.reception = Reception::later;
  }
  return reply;
}

Reply send(net::Fetcher& web, const Endpoint& endpoint, const Letter& letter) {
  return post_letter(web, {.url = endpoint.url.without_fragment()}, endpoint.protocol, letter);
}

Reply post_letter(net::Fetcher& web, net::FetchRequest request, model::Protocol protocol,
                  const Letter& letter) {
  request.method = "POST";
  request.limits = answer_limits;
  std::string_view type = "application/x-www-form-urlencoded";
  Reply (*read)(const net::Fetched&) = read_webmention_answer;
  switch (protocol) {
    case model::Protocol::webmention:
      request.body = form({{"source", letter.source}, {"target", letter.target}, {"vouch", letter.vouch}});
      break;
    case model::Protocol::pingback:
      type = "text/xml";
      request.body = markup::xmlrpc_call("pingback.ping", {letter.source, letter.target});
      read = read_pingback_answer;
      break;
    case model::Protocol::trackback:
      type = "application/x-www-form-urlencoded; charset=utf-8";
      request.body = form({{"url", letter.source},
                           {"title", shorten(letter.title, title_characters)},
                           {"excerpt", shorten(letter.excerpt, excerpt_characters)},
                           {"blog_name", shorten(letter.blog_name, blog_name_characters)}});
      read = read_trackback_answer;
      break;
  }
  request.headers.emplace_back("Content-Type", type);
  request.headers.emplace_back("Accept", protocol == model::Protocol::webmention
                                             ? "application/json, text/plain;q=0.9, */*;q=0.1"
                                             : "text/xml, application/xml, */*;q=0.1");
  const auto got = web.fetch(request);
  return got ? read(*got) : not_reached(got.error());
}

}  // namespace earshot::sending
