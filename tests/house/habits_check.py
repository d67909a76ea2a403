"""Habits of the house that a machine can see: one owner a thing, no swallowed errors, SQL in its room, headers that say why."""
import re

import tree

NOTE = "TO" + "DO|FIX" + "ME|XX" + "X"
EVERYWHERE = [(re.compile(r"\bshared_ptr\b|\bmake_shared\b"), "shared ownership"),
              (re.compile(rf"\b(?:{NOTE})\b"), "a note to ourselves instead of the work"),
              (re.compile(r"\bstd::ranges::(?:unique|remove|remove_if|rotate|partition|stable_partition|search|equal_range)\b|\bstd::views::"),
               "what clang 14 cannot compile with this standard library; the old algorithms can do it"),
              (re.compile(r"\binstance\s*\(\s*\)"), "a singleton")]
HEADERS = [(re.compile(r"^\s*using\s+namespace\b"), "using namespace in a header")]
SQL = re.compile(r'"\s*(?:SELECT\s|INSERT\s+(?:OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s)')
SQL_ROOMS = {"store", "db"}


CATCH_ALL = re.compile(r"^[^/]*catch\s*\(\s*\.\.\.\s*\)")
HANDED_ON = re.compile(r"\bthrow;|std::current_exception\(\)")  # to the caller, or to the thread that waits


def line_faults(path, rules):
    lines = path.read_text(errors="replace").splitlines()
    for number, line in enumerate(lines, 1):
        for pattern, meaning in rules:
            if pattern.search(line):
                yield number, meaning
        if CATCH_ALL.search(line) and not any(HANDED_ON.search(near) for near in lines[number - 1:number + 4]):
            yield number, "an error swallowed unseen"


def check(root):
    complaints = []
    for path in tree.code(root, "plugin", "tests"):
        place = path.relative_to(root)
        rules = list(EVERYWHERE)
        if path.suffix == ".h":
            rules += HEADERS
        if place.parts[0] == "plugin" and place.parts[1] not in SQL_ROOMS:
            rules.append((SQL, "SQL text outside store"))
        complaints += [f"{place}:{number}: {meaning}" for number, meaning in line_faults(path, rules)]
        if place.parts[0] == "plugin" and path.suffix == ".h":
            text = path.read_text(errors="replace")
            if not text.startswith("// ") or text.startswith("// SPDX") and not text.split("\n")[1].startswith("// "):
                complaints.append(f"{place}:1: the header does not begin with why it exists")
            if "#pragma once" not in text:
                complaints.append(f"{place}:1: no #pragma once")
    return complaints


SOUND = {"plugin/db/c.cpp": "} catch (...) {\n  undo();\n  throw;\n}\n", "plugin/base/url.h": "// Why.\n#pragma once\n", "plugin/store/a.cpp": 'auto q = "SELECT 1";\n',
         "plugin/web/b.cpp": 'log("SELECTED");\n'}
FAULTS = [("plugin/web/a.cpp", "std::shared_ptr<int> p;\n", "shared"),
          ("plugin/web/a.cpp", "} catch (...) {\n  return;\n}\n", "swallowed"),
          ("plugin/web/a.cpp", "// TO" + "DO later\n", "note to ourselves"),
          ("plugin/web/a.cpp", "Site::instance();\n", "singleton"),
          ("plugin/web/a.cpp", "std::ranges::unique(all);\n", "clang 14"),
          ("plugin/web/a.cpp", 'auto q = "UPDATE job SET a=1";\n', "SQL"),
          ("plugin/web/a.h", "// Why.\n#pragma once\nusing namespace std;\n", "using namespace"),
          ("plugin/web/a.h", "#pragma once\n", "why it exists"),
          ("plugin/web/a.h", "// Why.\n", "pragma")]
if __name__ == "__main__":
    tree.run(check, SOUND, FAULTS)
