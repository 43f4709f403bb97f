"""Measures starting, memory and stopping of the release binary: measure.py BINARY.

Prints every figure; fails when the best of several runs misses its limit, so that a busy machine alone fails nothing.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from processes import Installation, lab, serve, starting, wait_for

RUNS = 9
LAB_RUNS = 5
SETTLE_SECONDS = 5
FEW, MANY = 10, 500


def start_http(installation, path, *words):
    """Milliseconds from starting the process to the first 200 of `path`."""
    started = time.perf_counter()
    with starting(installation, *words) as server:
        wait_for(server, path)
        return (time.perf_counter() - started) * 1000


def start_stdio(installation):
    """Milliseconds from starting the process to the answer to `initialize`."""
    params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "measure", "version": "1"}}
    hello = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}) + "\n"
    started = time.perf_counter()
    process = subprocess.Popen(
        [installation.binary, "serve", "--transport", "stdio"],
        env=installation.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    process.stdin.write(hello)
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    took = (time.perf_counter() - started) * 1000
    assert answer["id"] == 1 and "result" in answer, answer
    process.stdin.close()
    assert process.wait(timeout=10) == 0, "the end of input did not end the server cleanly"
    return took


def stop(installation):
    with serve(installation) as server:
        return server.stop() * 1000


def memory(installation, *words):
    """Resident MB of an idle server."""
    with serve(installation, *words) as server:
        time.sleep(SETTLE_SECONDS)
        return resident(server.process.pid)


def resident(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def memory_of_a_router(installation):
    """What one more idle simulated router takes."""
    figures = []
    for count in (FEW, MANY):
        with lab(installation, count) as routers:
            time.sleep(SETTLE_SECONDS)
            figures.append(resident(routers.pid))
    few, many = figures
    return (many - few) / (MANY - FEW)


def main():
    failed = []

    def report(name, samples, unit, limit):
        best, median = min(samples), statistics.median(samples)
        print(f"{name:44} best {best:7.2f} {unit}  median {median:7.2f} {unit}  limit {limit} {unit}", flush=True)
        if best >= limit:
            failed.append(name)

    binary = str(Path(sys.argv[1]).resolve())
    with Installation(binary) as installation, Installation(binary, database=False) as bare:
        installation.run("init", "--non-interactive")
        report("start to the first answer of /health", [start_http(installation, "/health") for _ in range(RUNS)], "ms", 50)
        report("start to the first answer over stdio", [start_stdio(installation) for _ in range(RUNS)], "ms", 50)
        report("start to ready with three routers", [start_http(bare, "/ready", "--lab", "3") for _ in range(LAB_RUNS)], "ms", 1000)
        report("stop when idle", [stop(installation) for _ in range(LAB_RUNS)], "ms", 1000)
        report("memory when idle", [memory(installation)], "MB", 25)
        report(f"memory of one of {MANY} simulated routers", [memory_of_a_router(bare)], "MB", 1)
        print(f"{'memory when idle with three routers':44}      {memory(bare, '--lab', '3'):7.1f} MB")
    for name in failed:
        print(f"over its limit: {name}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
