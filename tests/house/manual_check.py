"""The manual and the code name the same configuration keys and the same commands."""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
code = (root / "plugin/app/config.h").read_text()
manual = (root / "plugin/man/earshot.toml.5").read_text()

keys = {tuple(found) for found in re.findall(r'\{"(\w+)",\s*"(\w+)",\s*Kind::', code)}
written, table = set(), ""
for line in manual.splitlines():
    if found := re.match(r"\.Ss \[+(\w+)\]+", line):
        table = found[1]
    if line.startswith(".It Va"):
        written |= {(table, name) for name in re.findall(r"\w+", line.replace(".It", "")) if name != "Va"}

faults = [f"earshot.toml.5 lacks [{table}] {key}" for table, key in sorted(keys - written)]
faults += [f"earshot.toml.5 tells of [{table}] {key}, which the program does not know" for table, key in sorted(written - keys)]

source = (root / "plugin/app/commands.cpp").read_text()
commands = set(re.findall(r'app\.add_subcommand\("(\w+)"', source))
options = set(re.findall(r'add_(?:option|flag)\("--([\w-]+)"', source))
page = (root / "plugin/man/earshot.1").read_text()
told = set(re.findall(r"^\.It Ic (\w+)", page, re.M))
faults += [f"earshot.1 and the program differ about the command {name}" for name in sorted(commands ^ told)]
faults += [f"earshot.1 lacks --{name}" for name in sorted(options) if f"Fl -{name}" not in page]

if not keys or not commands:
    faults.append("found no keys or no commands in the code: this check looks in the wrong place")
print("\n".join(faults) or f"{len(keys)} keys and {len(commands)} commands, in both")
sys.exit(bool(faults))
