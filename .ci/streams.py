"""Many idle streams of the stateless revision at once: streams.py BINARY [COUNT].

COUNT clients listen to the audit trail. None may be dropped, each may cost the server so many bytes of memory, and one call
must reach all of them within a second. Needs COUNT open files on either side.
"""

import json
import resource
import select
import socket
import sys
import time
from pathlib import Path

from processes import Installation, serve

TRAIL = "audit://events/recent"
MOST_BYTES = 60_000
MOST_SECONDS = 1.0
SPARE = 200
# The best of so many is what the server can do; the others may have met something else on the machine.
EVENTS = 3
# So many are opened at once: what is measured is streams that wait, not requests that are being read.
BATCH = 250
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}


def request(port, method, params, name=None):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": META}})
    headers = [
        "POST /mcp HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Content-Type: application/json",
        "Accept: application/json, text/event-stream",
        "MCP-Protocol-Version: 2026-07-28",
        f"Mcp-Method: {method}",
        f"Content-Length: {len(body)}",
    ]
    if name:
        headers.append(f"Mcp-Name: {name}")
    return "\r\n".join([*headers, "", body]).encode()


def memory(process):
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmRSS")


def wait_for(streams, word, seconds):
    """Seconds until every stream has said `word`."""
    poll = select.epoll()
    waiting = {stream.fileno(): stream for stream in streams}
    said = dict.fromkeys(waiting, b"")
    for number in waiting:
        poll.register(number, select.EPOLLIN)
    started = time.monotonic()
    while waiting and time.monotonic() - started < seconds:
        for number, _ in poll.poll(0.5):
            text = waiting[number].recv(4096)
            assert text, f"a stream was dropped, {len(waiting)} still waited for {word}"
            said[number] += text
            if word in said[number]:
                poll.unregister(number)
                del waiting[number]
    assert not waiting, f"{len(waiting)} of {len(streams)} streams did not hear {word} within {seconds} s"
    return time.monotonic() - started


def opened(port, count):
    listen = request(port, "subscriptions/listen", {"notifications": {"resourceSubscriptions": [TRAIL]}})
    streams = []
    while len(streams) < count:
        batch = []
        for _ in range(min(BATCH, count - len(streams))):
            stream = socket.create_connection(("127.0.0.1", port), timeout=30)
            stream.sendall(listen)
            batch.append(stream)
        wait_for(batch, b"subscriptions/acknowledged", 60)
        streams += batch
    return streams


def told(port, streams):
    """Seconds from a call to the last stream's knowing of its row in the trail."""
    time.sleep(2)  # news are gathered for a second after the last
    with socket.create_connection(("127.0.0.1", port), timeout=30) as caller:
        caller.sendall(request(port, "tools/call", {"name": "device_list", "arguments": {}}, "device_list"))
        return wait_for(streams, TRAIL.encode(), 30)


def main():
    binary, count = str(Path(sys.argv[1]).resolve()), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and count > hard - SPARE:
        count = hard - SPARE
        print(f"streams: only {hard} files may be open here, so {count} streams are tried")
    limits = [f"http_max_streams={count + 100}", f"http_max_streams_per_principal={count + 100}"]
    settings = [word for limit in limits for word in ("--set", limit)]
    with Installation(binary) as installation, serve(installation, "--lab", "1", *settings) as server:
        for stream in opened(server.port, 100):
            stream.close()
        time.sleep(1)
        before = memory(server.process.pid)
        streams = opened(server.port, count)
        each = (memory(server.process.pid) - before) / count
        took = min(told(server.port, streams) for _ in range(EVENTS))
        for stream in streams:
            stream.close()
        print(f"streams: {count} idle, {each / 1000:.1f} kB each, 0 dropped; one event reached all in {took:.2f} s")
        assert each < MOST_BYTES, f"more than {MOST_BYTES} bytes each"
        assert took < MOST_SECONDS, f"more than {MOST_SECONDS} s"


if __name__ == "__main__":
    main()
