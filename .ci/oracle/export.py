#!/usr/bin/env python3
"""Reads exports of real routers and normalises them.

    export.py SHARED BINARY

SHARED is the folder with routeros/captured; BINARY is not used, the example `normalise` of the same source is. For every
captured export: it is understood; normalising it twice is normalising it once; of its lines only remarks and menus
without a command are gone; an export taken at another time, of a router with other ids, comes to the same. Prints a
line per export; exits 1 at the first difference.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VOLATILE = re.compile(r"^# (.* by RouterOS .*|(software|system) id = .*)$", re.MULTILINE)
OTHER_HEADERS = [
    "# jan/02/2031 03:04:05 by RouterOS 7.8\n# software id = ABCD-EFGH\n#\n",
    "# 2031-01-02 03:04:05 by RouterOS 7.99.1\n# system id = abcDEF123\n#\n",
]
# Captures that somebody shortened by hand until no router would take them.
SHORTENED = {"napalm_v7_terse_show_sensitive.txt": "line 6, column 19: not the name of a menu"}  # `/interface bridge a=b`


def exports(folder):
    """(name, text) of every captured export; transcripts hold theirs as a block of YAML."""
    for file in sorted((folder / "export").iterdir()):
        yield file.name, file.read_text()
    for file in sorted((folder / "oxidized").glob("*output.txt")):
        yield file.name, file.read_text()
    for file in sorted((folder / "oxidized").glob("*simulation.yaml")):
        block = re.search(r'^  "/export[^"]*": \|-\n((?:    .*\n|\n)*)', file.read_text(), re.MULTILINE)
        if block:
            text = re.sub(r"^    ", "", block[1], flags=re.MULTILINE)
            yield file.name, re.sub(r"\\(x20|.)", lambda escape: " " if escape[1] == "x20" else escape[1], text)


def normalise(text):
    done = subprocess.run(["target/debug/examples/normalise"], cwd=ROOT, input=text, capture_output=True, text=True)
    if done.returncode:
        raise ValueError(done.stderr.strip())
    return done.stdout


def words(text):
    """The words of all commands, as a bag: enough to see that none is lost. Menus are left out: some say nothing."""
    joined = re.sub(r"\\\r?\n[ \t]*", "", text)
    lines = [line for line in joined.splitlines() if line and not line.startswith(("#", "/"))]
    terse = [line.split(" add ", 1)[1] for line in joined.splitlines() if line.startswith("/") and " add " in line]
    return sorted(re.sub(r'"|\\', "", word) for line in lines + terse for word in line.split() if word != "add")


def check(text):
    normal = normalise(text)
    if normalise(normal) != normal:
        return "normalising it again changes it"
    if VOLATILE.search(normal):
        return "a volatile line is left"
    if words(text) != words(normal):
        return f"words differ: {sorted(set(words(text)) ^ set(words(normal)))}"
    for header in OTHER_HEADERS:
        if normalise(header + VOLATILE.sub("#", text)) != normal:
            return "another date and id make a difference"
    return None


def main():
    subprocess.run(["cargo", "build", "--quiet", "--locked", "--example", "normalise"], cwd=ROOT, check=True)
    count = wrong = 0
    for name, text in exports(Path(sys.argv[1]) / "routeros" / "captured"):
        try:
            problem = check(text)
        except ValueError as error:
            problem = None if SHORTENED.get(name) == str(error) else str(error)
        print(f"{name}: {problem or 'ok'}")
        count, wrong = count + 1, wrong + bool(problem)
    print(f"{count} exports, {wrong} with a difference")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main())
