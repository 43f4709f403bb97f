"""Logins end to end against a binary, with an authorization server that others wrote: run.py BINARY.

A client signs in by itself; keys are rotated and removed; the provider fails and comes back, within the stale limit and
beyond it; strangers send tokens with random key ids. Prints a line for each step; exits 1 at the first that fails.
"""

import base64
import contextlib
import http.cookiejar
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / ".ci"))
from processes import Installation, end, free_port, serve, starting, wait_for  # noqa: E402

SETTINGS = [
    "rate_limit_failed_logins_per_minute=0",
    "oidc_enabled=true",
    "oidc_audience=api://routeros-mcp",
    "oidc_role_claim=scope",
    "oidc_client_id=people",
    "oidc_scopes=openid fleet:write",
]
ROLES = "oidc_role_map=fleet:read=read_only,fleet:write=ops_rw"
# What the server promises: it asks its provider at most once in so many seconds, whatever strangers send.
COOLDOWN = 30
STRANGERS = 5_000
# The least that the setting takes: keys older than that are believed no more.
STALE = 60


def step(text):
    print(f"ok  {text}", flush=True)


def install():
    folder = ROOT / "target" / "clients" / "python-1"
    if not folder.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = str(folder / "bin" / "python")
    requirements = ROOT / "tests" / "clients" / "requirements-1.txt"
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements], check=True)
    return python


def install_provider():
    npm = ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"]
    subprocess.run(npm, cwd=HERE, check=True)


class Provider:
    def __init__(self, process, port):
        self.process, self.url = process, f"http://127.0.0.1:{port}"

    def tell(self, what):
        return json.loads(ask(f"{self.url}/check/{what}", data=b"")[1])

    def token(self, resource, scope="fleet:read"):
        """An access token for a program, by client credentials."""
        login = base64.b64encode(b"program:a-secret-for-checks").decode()
        form = f"grant_type=client_credentials&resource={resource}&scope={scope}".encode()
        status, body = ask(f"{self.url}/token", data=form, authorization=f"Basic {login}")
        assert status == 200, body
        return json.loads(body)["access_token"]


def ask(url, data=None, authorization=None):
    request = urllib.request.Request(url, data=data)
    if authorization:
        request.add_header("Authorization", authorization)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


@contextlib.contextmanager
def provider():
    port = free_port()
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(
            ["node", str(HERE / "provider.mjs"), str(port)], stdout=subprocess.PIPE, stderr=nowhere, text=True
        )
        try:
            assert process.stdout.readline().strip() == "listening", "the authorization server does not start"
            yield Provider(process, port)
        finally:
            end(process)


def flags(idp, *more):
    settings = [*SETTINGS, ROLES, f"oidc_provider_url={idp.url}", *more]
    return ["--lab", "1", *(word for setting in settings for word in ("--set", setting))]


def whoami(server, token):
    status, body = ask(f"{server.url}/mcp/initialize", authorization=f"Bearer {token}")
    return status, json.loads(body)


def until(status, server, token, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if whoami(server, token)[0] == status:
            return
        time.sleep(0.5)
    raise AssertionError(f"not {status} within {seconds} s: {whoami(server, token)}")


def sign_in(python, server):
    done = subprocess.run([python, str(HERE / "client.py"), f"{server.url}/mcp"], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout)
    assert said["resource"] == f"{server.url}/mcp" and said["pkce"] == "S256", said
    assert said["scope"] == "fleet:read", said["scope"]
    assert [device["name"] for device in said["devices"]["devices"]] == ["lab-1"], said["devices"]
    status, known = whoami(server, said["token"])
    assert (status, known["principal"]["subject"], known["role"]) == (200, "ann", "read_only"), known
    assert known["tools"] == said["tools"]
    step(f"the Python SDK's client signs in by itself and calls one of {len(said['tools'])} tools")


def sign_in_by_browser(server):
    """A person's way: every redirect followed and every cookie kept, as a browser does."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    with browser.open(f"{server.url}/auth/login?next=/auth", timeout=30) as answer:
        page, place = answer.read().decode(), answer.geturl()
    assert place == f"{server.url}/auth" and "<strong>ann</strong>" in page and "ops_rw" in page, (place, page)
    assert ask(f"{server.url}/auth/callback?code=x&state=y")[0] == 401
    step("a person signs in with a browser, by authorization code and PKCE")


def rotate(idp, server):
    resource = f"{server.url}/mcp"
    old = idp.token(resource)
    assert whoami(server, old)[0] == 200
    idp.tell("rotate")
    new = idp.token(resource, "fleet:write")
    until(200, server, new, COOLDOWN + 10)
    assert whoami(server, new)[1]["role"] == "ops_rw" and whoami(server, old)[0] == 200
    step("a new key is found when a token names it, and the old one still counts")
    stream = listen(server, old)
    idp.tell("rotate?only")
    until(200, server, idp.token(resource), COOLDOWN + 10)
    assert whoami(server, old)[0] == 401 and whoami(server, new)[0] == 401
    stream.read()  # as far as its end
    step("removed keys no longer count, and end the streams that they opened")


def listen(server, token):
    """An open stream of the stateless revision."""
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    wanted = {"notifications": {"resourceSubscriptions": ["fleet://health-summary"]}, "_meta": meta}
    message = {"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": wanted}
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "subscriptions/listen",
    }
    request = urllib.request.Request(f"{server.url}/mcp", data=json.dumps(message).encode(), headers=headers)
    stream = urllib.request.urlopen(request, timeout=30)
    assert b"acknowledged" in stream.readline() + stream.readline()
    return stream


def flood(idp, server):
    header, claims, signature = idp.token(f"{server.url}/mcp").split(".")
    before, started = idp.tell("asked")["asked"], time.monotonic()
    refused = 0
    for number in range(STRANGERS):
        named = {"alg": "RS256", "typ": "at+jwt", "kid": f"random-{number}"}
        header = base64.urlsafe_b64encode(json.dumps(named).encode()).decode().rstrip("=")
        refused += whoami(server, f"{header}.{claims}.{signature}")[0] == 401
    took, asked = time.monotonic() - started, idp.tell("asked")["asked"] - before
    assert refused == STRANGERS, refused
    assert asked <= 1 + took // COOLDOWN, f"asked {asked} times in {took:.0f} s"
    step(f"{STRANGERS} random key ids in {took:.1f} s made the server ask {asked} times")


def fail(idp, server, installation):
    token = idp.token(f"{server.url}/mcp")
    assert whoami(server, token)[0] == 200
    idp.tell("outage?on")
    assert whoami(server, token)[0] == 200
    with starting(installation, *flags(idp)) as cold:
        wait_for(cold, "/live")
        status, body = cold.get("/ready")
        assert (status, json.loads(body)["reason"]) == (503, "oidc"), body
        assert whoami(cold, token)[0] == 401, "it is for another server"
        own = idp.token(f"{cold.url}/mcp")
        assert whoami(cold, own)[0] == 503
        idp.tell("outage?off")
        wait_for(cold, "/ready")
        assert whoami(cold, own)[0] == 200
    step("an outage is ridden out, and a server that starts in one says so and recovers")


@contextlib.contextmanager
def lasting_outage(installation):
    """Takes the provider from a server of its own while other steps run, and looks at it again beyond the stale limit."""
    with provider() as idp, serve(installation, *flags(idp, f"oidc_max_stale_seconds={STALE}")) as server:
        token = idp.token(f"{server.url}/mcp")
        assert whoami(server, token)[0] == 200
        idp.tell("outage?on")
        started = time.monotonic()
        other = idp.token(f"{server.url}/mcp")
        assert whoami(server, other)[0] == 200, "a token that was not seen before counts within the limit"
        yield
        until(503, server, token, STALE + 10)
        assert time.monotonic() - started < 280, "the tokens would have expired by themselves"
        assert whoami(server, other)[0] == 503
        status, body = server.get("/ready")
        assert (status, json.loads(body)["reason"]) == (503, "oidc"), body
        idp.tell("outage?off")
        until(200, server, idp.token(f"{server.url}/mcp"), COOLDOWN + 10)
        step("an outage beyond the stale limit lets nobody in, and its end does again")


def main():
    python = install()
    install_provider()
    with Installation(sys.argv[1], database=False) as installation, lasting_outage(installation):
        with provider() as idp, serve(installation, *flags(idp)) as server:
            sign_in(python, server)
            sign_in_by_browser(server)
            fail(idp, server, installation)
            rotate(idp, server)
            flood(idp, server)
    print("logins: all passed")


if __name__ == "__main__":
    main()
