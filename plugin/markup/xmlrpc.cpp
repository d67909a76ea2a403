#include "markup/xmlrpc.h"

#include <libxml/xmlerror.h>
#include <libxml/xmlreader.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <memory>
#include <optional>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/escape.h"

namespace earshot::markup {
namespace {

constexpr int not_well_formed = -32700, unsupported_encoding = -32701, not_a_call = -32600;
constexpr std::size_t max_nodes = 20000, max_params = 100, max_tag_bytes_in_call = 2048;
constexpr std::size_t deepest = 64;

struct TypeName {
  std::string_view name;
  XmlRpcType type;
};
constexpr std::array<TypeName, 10> type_names{{{"string", XmlRpcType::string},
                                               {"int", XmlRpcType::integer},
                                               {"i4", XmlRpcType::integer},
                                               {"boolean", XmlRpcType::boolean},
                                               {"double", XmlRpcType::number},
                                               {"dateTime.iso8601", XmlRpcType::date},
                                               {"base64", XmlRpcType::base64},
                                               {"array", XmlRpcType::array},
                                               {"struct", XmlRpcType::structure},
                                               {"nil", XmlRpcType::nil}}};

// A stranger's XML must not write to our standard error; what is wrong with it shows in the reader's return
// value.
void stay_silent(void*, xmlError*) {}

// Calls are small (the wall before us takes 64 KiB), so a bounded tree is the plainest way to read them.
struct Node {
  std::string name, text;  // text: of the element itself, not of those inside it
  std::vector<Node> children;

  const Node* child(std::string_view wanted) const {
    const auto found = std::ranges::find(children, wanted, &Node::name);
    return found == children.end() ? nullptr : &*found;
  }
};

std::string_view seen(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

struct FreeReader {
  void operator()(xmlTextReader* reader) const { xmlFreeTextReader(reader); }
};
using Reader = std::unique_ptr<xmlTextReader, FreeReader>;

// Adds what the reader stands on to the tree below path.back(). False: refused.
bool add_node(xmlTextReader* reader, std::vector<Node*>& path) {
  switch (xmlTextReaderNodeType(reader)) {
    case XML_READER_TYPE_ELEMENT: {
      if (path.size() > deepest) return false;
      Node& node = path.back()->children.emplace_back();
      node.name = seen(xmlTextReaderConstName(reader));
      // The parent's vector does not grow again before this element ends: the pointer holds.
      if (xmlTextReaderIsEmptyElement(reader) == 0) path.push_back(&node);
      return true;
    }
    case XML_READER_TYPE_END_ELEMENT:
      path.pop_back();
      return true;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA:
    case XML_READER_TYPE_WHITESPACE:
    case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
      path.back()->text += seen(xmlTextReaderConstValue(reader));
      return true;
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
    case XML_READER_TYPE_ENTITY:
      return false;
    default:
      return true;  // comments, processing instructions
  }
}

// The root element in a nameless node; nothing if this is not XML or not XML we take.
std::optional<Node> read_tree(std::string_view xml) {
  constexpr int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA;
  const Reader reader(
      xmlReaderForMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, options));
  if (!reader) return std::nullopt;
  xmlTextReaderSetStructuredErrorHandler(reader.get(), stay_silent, nullptr);
  Node top;
  std::vector<Node*> path{&top};
  std::size_t nodes = 0;
  int result = 0;
  while ((result = xmlTextReaderRead(reader.get())) == 1) {
    if (++nodes > max_nodes || !add_node(reader.get(), path)) return std::nullopt;
  }
  if (result < 0 || top.children.empty()) return std::nullopt;
  return top;
}

XmlRpcValue scalar_or_kind(const Node& value) {
  if (value.children.empty()) return {XmlRpcType::string, std::string(trim(value.text))};
  const Node& typed = value.children.front();
  const auto known = std::ranges::find(type_names, typed.name, &TypeName::name);
  if (known == type_names.end()) return {XmlRpcType::structure, {}};
  const bool compound = known->type == XmlRpcType::array || known->type == XmlRpcType::structure;
  return {known->type, compound ? std::string() : std::string(trim(typed.text))};
}

// Whether the tree was XML-RPC of the kind that is asked for.
bool understand(const Node& root, XmlRpcCall& call) {
  const Node* method = root.child("methodName");
  if (root.name != "methodCall" || method == nullptr) return false;
  call.method = trim(method->text);
  const Node* params = root.child("params");
  if (params == nullptr) return true;
  for (const Node& param : params->children) {
    const Node* value = param.child("value");
    if (param.name != "param" || value == nullptr || call.params.size() == max_params) return false;
    call.params.push_back(scalar_or_kind(*value));
  }
  return true;
}

struct Answered {
  XmlRpcAnswer answer;
  std::optional<XmlRpcFault> fault;
};

const Node* down(const Node* node, std::initializer_list<std::string_view> names) {
  for (const auto name : names) {
    if (node != nullptr) node = node->child(name);
  }
  return node;
}

XmlRpcFault read_fault(const Node& structure) {
  constexpr std::size_t longest_text = 500;
  XmlRpcFault fault;
  for (const Node& member : structure.children) {
    const Node *name = member.child("name"), *value = member.child("value");
    if (name == nullptr || value == nullptr) continue;
    const std::string text = scalar_or_kind(*value).text;
    if (trim(name->text) == "faultString") fault.text = cut(text, longest_text);
    if (trim(name->text) == "faultCode") std::from_chars(text.data(), text.data() + text.size(), fault.code);
  }
  return fault;
}

bool understand(const Node& root, Answered& answered) {
  if (root.name != "methodResponse") return false;
  if (const Node* structure = down(&root, {"fault", "value", "struct"})) {
    answered.fault = read_fault(*structure);
    return true;
  }
  // Some give the code alone; it is a failure all the same.
  if (root.child("fault") != nullptr) {
    const Node* value = down(&root, {"fault", "value"});
    const std::string text = value ? scalar_or_kind(*value).text : std::string();
    auto& fault = answered.fault.emplace();
    std::from_chars(text.data(), text.data() + text.size(), fault.code);
    return true;
  }
  const Node* value = down(&root, {"params", "param", "value"});
  if (value == nullptr) return false;
  answered.answer.value = scalar_or_kind(*value);
  if (const Node* members = down(value, {"array", "data"})) {
    for (const Node& member : members->children) answered.answer.members.push_back(scalar_or_kind(member));
  }
  return true;
}

// Harm that must not even reach the parser. A tag with thousands of attributes costs libxml2 time by their
// square.
bool is_dangerous(std::string_view xml) {
  for (std::size_t at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
    const std::string_view rest = xml.substr(at, max_tag_bytes_in_call);
    if (rest.starts_with("<!") && !rest.starts_with("<!--") && !rest.starts_with("<![CDATA[")) return true;
    const bool tag = rest.size() > 1 && rest[1] != '!';
    if (tag && rest.size() == max_tag_bytes_in_call && rest.find('>') == std::string_view::npos) return true;
    if (rest.starts_with("<![CDATA[")) at = std::min(xml.find("]]>", at), xml.size() - 1);
  }
  return false;
}

bool is_reference(std::string_view rest) {
  for (const std::string_view known : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;"}) {
    if (rest.starts_with(known)) return true;
  }
  const std::size_t end = rest.substr(0, 12).find(';');
  return rest.starts_with("&#") && end != std::string_view::npos && end > 2 &&
         rest.substr(2, end - 2).find_first_not_of("0123456789abcdefABCDEFx") == std::string_view::npos;
}

std::string_view without_declaration(std::string_view xml) {
  if (xml.starts_with("<?xml")) xml.remove_prefix(std::min(xml.find('>'), xml.size() - 1) + 1);
  return xml;
}

// What senders get wrong in practice: "&" in an address, bytes of windows-1252, something behind the end.
std::string repaired(std::string_view xml, std::string_view root) {
  const std::string end_tag = "</" + std::string(root) + ">";
  if (const std::size_t end = xml.find(end_tag); end != std::string_view::npos)
    xml = xml.substr(0, end + end_tag.size());
  const std::string text = to_utf8(without_declaration(xml), {}, Sniff::none);
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    out += text[at];
    if (text[at] == '&' && !is_reference(std::string_view(text).substr(at, 12))) out += "amp;";
  }
  return out;
}

// Only a body that claims nothing, or what we can honour, may be read a second time by guessing.
bool may_guess(std::string_view xml) {
  if (!xml.starts_with("<?xml")) return xml.starts_with("<");
  const std::string_view declaration = xml.substr(0, xml.find('>'));
  return declaration.find("encoding") == std::string_view::npos ||
         lower_ascii(declaration).find("utf-8") != std::string::npos;
}

std::string_view declared_encoding(std::string_view xml) {
  if (!xml.starts_with("<?xml")) return {};
  std::string_view rest = xml.substr(0, xml.find('>'));
  const std::size_t at = rest.find("encoding");
  if (at == std::string_view::npos) return {};
  rest.remove_prefix(at);
  rest.remove_prefix(std::min(rest.find_first_of("\"'"), rest.size()));
  if (rest.empty()) return {};
  return rest.substr(1, rest.find(rest.front(), 1) - 1);
}

// UTF-16 with its byte order mark, also where only the first character tells, which is always "<". Else
// nothing.
std::optional<std::string> as_utf16(std::string_view xml) {
  using namespace std::string_view_literals;
  constexpr auto big = "\xFE\xFF"sv, little = "\xFF\xFE"sv;
  if (xml.starts_with("\0<"sv)) return std::string(big).append(xml);
  if (xml.starts_with("<\0"sv)) return std::string(little).append(xml);
  const bool utf32 = xml.starts_with("\xFF\xFE\0\0"sv);
  if (!utf32 && (xml.starts_with(big) || xml.starts_with(little))) return std::string(xml);
  return std::nullopt;
}

// UTF-7, UTF-32, ISO-2022-JP and their kin: libxml2 would find a DOCTYPE in bytes where is_dangerous() sees
// none.
bool hides_its_text(std::string_view xml) {
  const std::string name = lower_ascii(declared_encoding(xml));
  return xml.substr(0, 4).find('\0') != std::string_view::npos || (!name.empty() && !is_like_ascii(name));
}

enum class Trouble { none, empty, too_long, encoding, forbidden, broken, strange };
struct Told {
  Trouble trouble;
  int code;
  std::string_view text;
};
constexpr std::array told{
    Told{Trouble::empty, not_well_formed, "The body is empty; a call in XML belongs there."},
    Told{Trouble::too_long, not_well_formed, "The XML is too long."},
    Told{Trouble::encoding, unsupported_encoding,
         "The XML's bytes are not in the encoding that it declares, or that is not known here; please send "
         "UTF-8."},
    Told{Trouble::forbidden, not_well_formed,
         "XML with a document type, entities or overlong tags is not taken."},
    Told{Trouble::broken, not_well_formed, "The XML is not well-formed."},
    Told{Trouble::strange, not_a_call, "This is not XML-RPC."},
};

template <class Wanted>
Trouble read_with_patience(std::string_view body, std::string_view root, Wanted& wanted) {
  constexpr std::size_t max_body = 4 * 1024 * 1024;
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  if (body.size() > max_body) return Trouble::too_long;
  std::string narrow;
  if (const auto wide = as_utf16(body)) {
    narrow = to_utf8(*wide, {}, Sniff::none);
    body = without_declaration(trim(narrow));
  }
  body = trim(body);
  if (body.empty()) return Trouble::empty;
  if (hides_its_text(body)) return Trouble::encoding;
  if (is_dangerous(body)) return Trouble::forbidden;
  auto tree = read_tree(body);
  if (!tree && may_guess(body)) tree = read_tree(repaired(body, root));
  if (!tree) return Trouble::broken;
  return understand(tree->children.front(), wanted) ? Trouble::none : Trouble::strange;
}

XmlRpcFault fault_for(Trouble trouble) {
  const auto& found = *std::ranges::find(told, trouble, &Told::trouble);
  return {found.code, std::string(found.text)};
}

constexpr std::string_view prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

std::string string_value(std::string_view text) {
  return "<value><string>" + xml_text(text) + "</string></value>";
}

std::string response(std::string_view value) {
  return std::string(prolog) + "<methodResponse><params><param>" + std::string(value) +
         "</param></params></methodResponse>\n";
}

}  // namespace

Result<XmlRpcCall, XmlRpcFault> read_xmlrpc_call(std::string_view body) {
  XmlRpcCall call;
  const Trouble trouble = read_with_patience(body, "methodCall", call);
  if (trouble != Trouble::none) return fault_for(trouble);
  return call;
}

Result<XmlRpcAnswer, XmlRpcFault> read_xmlrpc_answer(std::string_view body) {
  Answered answered;
  const Trouble trouble = read_with_patience(body, "methodResponse", answered);
  if (trouble != Trouble::none) return XmlRpcFault{not_well_formed, fault_for(trouble).text};
  if (answered.fault) return *answered.fault;
  return answered.answer;
}

std::string xmlrpc_string_response(std::string_view text) {
  return response(string_value(text));
}

std::string xmlrpc_array_response(const std::vector<std::string>& texts) {
  std::string values;
  for (const auto& text : texts) values += string_value(text);
  return response("<value><array><data>" + values + "</data></array></value>");
}

std::string xmlrpc_fault(int code, std::string_view text) {
  return std::string(prolog) +
         "<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>" +
         std::to_string(code) + "</int></value></member><member><name>faultString</name>" +
         string_value(text) + "</member></struct></value></fault></methodResponse>\n";
}

std::string xmlrpc_call(std::string_view method, const std::vector<std::string>& params) {
  std::string out =
      std::string(prolog) + "<methodCall><methodName>" + xml_text(method) + "</methodName><params>";
  for (const auto& text : params) out += "<param>" + string_value(text) + "</param>";
  return out + "</params></methodCall>\n";
}

}  // namespace earshot::markup
