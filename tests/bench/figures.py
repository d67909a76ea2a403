"""How figures are taken and written down."""
import json
import os
import re
import signal
import subprocess

from place import HERE, RigError


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, figure, beside, goal="", met=None):
        mark = "" if met is None else "met" if met else "FALLS SHORT"
        self.rows.append((what, figure, beside, goal, mark, f"{os.getloadavg()[0]:.1f}"))
        print("         " + "  ".join(cell for cell in (what.strip(), figure, beside, goal, mark) if cell), flush=True)

    def __str__(self):
        rows = [("figure", "measured", "beside", "goal", "", "load"), *self.rows]
        widths = [max(len(row[i]) for row in rows) for i in range(6)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
        return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def wrk(script, url, callers, seconds, *words):
    command = ["wrk", "-t1", f"-c{callers}", f"-d{seconds}s", "--timeout", "10s", "-s", HERE / script, url, "--", *map(str, words)]
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        for line in running.stdout:
            said.append(line)
            if line == "ANSWERED\n":
                running.send_signal(signal.SIGINT)
    said = "".join(said)
    found = re.search(r"^RESULT (.*)$", said, re.M)
    if not found:
        raise RigError(f"wrk failed: {said}")
    result = json.loads(found.group(1))
    sample = re.search(r"^SAMPLE (.*)$", said, re.M)
    if result["bad"] or result["good"] < max(result.get("sent", 0), 1):
        raise RigError(f"{url}: {result}, such as: {sample.group(1) if sample else ''}")
    return {**result, "rate": result["good"] / result["seconds"]}
