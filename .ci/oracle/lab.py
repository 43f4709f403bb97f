#!/usr/bin/env python3
"""Compares the lab's routers with what real routers were seen to answer.

    lab.py SHARED BINARY

SHARED is the folder with routeros/captured. Three checks: the lab's rows have only names that the catalogue has (which
catalogue.py holds against the captured ones); their values are of the kinds that the captured ones are, and have an
`.id` where those have; and the requests in REPLAYED are answered as the captured ones were. Prints the coverage and every difference that lab-allowed.tsv does not explain;
exits 1 if there is one. Holds no data of SHARED: only names that need an explanation, with the reason.
"""

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from processes import Installation, lab  # noqa: E402

COUNT = 3

# (captured reply, method, path, body): what is compared is names and kinds of values, in errors every word.
REPLAYED = [
    ("manual/GET_system_resource.proplist.json", "GET", "system/resource?.proplist=board-name,cpu-load,free-memory,uptime", None),
    ("manual/GET_ip_address.proplist.json", "GET", "ip/address?.proplist=.id,address,interface", None),
    ("manual/GET_interface_ether1.proplist.json", "GET", "interface/ether1?.proplist=name,type,running,mtu", None),
    ("manual/GET_interface.filter.json", "GET", "interface?type=ether&running=true&.proplist=name", None),
    ("manual/POST_interface_print.query.json", "POST", "interface/print", {".proplist": "name,type", ".query": ["type=ether", "type=vlan", "#|!"]}),
    ("manual/POST_print_count-only.json", "POST", "ip/address/print", {"count-only": ""}),
    ("manual/PUT_address-list_timeout.json", "PUT", "ip/firewall/address-list", {"list": "blocked", "address": "203.0.113.45", "timeout": "1d", "comment": "check"}),
    ("manual/POST_system_identity_set.json", "POST", "system/identity/set", {"name": "checked"}),
    ("manual/POST_ping_count3.json", "POST", "ping", {"address": "127.0.0.1", "count": "3"}),
    ("errors/404_unknown_id.json", "GET", "ip/firewall/filter/*FFFF", None),
    ("manual/DELETE_twice.404.json", "DELETE", "ip/address/*FFFF", None),
    ("errors/400_unknown_path.json", "GET", "nonexistent/path", None),
]  # fmt: skip

PATTERNS = [
    ("empty", r""),
    ("flag", r"true|false"),
    ("yes or no", r"yes|no"),
    ("id", r"\*[0-9A-F]+"),
    ("integer", r"-?\d+"),
    ("decimal", r"-?\d+\.\d+"),
    ("duration", r"(?=\d)(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?(\d+us)?"),
    ("time", r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?|[a-z]{3}/\d\d/\d{4}( \d\d:\d\d:\d\d)?"),
    ("clock", r"\d\d:\d\d:\d\d"),
    ("mac", r"([0-9A-F]{2}:){5}[0-9A-F]{2}"),
    ("address", r"\d+\.\d+\.\d+\.\d+.*|[0-9a-f]*:[0-9a-f:]*:[0-9a-f:]*([/%].*)?"),
]
# Values of these kinds are told apart whatever the catalogue says.
STRICT = {"flag", "duration", "time", "mac", "id", "integer"}
FREE = {"text", "reference", "enum"}


def pattern(text):
    return next((name for name, shape in PATTERNS if re.fullmatch(shape, text)), "text")


def patterns(field, values):
    """The kinds of `values`, but for words that the catalogue knows for the field."""
    of = field.get("of", field)
    words = {*field.get("words", ()), *of.get("values", ())}
    parts = [part for value in values for part in (value.split(",") if field["type"] == "list" else [value])]
    kinds = {pattern(part.removeprefix("!")) for part in parts if part not in words}
    return kinds - {"empty"}


class Comparison:
    def __init__(self, allowed):
        self.allowed, self.used, self.found = allowed, set(), []

    def differ(self, menu, name, check, text):
        keys = {(menu, name, check), (menu, "*", check), ("*", name, check)} & self.allowed
        self.used |= keys
        if not keys:
            self.found.append(f"{menu}: {name}: {check}: {text}")

    def names(self, menu, fields, rows):
        for name in sorted({name for row in rows for name in row if not name.startswith(".")} - fields.keys()):
            self.differ(menu, name, "name", "a router of the lab has it, the catalogue doesn't")

    def shapes(self, menu, fields, there, here):
        """Captured rows against the lab's."""
        if any(".id" in row for row in there) != any(".id" in row for row in here):
            self.differ(menu, ".id", "shape", "rows on one side, settings on the other")
        for name, field in fields.items():
            both = [patterns(field, [row[name] for row in rows if name in row]) for rows in (there, here)]
            if all(both) and not both[0] & both[1] and not alike(field, *both):
                self.differ(menu, name, "value", f"captured {', '.join(both[0])}; in the lab {', '.join(both[1])}")


def alike(field, there, here):
    """Whether the kinds differ only as values of one field may: names that look like numbers, whole and broken numbers."""
    if field["type"] in FREE or field.get("of", field)["type"] in FREE:
        return "flag" not in there ^ here
    return not (there | here) & STRICT or (there | here) <= {"integer", "decimal"}


def captured(folder):
    """Menu -> rows of every captured reply that shows whole rows."""
    rows = {}
    for line in (folder / "provenance.tsv").read_text().splitlines()[1:]:
        file, request = line.split("\t")[:2]
        if file.endswith(".json") and (menu := whole_rows(file, request)):
            body = json.loads((folder / file).read_text())
            body = body.get("data", body) if isinstance(body, dict) else body
            rows.setdefault(menu, []).extend(map(texts, body if isinstance(body, list) else [body]))
    return rows


def whole_rows(file, request):
    """The menu that a request reads or writes whole rows of, else None."""
    if file.startswith(("errors/", "manual/old_")) or ".proplist" in request or ".query" in request:
        return None
    path = re.fullmatch(r"(?:(?:GET|PUT|PATCH) )?/([a-z0-9/-]+?)(/\*\w+)?(/print)?([ ?].*)?", request)
    return path and path[1]


def texts(row):
    """A row with every value a text: some clients had read flags and numbers before they were captured."""
    plain = lambda value: value if isinstance(value, str) else json.dumps(value)  # noqa: E731
    return {name: plain(value) for name, value in row.items()}


def replay(comparison, router, folder):
    for file, method, path, body in REPLAYED:
        there = json.loads((folder / file).read_text())
        _, here = router.request(method, path, body)
        if isinstance(there, dict) and "error" in there:
            comparable = (without_names(there), without_names(here))
        else:
            comparable = (outline(there), outline(here))
        if comparable[0] != comparable[1]:
            comparison.differ(file, method, "reply", f"captured {comparable[0]}, the lab says {comparable[1]}")


def without_names(body):
    return {**body, "detail": re.sub(r"\(.*\)", "(…)", body["detail"])} if "detail" in body else body


def outline(body):
    """A reply without its values: names and kinds, of a list what its rows have in common."""
    if isinstance(body, dict):
        return {name: outline(value) for name, value in sorted(body.items())}
    if isinstance(body, list):
        rows = [outline(row) for row in body]
        return [dict(set.intersection(*(set(row.items()) for row in rows)))] if rows else []
    kind = pattern(body) if isinstance(body, str) else type(body).__name__
    return "text" if kind in ("text", "address", "empty") else kind


def read_allowed():
    file = Path(__file__).with_name("lab-allowed.tsv")
    lines = file.read_text().splitlines() if file.exists() else []
    return {tuple(line.split("\t")[:3]) for line in lines if line and not line.startswith("#")}


def main():
    folder, binary = Path(sys.argv[1]) / "routeros" / "captured", str(Path(sys.argv[2]).resolve())
    there, comparison = captured(folder), Comparison(read_allowed())
    with Installation(binary) as installation, lab(installation, COUNT) as routers:
        catalogue = json.loads(installation.run("menu", "list", "-o", "json"))
        shown = met = 0
        for menu in catalogue:
            path, fields = menu["path"], {field["name"]: field for field in menu["fields"]}
            here = [row for router in routers for row in router.rows(path) or []]
            shown += bool(here)
            comparison.names(path, fields, here)
            if path in there and here:
                met += 1
                comparison.shapes(path, fields, there[path], here)
                names = [{name for row in rows for name in row} for rows in (there[path], here)]
                print(f"{path:36} captured names {len(names[0]):3}, of them in the lab {len(names[0] & names[1]):3}")
        replay(comparison, routers[0], folder)
    for line in comparison.found:
        print(line, file=sys.stderr)
    for key in sorted(comparison.allowed - comparison.used):
        print(f"allowed for nothing: {' '.join(key)}", file=sys.stderr)
    known = len(there.keys() & {menu["path"] for menu in catalogue})
    print(
        f"{len(catalogue)} menus, {shown} with rows in the lab, {known} captured, {met} compared, "
        f"{len(REPLAYED)} requests replayed, {len(comparison.found)} unexplained differences"
    )
    return 1 if comparison.found or comparison.allowed - comparison.used else 0


if __name__ == "__main__":
    sys.exit(main())
