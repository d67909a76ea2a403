#include "telling/hook_letter.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "telling/letter_mail.h"

namespace earshot::telling {
namespace {

using nlohmann::ordered_json;

// Lines of a chat, so that a storm stays readable.
constexpr std::size_t most_in_chat = 20, passage_characters = 300;

ordered_json alert_json(const AlertFacts& facts) {
  const auto& item = *facts.item;
  return {{"alert", facts.alert.id},
          {"case", facts.of_case.id},
          {"subject", facts.of_case.subject},
          {"state", model::word(facts.of_case.state)},
          {"reason", model::word(facts.alert.reason)},
          {"why", facts.alert.why},
          {"passage", facts.alert.passage},
          {"kind", model::word(facts.alert.item_kind)},
          {"url", item.url},
          {"title", item.title},
          {"writer", item.writer},
          {"published", iso8601(item.at)},
          {"claim_url", facts.act.claim},
          {"close_url", facts.act.close}};
}

ordered_json standard_body(const store::Books& books, const model::Letter& letter,
                           const std::vector<AlertFacts>& all) {
  ordered_json alerts = ordered_json::array();
  for (const auto& facts : all) alerts.push_back(alert_json(facts));
  return {{"type", "alert.told"},
          {"timestamp", iso8601(letter.made)},
          {"data", {{"site", books.site.name}, {"person", letter.person}, {"alerts", std::move(alerts)}}}};
}

// Slack reads these three as markup, also in a stranger's words.
std::string chat_text(std::string_view text) {
  std::string out;
  for (const char c : squeeze(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// Nothing that ends the link or its address.
std::string chat_link(std::string_view url, std::string_view words) {
  if (url.find_first_of("<>| ") != std::string_view::npos) return std::string(words);
  return "<" + std::string(url) + "|" + std::string(words) + ">";
}

ordered_json slack_body(const store::Books& books, const std::vector<AlertFacts>& all) {
  std::string text;
  for (std::size_t i = 0; i < all.size() && i < most_in_chat; ++i) {
    const auto& facts = all[i];
    const auto& item = *facts.item;
    if (!text.empty()) text += "\n\n";
    text += chat_text(what_happened(facts) + " (" + books.site.name + "), " +
                      (item.writer.empty() ? "somebody" : item.writer) + ":");
    text += "\n> " + chat_text(shorten(squeeze(facts.alert.passage), passage_characters));
    text += "\n" + chat_link(item.url, "read and answer") + " · " + chat_link(facts.act.claim, "I take it") +
            " · " + chat_link(facts.act.close, "needs no answer");
  }
  if (all.size() > most_in_chat)
    text += "\n\nand " + std::to_string(all.size() - most_in_chat) + " more, in your feed";
  return {{"text", std::move(text)}};
}

}  // namespace

std::optional<net::HookMessage> compose_hook(const store::Books& books, const model::Letter& letter) {
  const auto all = facts_in(books, letter);
  if (all.empty()) return std::nullopt;
  const auto body =
      letter.channel == model::Channel::slack ? slack_body(books, all) : standard_body(books, letter, all);
  return net::HookMessage{
      "msg_" + std::to_string(model::number(books.site.id)) + "_letter_" + std::to_string(letter.id),
      body.dump(-1, ' ', false, ordered_json::error_handler_t::replace)};
}

}  // namespace earshot::telling
