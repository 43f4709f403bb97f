"""The library routeros-api against a simulated router: api_routeros_api.py, the router's JSON line on stdin."""

import ssl

import api_checks
import routeros_api
from routeros_api.exceptions import RouterOsApiCommunicationError, RouterOsApiConnectionError
from routeros_api.query import IsEqualQuery, IsGreaterQuery, OrQuery

router = api_checks.router()


def pool(**options):
    return routeros_api.RouterOsApiPool(
        router["address"],
        username=router["username"],
        password=options.pop("password", router["password"]),
        plaintext_login=True,
        **options,
    )


def insecure():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def refused(call, words):
    try:
        call()
    except (RouterOsApiCommunicationError, RouterOsApiConnectionError) as error:
        assert words in str(error), error
        return
    raise AssertionError(f"no error that says {words}")


def reads(api):
    interfaces = api.get_resource("/interface")
    everything = interfaces.get()
    assert len(everything) > 1 and all(row["id"].startswith("*") for row in everything)
    ethers = interfaces.get(type="ether")
    assert ethers and all(row["type"] == "ether" for row in ethers)
    either = interfaces.call("print", additional_queries=[OrQuery(IsEqualQuery("name", "ether1"), IsEqualQuery("name", "lo"))])
    assert {row["name"] for row in either} == {"ether1", "lo"}, either
    large = interfaces.call("print", additional_queries=[IsGreaterQuery("mtu", "1000")])
    assert {row["name"] for row in large} <= {row["name"] for row in everything} and large
    assert interfaces.get(name="none") == []


def writes(api):
    rules = api.get_resource("/ip/firewall/filter")
    before = [row["id"] for row in rules.get()]
    rules.add(chain="forward", action="drop", comment="a test")
    row = next(row for row in rules.get() if row["id"] not in before)
    assert row["comment"] == "a test" and row["action"] == "drop", row
    if before:
        rules.call("move", {"numbers": row["id"], "destination": before[0]})
        assert rules.get()[0]["id"] == row["id"]
    rules.call("disable", {"numbers": row["id"]})
    assert next(r for r in rules.get() if r["id"] == row["id"])["disabled"] == "true"
    rules.remove(id=row["id"])
    assert [row["id"] for row in rules.get()] == before


def side_by_side(api):
    """Two commands at once on one connection: the quick one ends first."""
    base = api.get_binary_resource("/")
    slow = base.call_async("ping", {"address": b"127.0.0.1", "count": b"5", "interval": b"200ms"})
    quick = base.call_async("system/identity/print")
    assert quick.get()[0]["name"] == router["name"].encode()
    assert len(slow.get()) == 5


for options in ({"port": router["api_port"]}, {"port": router["api_tls_port"], "use_ssl": True, "ssl_context": insecure()}):
    connection = pool(**options)
    api = connection.get_api()
    reads(api)
    writes(api)
    side_by_side(api)
    refused(lambda: api.get_resource("/ip/address").add(address="192.0.2.1/24", interface="asdf"), "input does not match")
    connection.disconnect()
refused(lambda: pool(port=router["api_port"], password="wrong").get_api(), "invalid user name or password (6)")
print(f"routeros-api, RouterOS {router['version']}")
