"""Compares what rosmcp says with what the routers say: truth.py BINARY.

Every menu of the catalogue on every model of the lab is read three times: directly over HTTPS, through `rosmcp get`, and
directly again. Each typed value must be what a slow parser, written here from the manual's words and sharing nothing
with rosmcp, makes of one of the two raw texts; a number that moves may lie between them. Secrets must read [redacted].
"""

import json
import re
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from processes import Installation, lab

COUNT = 3
REDACTED = "[redacted]"
LONGEST_TEXT = 4096
# Rows that every request itself brings about: sessions, connections, log lines.
RESTLESS = {"log", "user/active", "ip/service", "ip/firewall/connection", "system/history"}

HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
SECONDS = {"w": 604_800, "d": 86_400, "h": 3600, "m": 60, "s": 1, "ms": 1e-3, "us": 1e-6}
SIZES = {"": 1, "B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
RATES = {"": 1, "bps": 1, "k": 1e3, "kbps": 1e3, "M": 1e6, "Mbps": 1e6, "G": 1e9, "Gbps": 1e9}


class NotThat(ValueError):
    """The text is no value of that type; it stays text."""


def integer(text):
    if re.fullmatch(r"[+-]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"0x[0-9a-fA-F]+", text):
        return int(text, 16)
    raise NotThat(text)


def decimal(text):
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", text):
        return float(text)
    raise NotThat(text)


def flag(text):
    if text not in ("true", "false", "yes", "no"):
        raise NotThat(text)
    return text in ("true", "yes")


def duration(text):
    """`1w2d3h4m5s6ms`, `00:00:10`, `1d00:00:10`; a bare number has no unit and stays text."""
    seconds, rest = 0.0, text
    while part := re.match(r"([0-9]+(?:\.[0-9]+)?)(ms|us|w|d|h|m|s)", rest):
        seconds += float(part[1]) * SECONDS[part[2]]
        rest = rest[part.end() :]
    if clock := re.fullmatch(r"([0-9]{2}):([0-9]{2}):([0-9]{2})", rest):
        seconds += int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3])
        rest = ""
    if rest or not text:
        raise NotThat(text)
    return seconds


def scaled(units):
    """Reads a number with one of `units` behind it, or none."""

    def read(text):
        parts = re.fullmatch(r"([0-9]+(?:\.[0-9]+)?)([A-Za-z]*)", text)
        if not parts or parts[2] not in units:
            raise NotThat(text)
        return float(parts[1]) * units[parts[2]]

    return read


def percent(text):
    return decimal(text.removesuffix("%"))


NUMBERS = {
    "integer": integer, "decimal": decimal, "flag": flag, "duration": duration,
    "bytes": scaled(SIZES), "bits-per-second": scaled(RATES), "percent": percent,
}  # fmt: skip


def typed(kind, text):
    """What `text` means for a field of `kind`, the catalogue's description of it."""
    if kind["type"] == "list":
        return [typed(kind["of"], part) for part in text.split(",")] if text else []
    try:
        return NUMBERS[kind["type"]](text)
    except (KeyError, NotThat):
        return shown(text)


def shown(text):
    """A text as rosmcp shows it: nothing hidden in it, and not without end."""
    short = text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "… [cut]"
    return HARMFUL.sub("\ufffd", short)


def same(one, other):
    """Equal, with equal JSON types; numbers by value."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if is_number(one) and is_number(other):
        return abs(one - other) <= 1e-9 * max(1, abs(one))
    return type(one) is type(other) and one == other


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def moved(kind, before, after, said):
    """Whether `said` is a value that a field which moves may have had between `before` and `after`."""
    if not kind.get("volatile"):
        return False
    if is_number(said) and is_number(before) and is_number(after):
        low, high = sorted((before, after))
        return low <= said <= high or kind["type"] in ("percent", "decimal") or before == after == 0 or not rising(kind)
    return type(said) is type(before) is type(after) and before != after


def rising(kind):
    return kind["name"].endswith(("-byte", "-packet", "uptime", "bytes", "packets"))


class Menu:
    """One menu on one router, read thrice."""

    def __init__(self, description, installation, router):
        self.path, self.ordered = description["path"], description["kind"] == "ordered list"
        self.fields = {field["name"]: field for field in description["fields"]}
        self.where = f"{router.name} {self.path}"
        self.found, self.compared = [], Counter()
        before = router.rows(self.path)
        self.answer = installation.attempt("get", router.name, self.path, "-o", "json")
        after = router.rows(self.path)
        if before is None:
            self.absent()
        elif self.answer.returncode != 0:
            self.differ(f"rosmcp exited {self.answer.returncode}: {self.answer.stderr.strip()}")
        else:
            said = json.loads(self.answer.stdout)
            self.rows(before, said if isinstance(said, list) else [said], after)

    def differ(self, text):
        self.found.append(f"{self.where}: {text}")

    def absent(self):
        """The router has no such menu: rosmcp must say so, with an error of the router's kind."""
        self.compared["absent menus"] += 1
        if self.answer.returncode not in (8, 14):
            self.differ(f"the router has no such menu, rosmcp exited {self.answer.returncode}")

    def rows(self, before, said, after):
        keyed = [{row.get(".id", ""): row for row in rows} for rows in (before, said, after)]
        first, middle, last = keyed
        stable = first.keys() & last.keys()
        if not stable <= middle.keys() and self.path not in RESTLESS:
            self.differ(f"rows {sorted(stable - middle.keys())} are missing")
        if not middle.keys() <= first.keys() | last.keys() and self.path not in RESTLESS:
            self.differ(f"rows {sorted(middle.keys() - first.keys() - last.keys())} are invented")
        if self.ordered:
            self.order([key for key in first if key in middle and key in last], [key for key in middle if key in stable])
        for key in stable & middle.keys():
            self.row(first[key], middle[key], last[key])

    def order(self, there, here):
        if there != here:
            self.differ(f"the order is {here}, the router's is {there}")

    def row(self, before, said, after):
        for name in (before.keys() & after.keys()) - said.keys():
            self.differ(f"{name} is missing")
        for name in said.keys() - before.keys() - after.keys():
            self.differ(f"{name} is invented")
        for name in said.keys() & before.keys() & after.keys():
            self.value(name, before[name], said[name], after[name])

    def value(self, name, before, said, after):
        kind = self.fields.get(name, {"name": name, "type": "text"})
        self.compared[kind["type"]] += 1
        if kind.get("secret"):
            self.secret(name, before, said)
            return
        possible = [typed(kind, before), typed(kind, after)]
        if not any(same(said, value) for value in possible) and not moved(kind, *possible, said):
            self.differ(f"{name}: {said!r} for {kind['type']} {before!r}")

    def secret(self, name, raw, said):
        self.compared["secrets"] += 1
        if said != REDACTED:
            self.differ(f"{name} is a secret and reads {'its value' if said == raw else repr(said)}")
        if len(raw) >= 6 and set(raw) != {"*"} and raw in self.answer.stdout:
            self.differ(f"the value of the secret {name} is in the answer")


def add(installation, router):
    address = ("--host", router.address, "--port", str(router.port), "--username", router.username)
    installation.run("device", "add", router.name, *address, "--password-stdin", "--no-check", stdin=router.password)
    installation.run("device", "trust", router.name, "--fingerprint", router.certificate)


def compare(installation, catalogue, router):
    return [Menu(description, installation, router) for description in catalogue]


def main():
    binary = str(Path(sys.argv[1]).resolve())
    with Installation(binary) as installation, lab(installation, COUNT) as routers:
        installation.run("init", "--non-interactive")
        for router in routers:
            add(installation, router)
        catalogue = json.loads(installation.run("menu", "list", "-o", "json"))
        with ThreadPoolExecutor(COUNT) as pool:
            menus = sum(pool.map(lambda router: compare(installation, catalogue, router), routers), [])
    found = [line for menu in menus for line in menu.found]
    compared = sum((menu.compared for menu in menus), Counter())
    for line in found:
        print(line, file=sys.stderr)
    print(", ".join(f"{count} {name}" for name, count in sorted(compared.items())))
    print(f"{len(catalogue)} menus on {COUNT} routers, {compared.total()} values compared, {len(found)} differences")
    return 1 if found or compared.total() < 1000 else 0


if __name__ == "__main__":
    sys.exit(main())
