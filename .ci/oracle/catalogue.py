#!/usr/bin/env python3
"""Compares rosmcp's catalogue with what real routers say of themselves.

    catalogue.py SHARED BINARY_OR_JSON

SHARED is the folder with routeros/schema and routeros/captured. The catalogue comes from `BINARY menu list -o json`
or from a JSON file of the same form. Prints the coverage of every menu and every difference that ALLOWED does not
explain; exits 1 if there is one. Holds no data of SHARED: only names that need an explanation, with the reason.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

READ_VERSION = (7, 22)
NEWEST = (7, 24)

# Console machinery, not fields.
ARGUMENTS = {"numbers", "copy-from", "place-before", "value-name", ".id", "about"}
COMMANDS = {
    "print", "get", "find", "export", "edit", "comment", "add", "set", "remove", "enable", "disable", "move",
    "reset", "unset", "recursive-print",
}

# (menu, name, check) -> why the catalogue differs. "*" stands for any menu or any name.
ALLOWED = {
    ("interface/wireless", "*", "since"): "not dumped before 7.13, when the driver was part of the main package",
    ("interface/wireless/registration-table", "*", "since"): "not dumped before 7.13, when the driver was part of the main package",
    ("interface/wireless/security-profiles", "*", "since"): "not dumped before 7.13, when the driver was part of the main package",
    ("system/health", "kind", "kind"): "one row of named sensors on CHR, one row per sensor on boards",
    ("interface/wifi", "configuration.installation", "words"): "the manual has `any`, the completion leaves it out",
    ("interface/wifi/configuration", "installation", "words"): "the manual has `any`, the completion leaves it out",
    ("interface/wifi/security", "ft-preserve-vlanid ", "captured"): "the captured name ends in a stray space",
    ("ip/route", "check-gateway", "words"): "the manual has bfd, the completion leaves it out",
    ("ipv6/route", "check-gateway", "words"): "the manual has bfd, the completion leaves it out",
    ("system/logging/action", "remote-protocol", "words"): "the manual has tls, the completion leaves it out",
    ("user", "name", "required"): "the manual's page gives no types, so none is mandatory there",
    ("user", "group", "required"): "the manual's page gives no types, so none is mandatory there",
    ("file", "name", "required"): "the manual's page gives no types, so none is mandatory there",
    ("user/active", "add", "verb"): "the console's add takes no argument here",
    ("ip/ipsec/active-peers", "add", "verb"): "the console's add takes no field of its own here",
    ("routing/bgp/template", "output.redistribute", "value"): "the word copy is of early versions, dropped since",
    ("routing/ospf/instance", "in-filter", "captured"): "a name of early versions, dropped since",
    ("routing/ospf/area", "nssa-translate", "captured"): "a name of early versions, dropped since",
    ("routing/ospf/interface-template", "network", "captured"): "a name of early versions, dropped since",
    ("routing/ospf/interface-template", "authentication-key", "captured"): "a name of early versions, dropped since",
    ("user/ssh-keys", "RSA", "captured"): "a name of early versions, dropped since",
    ("user/ssh-keys", "key-owner", "captured"): "a name of early versions, dropped since",
    ("container", "repo", "captured"): "a name of early versions, dropped since",
    ("ip/pool/used", "*", "writable"): "the console's set takes them, but nobody sets who has an address",
    ("ip/pool/used", "set", "verb"): "the console's set takes them, but nobody sets who has an address",
    ("system/script/job", "started", "writable"): "the console's set takes it, but nobody sets what runs",
    ("system/script/job", "type", "writable"): "the console's set takes it, but nobody sets what runs",
    ("system/script/job", "set", "verb"): "the console's set takes it, but nobody sets what runs",
}


class Oracle:
    """What the dumps say, by menu."""

    def __init__(self, shared):
        schema = Path(shared) / "routeros" / "schema"
        self.union = json.loads((schema / "schema-all.json").read_text())
        self.read = json.loads((schema / "fields-enums-7.22.3.json").read_text())
        self.manual = json.loads((schema / "cliref-overlay.json").read_text())["paths"]
        self.arm64 = set(json.loads((schema / "arm64-only-7.24.json").read_text())["only_arm64"])
        self.versions = [tuple(map(int, text.split(".")[:2])) for text in self.union["versions"]]
        self.every = (1 << len(self.versions)) - 1

    def path(self, menu):
        return self.union["paths"].get(menu)

    def mask(self, menu):
        path = self.path(menu)
        return (path.get("b", 0) or self.every) if path else 0

    def commands(self, menu):
        """Command name -> (argument set, mask)."""
        path = self.path(menu) or {}
        out = {}
        for name, value in path.get("c", {}).items():
            argset, mask = (value, 0) if isinstance(value, int) else value
            out[self.union["names"][int(name)]] = (argset, mask or self.mask(menu))
        return out

    def arguments(self, menu):
        """Argument of add or set -> mask of the versions that have it."""
        out = {}
        for command in ("add", "set"):
            if command not in self.commands(menu):
                continue
            argset, outer = self.commands(menu)[command]
            for item in self.union["argsets"][argset]:
                name, mask = (item, 0) if isinstance(item, int) else item
                name = self.union["names"][name]
                if name not in ARGUMENTS:
                    out[name] = out.get(name, 0) | (mask or outer)
        return out

    def has(self, mask, version):
        return any(mask >> at & 1 for at, known in enumerate(self.versions) if known == version)

    def since(self, mask):
        """First version with it, None if all have it from the first known on."""
        first = next((at for at in range(len(self.versions)) if mask >> at & 1), 0)
        return self.versions[first] if first else None

    def until(self, mask):
        """First version without it after the last with it, None if the newest has it."""
        last = max((at for at in range(len(self.versions)) if mask >> at & 1), default=0)
        return self.versions[last + 1] if last + 1 < len(self.versions) else None

    def readable(self, menu):
        return set(self.read["fields"].get(menu, [])) - ARGUMENTS

    def words(self, menu, name):
        number = self.read["enums"].get(menu, {}).get(name)
        return None if number is None else set(self.read["enumsets"][number])

    def documented(self, menu):
        page = self.manual.get(menu, {})
        return set(page.get("w", {})) | set(page.get("r", {})) | set((page.get("f") or {}).values())

    def mandatory(self, menu):
        return {name for name, kind in self.manual.get(menu, {}).get("w", {}).items() if isinstance(kind, list)}


def version(text):
    return tuple(map(int, text.split(".")[:2])) if text else None


def active(field, at):
    since, until = version(field.get("since")), version(field.get("until"))
    return (since is None or since <= at) and (until is None or at < until)


class Check:
    def __init__(self, oracle, menu):
        self.oracle, self.menu, self.path = oracle, menu, menu["path"]
        self.fields = {field["name"]: field for field in menu["fields"]}
        self.found = []

    def differ(self, name, check, text):
        keys = [(self.path, name, check), (self.path, "*", check), ("*", name, check)]
        if not any(key in ALLOWED for key in keys):
            self.found.append(f"{self.path}: {name}: {check}: {text}")
        else:
            USED.update(key for key in keys if key in ALLOWED)

    def run(self):
        if self.oracle.path(self.path) is None:
            self.undumped()
        else:
            self.shape()
            self.reading()
            self.writing()
            self.verbs()
        self.mandatory()
        self.enums()
        return self.found

    def undumped(self):
        """A menu of other hardware: the manual is the only witness."""
        known = self.oracle.documented(self.path) | {"comment", "disabled"}
        if not self.oracle.manual.get(self.path) and not self.oracle.readable(self.path):
            self.differ(self.path, "menu", "neither in the dumps nor in the manual")
        for name in self.fields.keys() - known - self.oracle.readable(self.path):
            self.differ(name, "unknown", "not in the manual")
        for name in known - self.fields.keys() - {"comment", "disabled"}:
            self.differ(name, "missing", "in the manual")

    def shape(self):
        kinds = {"l": "list", "o": "ordered list", "s": "settings"}
        kind = kinds.get(self.oracle.path(self.path)["k"])
        if kind != self.menu["kind"]:
            self.differ("kind", "kind", f"{self.menu['kind']} here, {kind} there")
        since = self.oracle.since(self.oracle.mask(self.path))
        if since != version(self.menu["since"]):
            self.differ("since", "since", f"{self.menu['since']} here, {since} there")

    def reading(self):
        readable = self.oracle.readable(self.path)
        if not readable:
            return
        writable = self.oracle.arguments(self.path)
        for name in sorted(readable - self.fields.keys()):
            self.differ(name, "missing", "a real router reads it")
        for name, field in self.fields.items():
            if not active(field, READ_VERSION) or name in readable:
                continue
            witness = name in self.oracle.documented(self.path) or self.oracle.has(writable.get(name, 0), READ_VERSION)
            if not (witness or name in CAPTURED.get(self.path, ())):
                self.differ(name, "unknown", "no witness reads it")

    def writing(self):
        arguments = self.oracle.arguments(self.path)
        for name, mask in sorted(arguments.items()):
            field = self.fields.get(name)
            if field is None:
                self.differ(name, "missing", "an argument of add or set")
                continue
            if not field.get("writable"):
                self.differ(name, "writable", "read-only here, an argument there")
            menu_since = version(self.menu["since"])
            since, until = self.oracle.since(mask), self.oracle.until(mask)
            if since != (version(field.get("since")) or menu_since):
                self.differ(name, "since", f"{field.get('since')} here, {since} there")
            if until != version(field.get("until")):
                self.differ(name, "until", f"{field.get('until')} here, {until} there")
        for name, field in self.fields.items():
            known = name in arguments or name in self.written_by_verb() or field.get("hardware")
            if field.get("writable") and not known:
                self.differ(name, "writable", "writable here, no argument there")

    def written_by_verb(self):
        """What enable and comment write without being an argument of set."""
        verbs = {"disabled": "enable", "comment": "comment"}
        return {name for name, verb in verbs.items() if verb in self.oracle.commands(self.path)}

    def verbs(self):
        commands = {
            name for name, (_, mask) in self.oracle.commands(self.path).items() if self.oracle.has(mask, NEWEST)
        }
        for verb in ("add", "set", "remove"):
            if self.menu[verb] != (verb in commands):
                self.differ(verb, "verb", f"{self.menu[verb]} here, {verb in commands} there")
        extra = commands - COMMANDS
        for name in sorted(extra - set(self.menu["commands"])):
            self.differ(name, "command", "missing here")
        for name in sorted(set(self.menu["commands"]) - commands):
            self.differ(name, "command", "unknown there")

    def mandatory(self):
        here = {name for name, field in self.fields.items() if field.get("required")}
        there = self.oracle.mandatory(self.path) & self.fields.keys()
        for name in sorted(here ^ there):
            self.differ(name, "required", f"{name in here} here, {name in there} in the manual")

    def enums(self):
        for name, field in self.fields.items():
            there = self.oracle.words(self.path, name)
            of = field.get("of", field)
            here = set(of.get("values", [])) | set(field.get("words", []))
            if there is None or of["type"] in ("text", "reference", "flag"):
                continue
            if of["type"] == "integer":
                there = {word for word in there if not word.isdigit()}
            if there - here:
                self.differ(name, "words", f"missing {sorted(there - here)}")
            if of["type"] == "enum" and set(of["values"]) - there:
                self.differ(name, "words", f"unknown {sorted(set(of['values']) - there)}")


PATTERNS = {
    "integer": re.compile(r"-?\d+|0x[0-9a-fA-F]+"),
    "decimal": re.compile(r"-?\d+(\.\d+)?"),
    "flag": re.compile(r"true|false|yes|no|"),
    "duration": re.compile(r"(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?(\d+us)?|\d\d:\d\d:\d\d"),
    "time": re.compile(r"(\d{4}-\d\d-\d\d|[a-z]{3}/\d\d(/\d{4})?)( \d\d:\d\d:\d\d)?|[A-Z][a-z]{2}/.*"),
    "bytes": re.compile(r"\d+"),
    "bits-per-second": re.compile(r"\d+"),
    "percent": re.compile(r"\d+(\.\d+)?%?"),
    "address": re.compile(r"[0-9a-fA-F.:]+([%@][\w.-]+)?(:\d+)?|"),
    "prefix": re.compile(r"[0-9a-fA-F.:]+(/\d+)?"),
    "address-range": re.compile(r"[0-9a-fA-F.:]+(/\d+|-[0-9a-fA-F.:]+)?|"),
    "mac": re.compile(r"([0-9A-F]{2}:){5}[0-9A-F]{2}|"),
}


def fits(field, value):
    """Whether a captured value is a possible text of the field; early versions show what is unset as empty."""
    words = field.get("words", [])
    if not value:
        return True
    if field["type"] == "list":
        parts = value.split(",")
        return all(part in words or fits({**field["of"], "negatable": field.get("negatable")}, part) for part in parts)
    if field.get("negatable"):
        value = value.removeprefix("!")
    if field["type"] == "enum":
        return value in field["values"] or value in words
    pattern = PATTERNS.get(field["type"])
    return value in words or pattern is None or pattern.fullmatch(value) is not None


def captured(shared):
    """Menu -> (source, row) of every captured reply whose menu is known from its file name."""
    folder = Path(shared) / "routeros" / "captured"
    rows = {}
    for file in sorted((folder / "terraform").glob("*.json")):
        menu = re.sub(r"\.\d+$", "", file.stem).replace("_", "/")
        body = json.loads(file.read_text())
        for row in body if isinstance(body, list) else [body]:
            rows.setdefault(menu, []).append((file.name, row))
    for name, menu in BODIES.items():
        body = json.loads((folder / name).read_text())
        for row in body if isinstance(body, list) else [body]:
            rows.setdefault(menu, []).append((name, row))
    return rows


# Captured replies whose file name does not say the menu.
BODIES = {
    "manual/PUT_ip_address.json": "ip/address",
    "manual/PATCH_ip_address.json": "ip/address",
    "manual/PUT_address-list_timeout.json": "ip/firewall/address-list",
    "misc/ip_route_ecmp_static.json": "ip/route",
    "misc/ip_service_www-ssl.7.19.1.json": "ip/service",
    "misc/device-mode.7.22.1.json": "system/device-mode",
    "misc/system_resource_chr.7.19.4.json": "system/resource",
    "misc/wireguard_peers.json": "interface/wireguard/peers",
}

CAPTURED = {}
USED = set()


def check_rows(menu, rows):
    fields = {field["name"]: field for field in menu["fields"]}
    check = Check(None, menu)
    for source, row in rows:
        for name, value in row.items():
            if name.startswith("."):
                continue
            if name not in fields:
                check.differ(name, "captured", f"in {source}, not here")
            elif not fits(fields[name], value):
                check.differ(name, "value", f"{value!r} in {source} is no {fields[name]['type']}")
    return check.found


def catalogue(source):
    if source.endswith(".json"):
        return json.loads(Path(source).read_text())
    return json.loads(subprocess.run([source, "menu", "list", "-o", "json"], check=True, capture_output=True).stdout)


def main():
    shared, source = sys.argv[1:3]
    oracle, rows, found = Oracle(shared), captured(shared), []
    menus = catalogue(source)
    for menu, bodies in rows.items():
        CAPTURED[menu] = {name for _, row in bodies for name in row}
    for menu in menus:
        found += Check(oracle, menu).run() + check_rows(menu, rows.get(menu["path"], []))
        there = oracle.readable(menu["path"]) or oracle.documented(menu["path"])
        here = {field["name"] for field in menu["fields"]}
        share = f"{len(there & here)}/{len(there)}" if there else "-"
        print(f"{menu['path']:36} fields {len(here):4}   read by a router {share:>9}   rows {len(rows.get(menu['path'], []))}")
    for line in found:
        print(line, file=sys.stderr)
    for key in sorted(ALLOWED.keys() - USED):
        print(f"allowed for nothing: {' '.join(key)}", file=sys.stderr)
    print(f"{len(menus)} menus, {sum(len(menu['fields']) for menu in menus)} fields, {len(found)} unexplained differences")
    return 1 if found or ALLOWED.keys() - USED else 0


if __name__ == "__main__":
    sys.exit(main())
