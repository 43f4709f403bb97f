"""Starting rosmcp for a check, in a place of its own, and stopping it: shared by the scripts here."""

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from pathlib import Path

START_LIMIT = 30
REQUEST_LIMIT = 90

# Being ended runs every `finally` too, so that nothing that was started stays behind.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


class Installation:
    """A home of its own for one rosmcp: settings, database and key in a folder that goes away again."""

    def __init__(self, binary, database=True):
        self.binary = binary
        self.folder = Path(tempfile.mkdtemp(prefix="rosmcp-check-"))
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "RUST_BACKTRACE") if name in os.environ}
        places = {name: str(self.folder / name.lower()) for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
        self.environment = {**kept, **places, "HOME": str(self.folder), "NO_COLOR": "1"}
        if database:
            self.environment["ROUTEROS_MCP_DATABASE_URL"] = f"sqlite:///{self.folder}/check.db"
            key = subprocess.run([binary, "keygen"], env=self.environment, check=True, capture_output=True, text=True)
            self.environment["ROUTEROS_MCP_ENCRYPTION_KEY"] = key.stdout.strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def attempt(self, *words, stdin=""):
        """The finished process of `rosmcp words…`."""
        return subprocess.run(
            [self.binary, *words], env=self.environment, input=stdin, capture_output=True, text=True, timeout=REQUEST_LIMIT
        )

    def run(self, *words, stdin=""):
        """What `rosmcp words…` prints; raises with what it complains of if it fails."""
        done = self.attempt(*words, stdin=stdin)
        if done.returncode != 0:
            raise RuntimeError(f"rosmcp {' '.join(words)} exited {done.returncode}: {done.stderr.strip()}")
        return done.stdout

    def add(self, router, name):
        """Puts a simulated router into the inventory."""
        place = ("--host", router.address, "--port", str(router.port), "--tls-pin", router.certificate)
        login = ("--username", router.username, "--password-stdin")
        self.run("device", "add", name, *place, *login, "--no-check", stdin=router.password)


class Server:
    """A running `rosmcp serve`."""

    def __init__(self, process, port):
        self.process, self.port, self.url = process, port, f"http://127.0.0.1:{port}"

    def get(self, path):
        """Status and body of GET `path`."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=REQUEST_LIMIT)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def stop(self):
        """Seconds from SIGTERM to the end of the process, which must be a clean one."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=START_LIMIT)
        took = time.monotonic() - started
        assert code == 0, f"rosmcp serve exited {code} on SIGTERM"
        return took


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def serve(installation, *words):
    """A server on a free port that has said yes to /ready; stopped at the end."""
    with starting(installation, *words) as server:
        wait_for(server, "/ready")
        yield server


@contextlib.contextmanager
def starting(installation, *words):
    """A server that has just been started and may not answer yet; stopped at the end."""
    port = free_port()
    with open(installation.folder / "serve.log", "a+") as log:
        process = subprocess.Popen(
            [installation.binary, "serve", "--port", str(port), *words],
            env=installation.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        server = Server(process, port)
        server.log = log
        try:
            yield server
        finally:
            end(process)


def wait_for(server, path):
    """Returns once GET `path` answers 200."""
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, http.client.HTTPException):
            if server.get(path)[0] == 200:
                return
        if server.process.poll() is not None:
            break
        time.sleep(0.001)
    server.log.seek(0)
    raise RuntimeError(f"rosmcp serve does not answer {path}:\n{server.log.read()}")


@contextlib.contextmanager
def lab(installation, count, *words):
    """The routers of `rosmcp lab WORDS`, as Router values, with its process id; stopped at the end."""
    process = subprocess.Popen(
        [installation.binary, "lab", "--count", str(count), *words],
        env=installation.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        routers = Lab(Router(json.loads(process.stdout.readline())) for _ in range(count))
        routers.pid = process.pid
        yield routers
    finally:
        end(process)


class Lab(list):
    """Routers of one process."""


def end(process):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Router:
    """A simulated router, asked directly over HTTPS with nothing of rosmcp in between."""

    def __init__(self, line):
        self.line = line
        self.name, self.address, self.port = line["name"], line["address"], line["rest_port"]
        self.username, self.password, self.certificate = line["username"], line["password"], line["certificate_sha256"]
        self.tls = ssl.create_default_context()
        self.tls.check_hostname = False
        self.tls.verify_mode = ssl.CERT_NONE

    def request(self, method, path, body=None):
        """Status and JSON of a REST request."""
        login = b64encode(f"{self.username}:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {login}", "Content-Type": "application/json"}
        connection = http.client.HTTPSConnection(self.address, self.port, timeout=REQUEST_LIMIT, context=self.tls)
        with contextlib.closing(connection):
            connection.request(method, f"/rest/{path}", None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            return answer.status, json.loads(text) if text else None

    def rows(self, menu):
        """The rows of `menu` (one without .id for settings), or None where the router has no such menu."""
        status, body = self.request("GET", menu)
        if status == 400 and "no such command" in body.get("detail", ""):
            return None
        assert status == 200, f"{self.name}: GET {menu}: {status} {body}"
        return body if isinstance(body, list) else [body]
