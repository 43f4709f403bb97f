#!/usr/bin/env python3
"""Compares what simulated routers of each RouterOS version say of themselves with the dumps of real ones.

    versions.py SHARED BINARY [VERSION…]

SHARED is the folder with routeros/schema and routeros/captured. For every version that was dumped, from 7.10 on, a router of the lab is asked
by /console/inspect which of the catalogue's menus it has, their commands, and the arguments of those that write; its rows
must have no argument of another version. Captured replies whose version is known are compared with those of that version,
name by name. Prints the coverage of each version and every difference that ALLOWED does not
explain; exits 1 if there is one. Holds no data of SHARED: only names that need an explanation, with the reason.
"""

import contextlib
import http.client
import json
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from catalogue import ARGUMENTS, Oracle  # noqa: E402
from lab import outline  # noqa: E402
from processes import REQUEST_LIMIT, Installation, lab  # noqa: E402

FIRST = (7, 10)
# The dumps are of CHR; what it lacks in the lab is asked of a board.
MODELS = ("chr", "home")
# Commands whose arguments are compared.
WRITING = ("add", "set", "move", "unset")

# Captured replies of cloud routers whose version is known: file, version, what was read.
STATED = [
    ("misc/system_resource_chr.7.19.4.json", "7.19.4", "system/resource"),
    ("misc/ip_service_www-ssl.7.19.1.json", "7.19.1", "ip/service?name=www-ssl&dynamic=no"),
    ("misc/device-mode.7.22.1.json", "7.22.1", "system/device-mode"),
]

# (menu, command or argument, check) -> why the lab differs. "*" stands for any menu or any name.
ALLOWED = {
    ("container", "*", "menu"): "of the package container, which no model has",
    ("container/config", "*", "menu"): "of the package container, which no model has",
    ("container/envs", "*", "menu"): "of the package container, which no model has",
    ("container/mounts", "*", "menu"): "of the package container, which no model has",
    ("interface/veth", "*", "menu"): "of the package container, which no model has",
    ("interface/wireless", "*", "menu"): "of the package wireless, which the models asked here have not",
    ("interface/wireless/registration-table", "*", "menu"): "of the package wireless, which the models asked here have not",
    ("interface/wireless/security-profiles", "*", "menu"): "of the package wireless, which the models asked here have not",
    ("interface/bonding", "mlag-id", "argument of add"): "not dumped from 7.17 to 7.21, and back in 7.22",
    ("interface/bonding", "mlag-id", "argument of set"): "not dumped from 7.17 to 7.21, and back in 7.22",
    ("file", "name", "argument of set"): "files were given their names by add alone before 7.13",
    ("system/health", "*", "command"): "one row of named sensors on CHR, one row per sensor on boards",
    ("system/health", "*", "argument of set"): "one row of named sensors on CHR, one row per sensor on boards",
}


class Console:
    """A router's /console/inspect over one connection."""

    def __init__(self, router):
        self.router = router
        self.connection = http.client.HTTPSConnection(
            router.address, router.port, timeout=REQUEST_LIMIT, context=router.tls
        )
        login = b64encode(f"{router.username}:{router.password}".encode()).decode()
        self.headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}

    def ask(self, method, path, body=None):
        self.connection.request(method, f"/rest/{path}", body and json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read() or "null")

    def children(self, path):
        """Name -> kind of what stands below `path`; None where there is no such place."""
        status, rows = self.ask("POST", "console/inspect", {"request": "child", "path": path.replace("/", ",")})
        assert status == 200, f"{path}: {rows}"
        return {row["name"]: row["node-type"] for row in rows if row["type"] == "child"} if rows else None

    def names(self, menu):
        """The names in the rows of `menu`."""
        status, body = self.ask("GET", menu)
        assert status == 200, f"{menu}: {status} {body}"
        return {name for row in (body if isinstance(body, list) else [body]) for name in row}


class Comparison:
    def __init__(self, version):
        self.version, self.found, self.used = version, [], set()
        self.menus = self.commands = self.arguments = self.unsupported = 0

    def differ(self, menu, name, check, there):
        keys = {(menu, name, check), (menu, "*", check), ("*", name, check)} & ALLOWED.keys()
        self.used |= keys
        if not keys:
            where = "a real router has it" if there else "the lab has it"
            self.found.append(f"{self.version[0]}.{self.version[1]} {menu}: {name}: {check}: only {where}")

    def commands_of(self, console, menu, there, here):
        """What the lab says it has not got is no difference: nobody takes it for an answer of a router."""
        for name in sorted(there - here):
            if console.ask("POST", f"{menu}/{name}", {})[0] == 501:
                self.unsupported += 1
                there = there - {name}
        self.commands += self.sets(menu, "command", there, here)

    def sets(self, menu, check, there, here):
        for name in sorted(there ^ here):
            self.differ(menu, name, check, name in there)
        return len(there & here)


def expected(oracle, menu, command, version):
    """The arguments of a command at `version`."""
    argset, outer = oracle.commands(menu)[command]
    arguments = set()
    for item in oracle.union["argsets"][argset]:
        name, mask = (item, 0) if isinstance(item, int) else item
        if oracle.has(mask or outer, version):
            arguments.add(oracle.union["names"][name])
    return arguments


def every_argument(oracle, menu):
    """Argument of add or set -> the versions that have it, all of them together."""
    return {name: mask for name, mask in oracle.arguments(menu).items() if name not in ARGUMENTS}


def one_menu(comparison, oracle, consoles, menu, version):
    there = oracle.has(oracle.mask(menu), version)
    answers = ((console, console.children(menu)) for console in consoles)
    console, here = next((answer for answer in answers if answer[1]), (consoles[0], None))
    if there != bool(here):
        comparison.differ(menu, menu, "menu", there)
        return
    if not there:
        return
    comparison.menus += 1
    commands = {name for name, (_, mask) in oracle.commands(menu).items() if oracle.has(mask, version)}
    own = {name for name, kind in here.items() if kind == "cmd"}
    comparison.commands_of(console, menu, commands, own)
    for command in sorted(commands & own & set(WRITING)):
        arguments = set(console.children(f"{menu}/{command}") or ())
        comparison.arguments += comparison.sets(
            menu, f"argument of {command}", expected(oracle, menu, command, version), arguments
        )
    known = every_argument(oracle, menu)
    for name in sorted(console.names(menu) & known.keys()):
        if not oracle.has(known[name], version):
            comparison.differ(menu, name, "row", there=False)


def compare(oracle, installation, menus, text):
    version = tuple(map(int, text.split(".")[:2]))
    comparison = Comparison(version)
    with contextlib.ExitStack() as stack:
        labs = (lab(installation, 1, "--model", model, "--version", text) for model in MODELS)
        consoles = [Console(stack.enter_context(one)[0]) for one in labs]
        for console in consoles:
            stack.callback(console.connection.close)
        for menu in menus:
            if oracle.path(menu) is not None:
                one_menu(comparison, oracle, consoles, menu, version)
    return comparison


def stated(installation, folder):
    """What differs between captured replies and those of a router of the same version."""
    for file, version, path in STATED:
        there = json.loads((folder / file).read_text())
        with lab(installation, 1, "--model", "chr", "--version", version) as routers:
            _, here = routers[0].request("GET", path)
        if outline(there) != outline(here):
            yield f"{version} {path}: captured {outline(there)}, the lab says {outline(here)}"


def main():
    shared, binary, *wanted = sys.argv[1:]
    oracle = Oracle(shared)
    versions = [text for text in oracle.union["versions"] if tuple(map(int, text.split(".")[:2])) >= FIRST]
    versions = [text for text in versions if not wanted or text in wanted]
    with Installation(str(Path(binary).resolve())) as installation:
        menus = [menu["path"] for menu in json.loads(installation.run("menu", "list", "-o", "json"))]
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda text: compare(oracle, installation, menus, text), versions))
        found = [line for comparison in done for line in comparison.found]
        found += stated(installation, Path(shared) / "routeros" / "captured")
    for text, comparison in zip(versions, done):
        print(
            f"{text:8} {comparison.menus:4} menus, {comparison.commands:5} commands, {comparison.arguments:5} arguments "
            f"as dumped, {comparison.unsupported} said to be missing, {len(comparison.found)} differences"
        )
    print("\n".join(found), file=sys.stderr)
    unused = ALLOWED.keys() - set().union(*(comparison.used for comparison in done)) if not wanted else set()
    for key in sorted(unused):
        print(f"allowed for nothing: {' '.join(key)}", file=sys.stderr)
    print(f"{len(versions)} versions, {len(STATED)} replies, {len(found)} unexplained differences")
    return 1 if found or unused or not done else 0


if __name__ == "__main__":
    sys.exit(main())
