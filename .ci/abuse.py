"""What strangers send to a server: abuse.py BINARY.

Malformed and smuggled HTTP, bodies without end, JSON that is deep or wide, floods of headers, slow clients, readers that do not
read, connections that come and go. Each is refused at a known cost while a good client beside it must not notice: its calls
may take a few times what they take on the same machine without an attack. The server has the limits that it has by default.
Installs slowhttptest when it may.
"""

import contextlib
import json
import os
import re
import select
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
# What a refused request may cost.
MOST_MEMORY, MOST_CPU = 16 * MEBI, 0.05
# Nine of ten good calls beside an attack may take so many times what they take without one, and this much anyway.
MOST_TIMES, MOST_SECONDS = 20, 0.25
ATTACKS = 3
# Within which the server leaves clients that are slow, and readers that take nothing; the waiting is twice as patient, for
# the machine may be busy.
SLOW_END, STALLED_END, PATIENCE = 15, 60, 2

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
    "line ends in a chunk": "POST /mcp HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n1;a\nGET /live HTTP/1.1\r\nHost: {host}\r\n\r\n\r\n0\r\n\r\n",
    "blank coding": "POST /mcp HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "carriage return in header": "GET /live HTTP/1.1\r\nHost: {host}\r\nX-A: b\rc: d\r\n\r\n",
    "garbage": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


def answers_to(port, text, more=False):
    """All that a server sends to these bytes until it closes or has nothing more to say; `more` might follow them."""
    with socket.create_connection(("127.0.0.1", port), timeout=3) as stream:
        stream.sendall(text.encode("latin-1"))
        with contextlib.suppress(OSError):
            if not more:
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
    host = f"Host: 127.0.0.1:{port}\r\n"
    upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
    for name, text, wanted in [
        ("two requests at once", f"GET /live HTTP/1.1\r\n{host}\r\nGET /nowhere HTTP/1.1\r\n{host}Connection: close\r\n\r\n", [b"200", b"404"]),
        ("an upgrade to HTTP/2", f"GET /live HTTP/1.1\r\n{host}{upgrade}\r\n", [b"200"]),
    ]:
        statuses = re.findall(rb"HTTP/1\.[01] (\d{3})", answers_to(port, text, more=True))
        assert statuses == wanted, f"{name}: {statuses}"
    print("two requests at once: answered in order; an upgrade to HTTP/2: not taken")


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

    def let_go(self, base, within=20):
        """Waits until as many files are open as before; seconds that it took."""
        started = time.monotonic()
        while abs(self.files() - base) > 5 and time.monotonic() - started < within:
            time.sleep(0.1)
        assert abs(self.files() - base) <= 5, f"{self.files()} files are open after {within} s, {base} before"
        return time.monotonic() - started


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


def metric(port, name):
    """The number that the server tells Prometheus."""
    with contextlib.closing(connect(port, tls=False)) as connection:
        connection.request("GET", "/metrics")
        told = connection.getresponse().read().decode()
    found = re.search(rf"^{re.escape(name)} (\S+)$", told, re.M)
    return float(found[1]) if found else 0.0


def large_bodies(watched, metrics, count=8):
    hits = 'mcp_limit_hits_total{limit="http_max_body_bytes"}'
    before = metric(metrics, hits)
    with watched.memory("bodies of 10 MiB and without end"):
        announced = head(watched.port, [f"Content-Length: {10 * MEBI}"])
        assert status_of(answers_to(watched.port, announced.decode())) == 413, "a body of 10 MiB"
        attacks = []
        threads = [threading.Thread(target=lambda: attacks.append(endless(watched.port))) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        # What the two ends of a socket hold by themselves is no reading. Who still sends when the server closes may lose
        # the answer on the way.
        assert all(status in (413, None) and sent <= BODY_LIMIT + 8 * MEBI for status, sent in attacks), attacks
    refused = metric(metrics, hits) - before
    assert len(attacks) == count and refused == count + 1, f"{refused} of {count + 1} were refused for their size"


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
        # The least of three: what else the server does meanwhile is not what the request costs.
        with watched.memory(name):
            spent = min(refusal(watched, name, data) for _ in range(3))
        print(f"{name}: {spent * 1000:.1f} ms of CPU")
        assert spent <= MOST_CPU, f"{name}: {spent * 1000:.0f} ms of CPU"


def refusal(watched, name, data):
    """Seconds on a processor that it takes to refuse `data`."""
    before = watched.cpu()
    with contextlib.closing(connect(watched.port, tls=False)) as connection:
        connection.request("POST", "/mcp", data, {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"})
        answer = connection.getresponse()
        answer.read()
    assert answer.status == 400, f"{name}: {answer.status}"
    return watched.cpu() - before


def header_floods(watched):
    floods = {"101 fields": "".join(f"X-{number}: a\r\n" for number in range(101)), "a field of 64 KiB": f"X-A: {'a' * 65536}\r\n"}
    for name, fields in floods.items():
        received = answers_to(watched.port, f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{watched.port}\r\n{fields}\r\n")
        assert status_of(received) == 431, f"{name}: {received[:100]}"
    print(f"{len(floods)} floods of headers: 431")


PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
HEADERS, RESET, SETTINGS, PING, GOAWAY = 1, 3, 4, 6, 7


def frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def get(port):
    """The header block of GET /."""
    authority = f"127.0.0.1:{port}".encode()
    return b"\x82\x84\x86\x41" + bytes([len(authority)]) + authority


def rapid_reset(watched, streams=5000):
    """HTTP/2: requests that are taken back at once, until the server has enough (CVE-2023-44487)."""
    block = get(watched.port)
    with socket.create_connection(("127.0.0.1", watched.port), timeout=10) as connection:
        sent = PREFACE + frame(SETTINGS, 0, 0, b"")
        for number in range(1, 2 * streams, 2):
            sent += frame(HEADERS, 5, number, block) + frame(RESET, 0, number, struct.pack(">I", 8))
        received = b""
        with contextlib.suppress(OSError):
            connection.sendall(sent)
            while chunk := connection.recv(65536):
                received += chunk
    goaway = False
    while len(received) >= 9:
        length = int.from_bytes(received[:3], "big")
        goaway |= received[3] == GOAWAY
        received = received[9 + length :]
    assert goaway, "the connection was not ended"
    print(f"{streams} requests taken back over HTTP/2: GOAWAY")


def centile(took, share):
    return sorted(took)[int(len(took) * share)]


@contextlib.contextmanager
def calling(watched):
    """A good client at work meanwhile; gives the seconds that each of its calls took, and what failed."""
    stop, took, faults = threading.Event(), [], []
    client = threading.Thread(target=good_client, args=(watched.port, stop, took, faults))
    client.start()
    try:
        yield took, faults
        deadline = time.monotonic() + 60
        while len(took) < 100 and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        stop.set()
        client.join()


def beside(watched, what, attack):
    """Attacks while a good client is at work, which must not notice. The best of a few attacks is what the server can do; in
    the others the client may have met something else on the machine. What the attack returned."""
    for _ in range(ATTACKS):
        with calling(watched) as (alone, _):
            time.sleep(1)
        with calling(watched) as (took, faults):
            outcome = attack()
        (usual, most), worst = (centile(times, 0.9) for times in (alone, took)), centile(took, 0.99)
        print(f"{what}: {len(took)} good calls beside it, nine of ten within {most * 1000:.0f} ms, 99 of 100 within {worst * 1000:.0f} ms; nine of ten without it within {usual * 1000:.0f} ms; {len(faults)} failed", flush=True)
        assert len(took) >= 100 and not faults, faults[:3]
        if most <= max(MOST_TIMES * usual, MOST_SECONDS):
            return outcome
    raise AssertionError(f"{what}: {most * 1000:.0f} ms, {usual * 1000:.0f} ms without")


def slow_clients(watched, connections=1000):
    url = f"http://127.0.0.1:{watched.port}"
    attacks = {
        "slow headers": ["-H", "-u", f"{url}/mcp"],
        "slow body": ["-B", "-u", f"{url}/mcp", "-f", "application/json", "-s", "8192"],
        "slow read": ["-X", "-u", f"{url}/health", "-k", "3", "-w", "10", "-y", "20", "-z", "5"],
    }
    base = watched.files()
    for name, words in attacks.items():
        command = ["slowhttptest", *words, "-c", str(connections), "-r", "500", "-i", "2", "-l", "8", "-p", "3"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "timeout": 60}
        beside(watched, f"{name}, {connections} connections", lambda: subprocess.run(command, **quiet))  # noqa: B023: called at once
        watched.let_go(base)


def left_by_the_server(watched, count=200):
    """Clients that go on for ever, each a byte at a time: it is the server that ends them."""
    body = head(watched.port, ["Content-Length: 8192"])
    drips = {"nothing": (b"", b""), "slow headers": (body[:-4], b"\r\nX-A: b"), "slow bodies": (body, b" ")}

    def attack():
        slow, started, longest = [], time.monotonic(), {}
        for name, (opening, drip) in drips.items():
            for _ in range(count):
                stream = socket.create_connection(("127.0.0.1", watched.port), timeout=10)
                stream.sendall(opening)
                stream.setblocking(False)
                slow.append((name, stream, drip))
        while slow and time.monotonic() - started < SLOW_END * PATIENCE:
            still = [one for one in slow if not ended(one[1], one[2])]
            longest |= {name: time.monotonic() - started for name, *_ in set(slow) - set(still)}
            slow = still
            time.sleep(0.5)
        assert not slow, f"{len(slow)} slow clients are still served after {SLOW_END * PATIENCE} s: {slow[0][0]}"
        return longest

    longest = beside(watched, f"{len(drips) * count} clients that are slow for ever", attack)
    print("left by the server:", ", ".join(f"{name} after at most {took:.0f} s" for name, took in longest.items()), flush=True)


def ended(stream, drip):
    """Whether the server has ended the connection, which gets another drip if not."""
    with contextlib.suppress(BlockingIOError):
        try:
            if stream.recv(4096) == b"":
                stream.close()
                return True
            stream.send(drip)
        except ConnectionError:
            stream.close()
            return True
    with contextlib.suppress(BlockingIOError, ConnectionError):
        stream.send(drip)
    return False


def held_over_http2(watched, stop, count=100):
    """Connections that ask for one thing and then for nothing, and others that never let the answer through; both go on answering
    pings until `stop`, so that nothing of it shows on the socket."""
    unready = struct.pack(">HI", 4, 0)
    poll, held = select.epoll(), {}
    for number in range(2 * count):
        stream = socket.create_connection(("127.0.0.1", watched.port), timeout=10)
        window = unready if number % 2 else b""
        stream.sendall(PREFACE + frame(SETTINGS, 0, 0, window) + frame(HEADERS, 5, 1, get(watched.port)))
        poll.register(stream.fileno(), select.EPOLLIN)
        held[stream.fileno()] = (stream, bytearray())
    while held and not stop.is_set():
        for number, _ in poll.poll(0.5):
            stream, received = held[number]
            try:
                received += (piece := stream.recv(65536))
            except ConnectionError:
                piece = b""
            if not piece:
                poll.unregister(number)
                stream.close()
                del held[number]
                continue
            while len(received) >= 9 and len(received) >= 9 + int.from_bytes(received[:3], "big"):
                length = int.from_bytes(received[:3], "big")
                if received[3] == PING and received[4] == 0:
                    with contextlib.suppress(ConnectionError):
                        stream.sendall(frame(PING, 1, 0, bytes(received[9 : 9 + length])))
                del received[: 9 + length]


def stalled_readers(watched, count=1000):
    """Streams whose clients keep them open and never read, while news come, and what HTTP/2 has of the kind."""
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}}
    params = {"notifications": {"resourceSubscriptions": ["audit://events/recent"]}, "_meta": meta}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": params}).encode()
    request = head(watched.port, ["MCP-Protocol-Version: 2026-07-28", "Mcp-Method: subscriptions/listen", f"Content-Length: {len(body)}"]) + body
    base = watched.files()

    def attack():
        streams = []
        for _ in range(count):
            stream = socket.socket()
            stream.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            stream.connect(("127.0.0.1", watched.port))
            stream.sendall(request)
            streams.append(stream)
        deadline = time.monotonic() + 20
        while watched.files() < base + count - 5 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert watched.files() >= base + count - 5, f"{watched.files()} files are open, {base} before"
        # What a stream takes is streams.py's matter; here it is what they take while nobody reads.
        time.sleep(1)
        stop = threading.Event()
        others = threading.Thread(target=held_over_http2, args=(watched, stop))
        others.start()
        try:
            with watched.memory(f"{count} readers that do not read"):
                # The clients hold their ends, so what is let go is what the server has ended.
                return watched.let_go(base, STALLED_END * PATIENCE)
        finally:
            stop.set()
            others.join()
            for stream in streams:
                stream.close()

    took = beside(watched, f"{count} readers that do not read", attack)
    print(f"{count} readers that do not read: all left after {took:.0f} s", flush=True)


def come_and_go(watched, metrics, count=20_000):
    base = watched.files()

    def attack():
        for number in range(count):
            with socket.create_connection(("127.0.0.1", watched.port), timeout=10) as stream:
                if number % 2:
                    stream.sendall(b"POST /mcp HTTP/1.1\r\n")
                # Reset, so that no port of this machine stays taken.
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    beside(watched, f"{count} connections that come and go", attack)
    watched.let_go(base)
    left = metric(metrics, "mcp_http_connections_active")
    # The scraper's own, and what is being closed.
    assert left <= 5, f"{left} connections are still counted"


def main():
    need("slowhttptest")
    binary, started, metrics = str(Path(sys.argv[1]).resolve()), time.monotonic(), free_port()
    with Installation(binary, database=False) as installation:
        installation.environment["ROUTEROS_MCP_METRICS_PORT"] = str(metrics)
        with serve(installation, "--lab", "1") as server:
            watched = Watched(server)
            malformed(watched.port)
            header_floods(watched)
            large_bodies(watched, metrics)
            shapes(watched)
            rapid_reset(watched)
            slow_clients(watched)
            left_by_the_server(watched)
            stalled_readers(watched)
            come_and_go(watched, metrics)
    print(f"abuse: all held in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
