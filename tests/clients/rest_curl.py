"""curl, as RouterOS's manual uses it for REST, against a simulated router: rest_curl.py, the router's JSON line on stdin."""

import json
import subprocess

import api_checks

router = api_checks.router()
BASE = f"https://{router['address']}:{router['rest_port']}/rest"
JSON = ("-H", "content-type: application/json")


def curl(path, *options, user=None):
    """Status and body of one curl command; the login comes over its own file, so that no argument holds it."""
    login = user or f"{router['username']}:{router['password']}"
    command = ["curl", "-k", "-s", "-K", "-", "-w", "\n%{http_code}", *options, f"{BASE}/{path}"]
    done = subprocess.run(command, input=f'user = "{login}"\n', capture_output=True, text=True, timeout=60, check=True)
    body, status = done.stdout.rsplit("\n", 1)
    return int(status), json.loads(body) if body else None


def ok(answer, expected=200):
    status, body = answer
    assert status == expected, answer
    return body


def reading():
    resource = ok(curl("system/resource"))
    assert resource["version"] == router["version"] and all(isinstance(value, str) for value in resource.values())
    interfaces = ok(curl("interface"))
    first = interfaces[0]
    assert ok(curl(f"interface/{first['.id']}"))["name"] == first["name"]
    assert ok(curl(f"interface/{first['name']}"))[".id"] == first[".id"]
    ethers = [row["name"] for row in interfaces if row["type"] == "ether"]
    assert [row["name"] for row in ok(curl("interface?type=ether&dynamic=false"))] in (ethers, [])
    chosen = ok(curl("interface?.proplist=name,type"))
    assert all(set(row) == {".id", "name", "type"} for row in chosen), chosen
    query = {".proplist": ["name", "type"], ".query": ["type=ether", "type=bridge", "#|"]}
    found = ok(curl("interface/print", "-X", "POST", *JSON, "--data", json.dumps(query)))
    assert [row["name"] for row in found] == [row["name"] for row in interfaces if row["type"] in ("ether", "bridge")], found
    counted = ok(curl("interface/print", "-X", "POST", *JSON, "--data", '{"count-only": ""}'))
    assert counted == {"ret": str(len(interfaces))}, counted


def writing():
    interface = ok(curl("interface"))[0]["name"]
    new = ok(curl("ip/address", "-X", "PUT", *JSON, "--data", json.dumps({"address": "192.0.2.77/24", "interface": interface})), 201)
    assert new["network"] == "192.0.2.0" and new["disabled"] == "false", new
    one = f"ip/address/{new['.id']}"
    changed = ok(curl(one, "-X", "PATCH", *JSON, "--data", '{"comment": "test"}'))
    assert changed["comment"] == "test" and changed[".id"] == new[".id"], changed
    cleared = ok(curl(one, "-X", "PATCH", *JSON, "--data", '{"comment": null, "disabled": true}'))
    assert "comment" not in cleared and cleared["disabled"] == "true", cleared
    changed = ok(curl(one, "-X", "PATCH", *JSON, "--data", '{"comment": "test", "disabled": "no"}'))
    assert changed["comment"] == "test" and changed["disabled"] == "false", changed
    assert ok(curl("ip/address?comment=test&.proplist=address")) == [{".id": new[".id"], "address": "192.0.2.77/24"}]
    assert ok(curl(one, "-X", "DELETE"), 204) is None
    assert ok(curl(one, "-X", "DELETE"), 404) == {"error": 404, "message": "Not Found"}
    assert ok(curl("system/identity/set", "-X", "POST", *JSON, "--data", json.dumps({"name": router["name"]}))) == []


def files():
    """An export comes back as a file: nothing as an answer, then in pieces, then it is removed."""
    asked = json.dumps({"compact": "", "file": "curl"})
    assert ok(curl("export", "-X", "POST", *JSON, "--data", asked)) == []
    piece = json.dumps({"file": "curl.rsc", "chunk-size": "32768", "offset": "0"})
    text = ok(curl("file/read", "-X", "POST", *JSON, "--data", piece))[0]["data"]
    assert text.startswith("# ") and "/ip address" in text, text
    assert ok(curl("file/curl.rsc", "-X", "DELETE"), 204) is None


def commands():
    pings = ok(curl("tool/ping", "-X", "POST", *JSON, "--data", '{"address": "127.0.0.1", "count": "3"}'))
    assert [row["seq"] for row in pings] == ["0", "1", "2"], pings
    traffic = json.dumps({"interface": ok(curl("interface"))[0]["name"], "once": ""})
    assert len(ok(curl("interface/monitor-traffic", "-X", "POST", *JSON, "--data", traffic))) == 1
    said = ok(curl("execute", "-X", "POST", *JSON, "--data", '{"script": ":put 1", "as-string": ""}'))
    assert said == {"ret": "1"}, said
    children = ok(curl("console/inspect", "-X", "POST", *JSON, "--data", '{"request": "child", "path": "ip,address"}'))
    assert {"add", "print", "remove", "set"} <= {row["name"] for row in children}, children


def refusals():
    assert ok(curl("system/resource", user="admin:wrong"), 401) == {"error": 401, "message": "Unauthorized"}
    assert ok(curl("no/such"), 400)["detail"].startswith("no such command")
    assert ok(curl("ip/address", "-X", "PUT", *JSON, "--data", '{"bogus": "1"}'), 400)["detail"] == "unknown parameter bogus"
    assert ok(curl("ip/address", "-X", "PUT", *JSON, "--data", "{"), 400)["detail"] == "Failed to parse json"
    assert curl("ip/address", "-X", "PUT", "-H", "content-type: text/plain", "--data", "{}")[0] == 415


reading()
writing()
files()
commands()
refusals()
print(f"curl, RouterOS {router['version']}")
