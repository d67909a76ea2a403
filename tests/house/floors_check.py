"""The stairs hold: a room includes only what its line in plugin/FLOORS names, C headers stay in their room,
nothing lies loose, no file has grown out of hand."""
import pathlib
import re

import tree

TOP = {"CMakeLists.txt", "CMakePresets.json", "plugin", "templates", "sql", "tests", "install.sh", "README.md",
       "ARCHITECTURE.md", "LICENSE"}
EMBEDDED = {"store": {"sql_files.h"}, "markup": {"template_files.h"}}  # made by the build
LONGEST = 500
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def floors(root):
    rooms = {}
    for line in pathlib.Path(root, "plugin/FLOORS").read_text().splitlines():
        if re.match(r"[a-z]", line):
            name, uses, headers, _ = (part.strip() for part in (line + ":::").split(":")[:4])
            rooms[name] = (uses.split(), headers.split())
    return rooms


def names(pattern, header):
    return header.startswith(pattern) if pattern.endswith("/") else header == pattern


def include_faults(path, room, rooms):
    uses, own_headers = rooms[room]
    owned = {pattern for _, headers in rooms.values() for pattern in headers}
    for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        quote, header = found.groups()
        place = f"{path.parent.name}/{path.name}:{number}"
        top = header.split("/")[0]
        if "/" in header and top in rooms:
            if top != room and top not in uses:
                yield f"{place}: room {room} may not include {header}"
        elif any(names(pattern, header) for pattern in owned):
            if not any(names(pattern, header) for pattern in own_headers):
                yield f"{place}: {header} belongs to another room"
        elif quote == '"' and header not in EMBEDDED.get(room, ()):
            yield f"{place}: {header} is not named by its room"


def order_faults(rooms):
    seen = []
    for room, (uses, _) in rooms.items():
        for lower in uses:
            if lower not in seen:
                yield f"plugin/FLOORS: {room} uses {lower}, which is not below it"
        seen.append(room)


def check(root):
    rooms = floors(root)
    complaints = list(order_faults(rooms))
    for path in tree.tracked(root):
        steps = path.relative_to(root).parts
        if steps[0] not in TOP and not steps[0].startswith("."):
            complaints.append(f"{steps[0]}: not a thing of the top level")
        if steps[0] == "plugin" and len(steps) == 2 and steps[1] != "FLOORS":
            complaints.append(f"{'/'.join(steps)}: loose file")
        if steps[0] == "plugin" and len(steps) > 2 and steps[1] not in rooms and steps[1] != "man":
            complaints.append(f"{'/'.join(steps)}: no such room")
        if path.suffix in (".h", ".cpp", ".py", ".sh", ".js"):
            length = len(path.read_text(errors="replace").splitlines())
            if length > LONGEST:
                complaints.append(f"{'/'.join(steps)}: {length} lines, {LONGEST} at most")
    for path in tree.code(root, "plugin"):
        room = path.relative_to(root).parts[1]
        if room in rooms:
            complaints += include_faults(path, room, rooms)
    return complaints


SOUND = {"plugin/FLOORS": "base : : sodium.h : \ndb : base : sqlite3.h : \nmodel : base : : \n",
         "plugin/base/url.h": '#include <string>\n#include "base/text.h"\n#include <sodium.h>\n',
         "plugin/db/a.cpp": '#include <sqlite3.h>\n#include "base/url.h"\n', "plugin/man/earshot.1.scd": "x\n"}
FAULTS = [("plugin/model/post.h", '#include "db/database.h"\n', "may not include"),
          ("plugin/model/post.h", "#include <db/database.h>\n", "may not include"),
          ("plugin/model/post.h", "#include <sqlite3.h>\n", "belongs to another room"),
          ("plugin/model/post.h", '#include "post_state.h"\n', "not named by its room"),
          ("plugin/FLOORS", "base : db : : \ndb : : : \n", "not below it"),
          ("plugin/stray.cpp", "int a;\n", "loose file"),
          ("plugin/misc/a.cpp", "int a;\n", "no such room"),
          ("notes.txt", "x\n", "top level"),
          ("plugin/db/long.cpp", "//\n" * (LONGEST + 1), "lines")]
if __name__ == "__main__":
    tree.run(check, SOUND, FAULTS)
