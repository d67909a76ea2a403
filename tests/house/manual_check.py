"""The manual and the code name the same configuration keys and the same commands; nginx variables named there are ours."""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
code = (root / "plugin/setup/config.h").read_text()
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

def help_of(*words):
    return subprocess.run([program, *words, "--help"], capture_output=True, text=True, check=True).stdout


def subcommands(text):
    return re.findall(r"^  ([a-z][\w-]*)(?:  +\S|$)", text.partition("Subcommands:")[2], re.M)


program = pathlib.Path(sys.argv[2]) / "earshot"
commands, texts = subcommands(help_of()), [help_of()]
for command in commands:
    texts.append(help_of(command))
    texts += [help_of(command, below) for below in subcommands(texts[-1])]
options = {name for text in texts for name in re.findall(r"--([a-z][\w-]*)", text)} - {"version"}
page = (root / "plugin/man/earshot.1").read_text()
told = {name for line in re.findall(r"^\.It Ic ([\w-]+(?: \| [\w-]+)*)", page, re.M) for name in line.split(" | ")}
faults += [f"earshot.1 and the program differ about the command {name}" for name in sorted(set(commands) ^ told)]
faults += [f"earshot.1 lacks --{name}" for name in sorted(options) if f"Fl -{name}" not in page]

# An nginx variable that a text tells hosts to write must be one that the shipped parts make.
parts = "".join(part.read_text() for part in (root / "templates/nginx").glob("*.conf"))
made = set(re.findall(r"^ *(?:map \S+|map \"[^\"]*\"|auth_request_set|set) (\$\w+)", parts, re.M)) | {
    "$" + name for name in re.findall(r"\(\?<(\w+)>", parts)}
for text in (root / "README.md", root / "ARCHITECTURE.md", *(root / "plugin/man").glob("*.[1-8]"), *(root / "templates/nginx").glob("*.conf")):
    named = set(re.findall(r"\$(?!upstream_http_)\w*earshot\w+", "\n".join(line for line in text.read_text().splitlines() if "…" not in line)))
    faults += [f"{text.name} names {name}, which no nginx part makes" for name in sorted(named - made)]

if not keys or not commands:
    faults.append("found no keys or no commands in the code: this check looks in the wrong place")
print("\n".join(faults) or f"{len(keys)} keys and {len(commands)} commands, in both")
sys.exit(bool(faults))
