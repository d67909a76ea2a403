// XML-RPC as far as pingback needs it: calls in, answers out, and the other way round. Nothing is expanded or
// fetched.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace earshot::markup {

enum class XmlRpcType { string, integer, boolean, number, date, base64, array, structure, nil };

struct XmlRpcValue {
  XmlRpcType type = XmlRpcType::string;
  std::string text;  // scalars: decoded and trimmed; "" for array and structure, whose contents are skipped
};

struct XmlRpcCall {
  std::string method;
  std::vector<XmlRpcValue> params;
};

struct XmlRpcFault {
  int code = 0;
  std::string text;
};

struct XmlRpcAnswer {
  XmlRpcValue value;
  std::vector<XmlRpcValue> members;  // of an array of scalars
};

// Faults: -32700 for what is not (almost) XML, for DOCTYPE, entities of its own, nesting above 64 or over
// 20,000 nodes; -32600 for XML that is no call. Leading blanks, a raw "&" and trailing rubbish are forgiven.
Result<XmlRpcCall, XmlRpcFault> read_xmlrpc_call(std::string_view body);
// A fault the other side sent is returned with its code; an unreadable answer as -32700.
Result<XmlRpcAnswer, XmlRpcFault> read_xmlrpc_answer(std::string_view body);

std::string xmlrpc_string_response(std::string_view text);
std::string xmlrpc_array_response(const std::vector<std::string>& texts);
std::string xmlrpc_fault(int code, std::string_view text);
std::string xmlrpc_call(std::string_view method, const std::vector<std::string>& params);

}  // namespace earshot::markup
