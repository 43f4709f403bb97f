"""What strangers send to a server: abuse.py BINARY.

Malformed and smuggled HTTP, bodies without end, JSON that is deep or wide, floods of headers, slow clients, readers that do not
read, connections that come and go. Each is refused at a known cost while a good client beside it must not notice.
Installs slowhttptest when it may.
"""

import contextlib
import json
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

from edge import call, connect, need
from processes import Installation, free_port, serve

MEBI = 1024 * 1024
BODY_LIMIT = MEBI
# What a refused request may cost, and a good one may take beside an attack.
MOST_MEMORY, MOST_CPU, MOST_P99 = 16 * MEBI, 0.05, 0.25

MALFORMED = {
    "length and chunks": "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /live HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "two lengths": "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "unknown coding": "POST /mcp HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunked twice": "POST /mcp HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "blank before colon": "GET /live HTTP/1.1\r\nHost : {host}\r\n\r\n",
    "folded header": "GET /live HTTP/1.1\r\nHost: {host}\r\nX-A: b\r\n c\r\n\r\n",
    "nul in header": "GET /live HTTP/1.1\r\nHost: {host}\r\nX-A: b\0c\r\n\r\n",
    "no host": "GET /live HTTP/1.1\r\n\r\n",
    "two hosts": "GET /live HTTP/1.1\r\nHost: {host}\r\nHost: {host}\r\n\r\n",
    "length with sign": "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Length: +4\r\n\r\nabcd",
    "negative length": "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Length: -1\r\n\r\n",
    "bad chunk size": "POST /mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
    "no protocol": "GET /live\r\n\r\n",
    "garbage": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


def answers_to(port, text):
    """All that a server sends to these bytes until it closes or has nothing more to say."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as stream:
        stream.sendall(text.encode("latin-1"))
        with contextlib.suppress(OSError):
            stream.shutdown(socket.SHUT_WR)
        received = b""
        with contextlib.suppress(TimeoutError, ConnectionError):
            while chunk := stream.recv(65536):
                received += chunk
        return received


def malformed(port):
    for name, text in MALFORMED.items():
        received = answers_to(port, text.format(host=f"127.0.0.1:{port}"))
        statuses = re.findall(rb"HTTP/1\.[01] (\d{3})", received)
        assert len(statuses) <= 1, f"{name}: {len(statuses)} answers to one request: {statuses}"
        assert not statuses or statuses[0].startswith(b"4"), f"{name}: {received[:200]}"
    print(f"{len(MALFORMED)} malformed requests: refused or dropped, never two answers")


def good_client(port, stop, took, faults):
    connection = connect(port, tls=False, timeout=10)
    while not stop.is_set():
        started = time.monotonic()
        try:
            answer = call(connection, "tools/call", {"name": "device_list", "arguments": {}}, f"127.0.0.1:{port}")
            assert answer.status == 200, answer.status
            answer.read()
            took.append(time.monotonic() - started)
        except Exception as error:  # noqa: BLE001: whatever it is, a good client must not see it
            faults.append(repr(error))
            connection = connect(port, tls=False, timeout=10)
        time.sleep(0.02)




class Watched:
    """The server's process, seen from outside."""

    def __init__(self, server):
        self.port, self.pid = server.port, server.process.pid

    def status(self, field):
        text = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(rf"^{field}:\s+(\d+) kB", text, re.M)[1]) * 1024

    def files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def cpu(self):
        """Seconds on a processor, of all threads."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    @contextlib.contextmanager
    def memory(self, what):
        """The peak of resident memory must not grow by more than a little."""
        before = self.status("VmRSS")
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")
        yield
        grown = self.status("VmHWM") - before
        print(f"{what}: at most {grown / MEBI:.1f} MiB more", flush=True)
        assert grown <= MOST_MEMORY, f"{what}: {grown / MEBI:.1f} MiB more"

    def let_go(self, base):
        """Waits until as many files are open as before."""
        deadline = time.monotonic() + 20
        while abs(self.files() - base) > 5 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert abs(self.files() - base) <= 5, f"{self.files()} files are open, {base} before"


def status_of(received):
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", received)
    return int(found[1]) if found else None


def head(port, more):
    lines = ["POST /mcp HTTP/1.1", f"Host: 127.0.0.1:{port}", "Content-Type: application/json", "Accept: application/json, text/event-stream", *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def endless(port):
    """Chunks without end; status and how many bytes the server let in."""
    chunk, sent = b"10000\r\n" + b" " * 65536 + b"\r\n", 0
    with socket.create_connection(("127.0.0.1", port), timeout=10) as stream:
        stream.sendall(head(port, ["Transfer-Encoding: chunked"]))
        stream.setblocking(False)
        received, deadline = b"", time.monotonic() + 20
        while not received and time.monotonic() < deadline:
            with contextlib.suppress(BlockingIOError):
                received = stream.recv(4096)
                continue
            try:
                sent += stream.send(chunk)
            except BlockingIOError:
                time.sleep(0.001)
            except ConnectionError:
                break
        return status_of(received), sent


def large_bodies(watched):
    with watched.memory("bodies of 10 MiB and without end"):
        announced = head(watched.port, [f"Content-Length: {10 * MEBI}"])
        assert status_of(answers_to(watched.port, announced.decode())) == 413, "a body of 10 MiB"
        attacks = []
        threads = [threading.Thread(target=lambda: attacks.append(endless(watched.port))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # What the two ends of a socket hold by themselves is no reading.
        assert all(status == 413 and sent <= BODY_LIMIT + 8 * MEBI for status, sent in attacks), attacks


def shapes(watched):
    bodies = {
        "100,000 levels": "[" * 100_000,
        "100,000 levels of objects": '{"a":' * 100_000,
        "400,000 values": '{"a":[' + "0," * 400_000 + "0]}",
        "100,000 equal keys": "{" + '"a":1,' * 100_000 + '"a":1}',
        "a number of 1 MB": '{"a":' + "1" * 1_000_000 + "}",
        "no text": '{"a":"\udcff"}',
    }
    for name, body in bodies.items():
        data = body.encode("utf-8", "surrogateescape")
        with watched.memory(name):
            before = watched.cpu()
            with contextlib.closing(connect(watched.port, tls=False)) as connection:
                connection.request("POST", "/mcp", data, {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"})
                answer = connection.getresponse()
                answer.read()
            spent = watched.cpu() - before
        assert answer.status == 400, f"{name}: {answer.status}"
        assert spent <= MOST_CPU, f"{name}: {spent * 1000:.0f} ms of CPU"


def header_floods(watched):
    floods = {"101 fields": "".join(f"X-{number}: a\r\n" for number in range(101)), "a field of 64 KiB": f"X-A: {'a' * 65536}\r\n"}
    for name, fields in floods.items():
        received = answers_to(watched.port, f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{watched.port}\r\n{fields}\r\n")
        assert status_of(received) == 431, f"{name}: {received[:100]}"
    print(f"{len(floods)} floods of headers: 431")


def rapid_reset(watched, streams=5000):
    """HTTP/2: requests that are taken back at once, until the server has enough (CVE-2023-44487)."""
    authority = f"127.0.0.1:{watched.port}".encode()
    block = b"\x82\x84\x86\x41" + bytes([len(authority)]) + authority

    def frame(kind, flags, stream, payload):
        return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload

    with socket.create_connection(("127.0.0.1", watched.port), timeout=10) as connection:
        sent = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"")
        for number in range(1, 2 * streams, 2):
            sent += frame(1, 5, number, block) + frame(3, 0, number, struct.pack(">I", 8))
        received = b""
        with contextlib.suppress(OSError):
            connection.sendall(sent)
            while chunk := connection.recv(65536):
                received += chunk
    goaway = False
    while len(received) >= 9:
        length = int.from_bytes(received[:3], "big")
        goaway |= received[3] == 7
        received = received[9 + length :]
    assert goaway, "the connection was not ended"
    print(f"{streams} requests taken back over HTTP/2: GOAWAY")


@contextlib.contextmanager
def beside(watched, what):
    """A good client at work meanwhile, which must not notice."""
    stop, took, faults = threading.Event(), [], []
    client = threading.Thread(target=good_client, args=(watched.port, stop, took, faults))
    client.start()
    try:
        yield
    finally:
        stop.set()
        client.join()
    took.sort()
    p99 = took[int(len(took) * 0.99)] if took else 0
    print(f"{what}: {len(took)} good calls beside it, p99 {p99 * 1000:.0f} ms, {len(faults)} failed", flush=True)
    assert len(took) > 50 and not faults, faults[:3]
    assert p99 <= MOST_P99, f"{what}: p99 {p99 * 1000:.0f} ms"


def slow_clients(watched, connections=1000):
    url = f"http://127.0.0.1:{watched.port}"
    attacks = {
        "slow headers": ["-H", "-u", f"{url}/mcp"],
        "slow body": ["-B", "-u", f"{url}/mcp", "-f", "application/json", "-s", "8192"],
        "slow read": ["-X", "-u", f"{url}/health", "-k", "3", "-w", "10", "-y", "20", "-z", "5"],
    }
    base = watched.files()
    for name, words in attacks.items():
        with beside(watched, f"{name}, {connections} connections"):
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            subprocess.run(["slowhttptest", *words, "-c", str(connections), "-r", "500", "-i", "2", "-l", "8", "-p", "3"], **quiet, timeout=60)
        watched.let_go(base)


def stalled_readers(watched, count=1000):
    """Streams whose clients never read, while news come."""
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
    params = {"notifications": {"resourceSubscriptions": ["audit://events/recent"]}, "_meta": meta}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": params}).encode()
    request = head(watched.port, ["MCP-Protocol-Version: 2026-07-28", "Mcp-Method: subscriptions/listen", f"Content-Length: {len(body)}"]) + body
    base, streams = watched.files(), []
    for _ in range(count):
        stream = socket.socket()
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        stream.connect(("127.0.0.1", watched.port))
        stream.sendall(request)
        streams.append(stream)
    deadline = time.monotonic() + 20
    while watched.files() < base + count and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)
    with watched.memory(f"{count} readers that do not read"), beside(watched, f"{count} readers that do not read"):
        time.sleep(8)
    for stream in streams:
        stream.close()
    watched.let_go(base)


def come_and_go(watched, metrics, count=20_000):
    base = watched.files()
    with beside(watched, f"{count} connections that come and go"):
        for number in range(count):
            with socket.create_connection(("127.0.0.1", watched.port), timeout=10) as stream:
                if number % 2:
                    stream.sendall(b"POST /mcp HTTP/1.1\r\n")
                # Reset, so that no port of this machine stays taken.
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    watched.let_go(base)
    with contextlib.closing(connect(metrics, tls=False)) as connection:
        connection.request("GET", "/metrics")
        told = connection.getresponse().read().decode()
    left = float(re.search(r"^mcp_http_connections_active (\S+)$", told, re.M)[1])
    # The scraper's own, and what is being closed.
    assert left <= 5, f"{left} connections are still counted"


def main():
    need("slowhttptest")
    binary, started, metrics = str(Path(sys.argv[1]).resolve()), time.monotonic(), free_port()
    with Installation(binary, database=False) as installation:
        # The limits of the product, in times that suit a check.
        installation.environment |= {
            "ROUTEROS_MCP_HTTP_HEADER_TIMEOUT_SECONDS": "4",
            "ROUTEROS_MCP_HTTP_BODY_TIMEOUT_SECONDS": "6",
            "ROUTEROS_MCP_HTTP_WRITE_TIMEOUT_SECONDS": "4",
            "ROUTEROS_MCP_METRICS_PORT": str(metrics),
        }
        with serve(installation, "--lab", "1") as server:
            watched = Watched(server)
            malformed(watched.port)
            header_floods(watched)
            large_bodies(watched)
            shapes(watched)
            rapid_reset(watched)
            slow_clients(watched)
            stalled_readers(watched)
            come_and_go(watched, metrics)
    print(f"abuse: all held in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
