# Writes OUT: a header with one constexpr array SYMBOL of {name, text} for each file of FOLDER, sorted by name.
set(text "// Made by embed.cmake from the files of one folder.\n#pragma once\n#include <string_view>\n\n")
string(APPEND text "struct ${SYMBOL}_file { std::string_view name, text; };\ninline constexpr ${SYMBOL}_file ${SYMBOL}[] = {\n")
list(SORT FILES)
foreach(name IN LISTS FILES)
  file(READ ${FOLDER}/${name} content HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" content "${content}")
  # String literals are cut so that no compiler limit on their length is met.
  string(REGEX REPLACE "(................................................................................................)" "\\1\"\n    \"" content "${content}")
  file(SIZE ${FOLDER}/${name} size)
  string(APPEND text "    {\"${name}\", std::string_view(\"${content}\", ${size})},\n")
endforeach()
string(APPEND text "};\n")
file(WRITE ${OUT} "${text}")
