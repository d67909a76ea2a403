"""Names say what a thing is: the words that say nothing are refused in types, namespaces and file names."""
import re

import tree

EMPTY_WORDS = ("Manager", "Handler", "Helper", "Util", "Utils", "Impl", "Base", "Data", "Info", "Processor")
EMPTY_FILES = {word.lower() for word in EMPTY_WORDS} | {"common", "misc", "utilities"}
DECLARED = re.compile(r"\b(?:class|struct|union|enum(?:\s+class|\s+struct)?|concept|namespace|using)\s+"
                      r"(?:\[\[\w+\]\]\s*)?((?:\w+::)*\w+)\s*(?=[{:;=<]|final\b|$)")
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)


def empty(name):
    return any(name == word or name == word.lower() or name.endswith(word) for word in EMPTY_WORDS)


def check(root):
    complaints = []
    for path in tree.code(root, "plugin", "tests"):
        place = path.relative_to(root)
        words = re.sub(r"_test$|_fuzz$|_bench$", "", path.stem).split("_")
        if words[-1] in EMPTY_FILES and len(words) != 1 or path.stem in EMPTY_FILES:
            complaints.append(f"{place}: a file name that says nothing")
        text = COMMENT_OR_TEXT.sub(lambda hit: "\n" * hit.group().count("\n"), path.read_text(errors="replace"))
        for found in DECLARED.finditer(text):
            for name in found.group(1).split("::"):
                if empty(name):
                    line = text.count("\n", 0, found.start()) + 1
                    complaints.append(f"{place}:{line}: {name} says nothing about what it is")
    return complaints


SOUND = {"plugin/base/url.h": "// class FooManager\nclass Database;\nstruct Url { };\nusing Baseline = int;\n",
         "tests/unit/base_url_test.cpp": 'auto x = "struct LinkInfo {";\n'}
FAULTS = [("plugin/web/a.h", "class SiteManager {\n", "SiteManager"),
          ("plugin/web/a.h", "struct LinkInfo;\n", "LinkInfo"),
          ("plugin/web/a.h", "enum class UrlData : int {\n", "UrlData"),
          ("plugin/web/a.h", "namespace earshot::util {\n", "util"),
          ("plugin/web/a.h", "using FooImpl = int;\n", "FooImpl"),
          ("plugin/web/string_helper.h", "int a;\n", "file name"),
          ("tests/unit/misc.h", "int a;\n", "file name")]
if __name__ == "__main__":
    tree.run(check, SOUND, FAULTS)
