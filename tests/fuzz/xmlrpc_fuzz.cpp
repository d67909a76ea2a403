// XML-RPC bodies; whatever was read as a call is written and must be read the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "markup/xmlrpc.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace earshot::markup;
  const std::string_view body(reinterpret_cast<const char*>(bytes), size);
  const auto call = read_xmlrpc_call(body);
  if (call.ok()) {
    std::vector<std::string> texts;
    for (const auto& param : call->params) texts.push_back(param.text);
    const auto again = read_xmlrpc_call(xmlrpc_call(call->method, texts));
    if (!again.ok() || again->params.size() != texts.size()) std::abort();
    for (const auto& text : texts) {
      if (!earshot::is_utf8(text)) std::abort();
    }
  }
  const auto answer = read_xmlrpc_answer(body);
  if (!answer.ok() && !earshot::is_utf8(answer.error().text)) std::abort();
  return 0;
}
