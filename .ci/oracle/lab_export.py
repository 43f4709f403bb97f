#!/usr/bin/env python3
"""Compares what simulated routers export with what real ones do.

    lab_export.py SHARED BINARY

SHARED is the folder with routeros/captured. Knows the layout of exports by itself: where lines break, what is quoted.
First that knowledge is held against captured exports, then against those of the lab's routers. Then whole sections of
captured exports are imported into a router of the lab and exported again: they must come out byte for byte. Exits 1 at
a difference that SHORTENED does not explain.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from export import exports  # noqa: E402
from processes import Installation, lab  # noqa: E402

WIDTH = 77  # beside what says that a line goes on
COUNT = 3  # one router of each model
HOME = 1

# Captured commands whose values somebody replaced by shorter ones after the router had broken the lines.
SHORTENED = [
    "add address=192.0.2.1/24 comment=defconf interface=bridge network=192.0.2.0",
    "add address=192.0.2.0/24 comment=defconf dns-server=192.0.2.1 gateway=192.0.2.1",
    'add action=accept chain=input in-interface-list=WAN src-address-list="nms"',
    'set contact=user enabled=yes location="Riga, LATIVA" trap-community=community',
]
# Sections of the home router's capture that the lab's home router can take, whole.
SECTIONS = ["/ipv6 firewall address-list", "/ipv6 firewall filter", "/ip firewall nat"]
CAPTURE = "routeros__L009UiGS_7.15.2__simulation.yaml"


def commands(text):
    """Every command with its lines, as one text each."""
    for command in re.split(r"(?<!\\)\r?\n", text):
        if command.startswith(("add ", "set ")):
            yield command


def joined(command):
    return re.sub(r"\\\r?\n +", "", command)


def pieces(command):
    """Where a command may be broken: before a space, after an equals sign, never inside quotes."""
    return re.findall(r'"(?:\\.|[^"\\])*"|[^ ="]*=|[^ ="]+| (?=[^ =])[^ ="]*=?| ', command)


def broken(command):
    """A command as RouterOS breaks it; None for values that need a break inside."""
    lines, line = [], ""
    for piece in pieces(command):
        if line and len(line) + len(piece) > WIDTH:
            lines.append(line + (" \\" if piece.startswith(" ") else "\\"))
            line = "    " + piece.removeprefix(" ")
        else:
            line += piece
        if len(line) > WIDTH:
            return None
    return "\n".join([*lines, line])


def layout(name, text):
    """Checks every command of an export; returns how many, and the differences."""
    count, wrong = 0, []
    for command in commands(text):
        whole = joined(command)
        expected = broken(whole)
        count += 1
        if any(len(line) > WIDTH + 2 for line in command.splitlines()):
            wrong.append(f"{name}: a line is too long: {command}")
        if expected is not None and expected != command and whole not in SHORTENED:
            wrong.append(f"{name}: broken differently:\n{command}\nhere\n{expected}")
    return count, wrong


def export(router, path=""):
    """What the router exports of `path`, read in pieces."""
    status, answer = router.request("POST", f"{path}export", {"file": "check"})
    assert (status, answer) == (200, []), (status, answer)
    text = ""
    while True:
        piece = {"file": "check.rsc", "chunk-size": "32768", "offset": str(len(text.encode()))}
        status, answer = router.request("POST", "file/read", piece)
        assert status == 200, answer
        if not answer[0]["data"]:
            break
        text += answer[0]["data"]
    assert router.request("DELETE", "file/check.rsc")[0] == 204
    return text


def section(text, title):
    """The commands below one title, with it."""
    return re.search(rf"^{re.escape(title)}\n(?:(?!/).*\n)*", text, re.MULTILINE)[0]


def there_and_back(router, text):
    """Imports a section in the place of what the router has there, and exports it again."""
    menu = text.split("\n", 1)[0].removeprefix("/").replace(" ", "/")
    for row in router.rows(menu):
        if row.get("dynamic") != "true":
            assert router.request("DELETE", f"{menu}/{row['.id']}")[0] == 204
    router.request("DELETE", "file/section.rsc")
    status, answer = router.request("PUT", "file", {"name": "section.rsc", "contents": text})
    assert status == 201, answer
    status, answer = router.request("POST", "import", {"file-name": "section.rsc"})
    if status != 200:
        return [f"{menu}: refused: {answer}"]
    back = "".join(line for line in export(router, f"{menu}/").splitlines(keepends=True) if not line.startswith("#"))
    return [] if back == text else [f"{menu}: imported\n{text}\nexported\n{back}"]


def main():
    folder = Path(sys.argv[1]) / "routeros" / "captured"
    real = {name: text for name, text in exports(folder) if not name.endswith("output.txt")}
    wrong, counts = [], [0, 0]
    for name, text in real.items():
        count, found = layout(name, text)
        counts[0] += count
        wrong += found
    with Installation(str(Path(sys.argv[2]).resolve())) as installation, lab(installation, COUNT) as routers:
        for router in routers:
            count, found = layout(router.name, export(router))
            counts[1] += count
            wrong += found
        for title in SECTIONS:
            wrong += there_and_back(routers[HOME], section(real[CAPTURE], title))
    print("\n".join(wrong))
    print(
        f"{counts[0]} commands of {len(real)} real exports, {counts[1]} of {COUNT} simulated routers, "
        f"{len(SECTIONS)} sections there and back, {len(wrong)} differences"
    )
    return 1 if wrong or not all(counts) else 0


if __name__ == "__main__":
    sys.exit(main())
