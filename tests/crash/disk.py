"""Full disks: nothing is half done, reads go on, /ready says so, and it recovers without a restart."""

import contextlib
import http.client
import json
import socket
import subprocess
import time
from pathlib import Path

from installation import Installation, require, temporary


@contextlib.contextmanager
def small_disk(place, kilobytes):
    place.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def fill(place, leave):
    """Fills the disk but for `leave` KiB; returns the file that does."""
    filler = place / "filler"
    with open(filler, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(bytes(4096))
    if leave:
        size = filler.stat().st_size
        with open(filler, "r+b") as file:
            file.truncate(max(0, size - leave * 1024))
    return filler


def shell(binary, steps):
    """Verbs on a disk with a little more space each time: they succeed, or they say so and change nothing."""
    with temporary() as folder:
        state = Path(folder) / "state"
        with small_disk(state, 8192):
            it = Installation(binary, folder)
            it.fill(5)
            it.run("backup", "create")
            outcomes = {"done": 0, "refused": 0}
            for leave in steps:
                for words in (("key", "rotate"), ("backup", "create"), ("backup", "prune", "--keep-last", "1")):
                    filler = fill(state, leave)
                    done = it.attempt(*words)
                    filler.unlink()
                    require(done.returncode in (0, 4, 10), f"{words} with {leave} KiB: exit {done.returncode}: {done.stderr}")
                    require("panic" not in done.stderr, done.stderr)
                    outcomes["done" if done.returncode == 0 else "refused"] += 1
                    it.credentials_open(5)
                    it.trail_is_whole()
                    it.backups_are_sound(1)
            require(outcomes["refused"] > 0, f"the disk was never full: {outcomes}")
            print(f"  full disk, verbs: {outcomes['refused']} refused, {outcomes['done']} done, nothing half done")


class Client:
    """As much of MCP as calling a tool needs."""

    def __init__(self, port):
        self.port, self.session, self.number = port, None, 0

    def get(self, path):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def call(self, method, params):
        self.number += 1
        headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
        if self.session:
            headers |= {"mcp-session-id": self.session, "mcp-protocol-version": "2025-11-25"}
        body = json.dumps({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("POST", "/mcp", body, headers)
            answer = connection.getresponse()
            self.session = answer.getheader("mcp-session-id") or self.session
            return answer.status, answer.read().decode()

    def begin(self):
        self.call("initialize", {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "disk", "version": "1"}})

    def devices(self):
        return self.call("tools/call", {"name": "device_list", "arguments": {}})


def wait(what, condition):
    deadline = time.monotonic() + 30
    while not condition():
        require(time.monotonic() < deadline, f"waited for {what}")
        time.sleep(0.05)


class Serving:
    """A server with two devices and no metrics, and with further `settings`; stopped at the end."""

    def __init__(self, binary, folder, **settings):
        self.it = Installation(binary, folder)
        self.it.fill(2)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        environment = {**self.it.environment, "ROUTEROS_MCP_METRICS_ENABLED": "false", **settings}
        words = [self.it.binary, "serve", "--port", str(port)]
        with open(Path(folder) / "log", "wb") as log:
            self.process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.client = Client(port)

    def __enter__(self):
        wait("the server", self.ready)
        self.client.begin()
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)

    def ready(self):
        with contextlib.suppress(OSError):
            return self.client.get("/ready")[0] == 200
        return False

    def says_storage(self):
        """Whether it is not ready for its storage; reading goes on all the same."""
        status, text = self.client.devices()
        require(status == 200 and "192.0.2.1" in text, f"reads go on: {status} {text}")
        status, text = self.client.get("/ready")
        return status == 503 and "storage" in text


def server(binary):
    with temporary() as folder:
        state = Path(folder) / "state"
        with small_disk(state, 8192):
            with Serving(binary, folder) as serving:
                filler = fill(state, 0)
                wait("/ready to say storage", serving.says_storage)
                filler.unlink()
                wait("/ready after there is space again", serving.ready)
                require(serving.process.poll() is None, "the server goes on")
            serving.it.trail_is_whole()
            lost = serving.it.run("audit", "list", "--action", "audit.lost")
            require(lost, "the trail says that it misses reads")
            print("  full disk, server: reads go on, /ready says storage, and it recovers by itself")


def run(binary, steps):
    shell(binary, steps)
    server(binary)
