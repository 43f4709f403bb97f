"""The library librouteros against a simulated router: api_librouteros.py, the router's JSON line on stdin."""

import ssl

import api_checks
from librouteros import connect
from librouteros.exceptions import MultiTrapError, TrapError
from librouteros.login import plain, token
from librouteros.query import Key

router = api_checks.router()


def insecure(sock):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context.wrap_socket(sock)


def session(**options):
    return connect(router["address"], router["username"], router["password"], encoding="utf-8", **options)


def refused(call, words):
    try:
        call()
    except (TrapError, MultiTrapError) as trap:
        assert words in str(trap), trap
        return
    raise AssertionError(f"no trap that says {words}")


def reads(api):
    resource = list(api("/system/resource/print"))
    assert len(resource) == 1 and resource[0]["version"] == router["version"] and ".id" not in resource[0], resource
    interfaces = list(api.path("interface"))
    names = {row["name"] for row in interfaces}
    assert len(names) == len(interfaces) > 1 and all(row[".id"].startswith("*") for row in interfaces)
    name, kind = Key("name"), Key("type")
    some = list(api.path("interface").select(name, kind).where(kind == "ether", name == "ether1"))
    assert some == [{"name": "ether1", "type": "ether"}], some
    ethers = sum(row["type"] == "ether" for row in interfaces)
    others = list(api("/interface/print", **{".proplist": "name"}))
    assert {row["name"] for row in others} == names
    counted = list(api.rawCmd("/interface/print", "=count-only=", "?type=ether"))
    assert counted == [{"ret": ethers}], counted


def writes(api):
    lists = api.path("ip", "firewall", "address-list")
    new = lists.add(list="clients", address="192.0.2.77", comment="grün = green")
    found = [row for row in lists if row[".id"] == new]
    assert found[0]["comment"] == "grün = green" and found[0]["address"] == "192.0.2.77", found
    lists.update(**{".id": new, "disabled": True, "comment": ""})
    changed = next(row for row in lists if row[".id"] == new)
    assert changed["disabled"] is True and "comment" not in changed, changed
    refused(lambda: lists.add(list="clients", address="192.0.2.77"), "already have such entry")
    lists.remove(new)
    assert all(row[".id"] != new for row in lists)
    refused(lambda: lists.remove(new), "no such item")


def refusals(api):
    refused(lambda: list(api("/ip/address/add", address="192.0.2.1/24", interface="asdf")), "input does not match")
    refused(lambda: list(api("/no/such/print")), "no such command")
    refused(lambda: list(api("/ip/address/add", bogus="1")), "unknown parameter")
    wrong = lambda **how: lambda: connect(router["address"], router["username"], "wrong", port=router["api_port"], **how)
    refused(wrong(login_method=plain), "invalid user name or password (6)")
    refused(wrong(login_method=token), "invalid user name or password (6)")


def streams(api):
    pings = [row["seq"] for row in api("/ping", address="127.0.0.1", count=3, interval="100ms")]
    assert pings == [0, 1, 2], pings
    assert list(api.rawCmd("/interface/print", "?name=none")) == []


plain_api, secure = session(port=router["api_port"]), session(port=router["api_tls_port"], ssl_wrapper=insecure)
for api in (plain_api, secure):
    reads(api)
    writes(api)
    refusals(api)
    streams(api)
    api.close()
print(f"librouteros, RouterOS {router['version']}")
