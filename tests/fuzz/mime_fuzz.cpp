// Whatever stands in a mail's fields, the writer's bytes are one well-formed mail with our own headers only.
// Input: the fields, each ended by 0x1e.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "doubles/mail_reader.h"
#include "net/mailer.h"
#include "net/mime.h"

using namespace earshot;

namespace {

constexpr std::string_view own_headers[] = {"date",
                                            "from",
                                            "to",
                                            "subject",
                                            "message-id",
                                            "in-reply-to",
                                            "references",
                                            "reply-to",
                                            "list-id",
                                            "list-unsubscribe",
                                            "list-unsubscribe-post",
                                            "auto-submitted",
                                            "x-auto-response-suppress",
                                            "precedence",
                                            "mime-version",
                                            "content-type",
                                            "content-transfer-encoding"};

std::string next_field(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\x1e'), rest.size());
  std::string field(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return field;
}

void require(bool condition) {
  if (!condition) std::abort();
}

void check_headers(const ReadMail& mail) {
  for (const std::string& name : mail.names())
    require(std::ranges::find(own_headers, name) != std::end(own_headers) &&
            std::ranges::count(mail.names(), name) == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  net::Mail mail;
  for (std::string* const field :
       {&mail.subject, &mail.from.name, &mail.from.address, &mail.to.name, &mail.to.address, &mail.message_id,
        &mail.thread_root, &mail.list_id, &mail.unsubscribe_url, &mail.text, &mail.html, &mail.thread_parent,
        &mail.unsubscribe_address, &mail.reply_address})
    *field = next_field(rest);
  const ReadMail read(net::compose(mail));
  check_headers(read);
  require(read.parts().size() == (mail.html.empty() ? 0u : 2u));
  for (const ReadMail& part : read.parts()) check_headers(part);
  if (const auto box = net::parse_mailbox(mail.to.name)) require(net::is_usable_address(box->address));
  return 0;
}
