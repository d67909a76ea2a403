// What somebody is called beside the name that the roster gives: "Dan" for Daniel, "Elena Sokolova" for Елена
// Соколова.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace earshot::names {

// Of a folded given name: "dan" and "danny" of "daniel".
std::vector<std::string_view> short_forms(std::string_view given);
// The names it is short for, and what else they are shortened to: "william", "billy", "will" of "bill".
std::vector<std::string_view> long_forms(std::string_view given);
// Numbers of the names that it is, or is short for; null: none is known. Who shares one may be called so.
const std::vector<std::size_t>* called_alike(std::string_view given);

// A name in Greek or Cyrillic letters as it is written in Latin ones, the usual way first; empty for other
// scripts.
std::vector<std::string> romanised(std::string_view name);

}  // namespace earshot::names
