"""Runs every client against the release binary, MCP over stdio and HTTP, the API on simulated routers: run.py BINARY [WORD…].

Installs the clients beside the build (target/clients and node_modules here). WORDs choose among the clients by name.
Prints a line for each and 'N passed, N failed'; exits 1 if one failed.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / ".ci"))
from processes import Installation, lab, serve  # noqa: E402

TIME_LIMIT = 180


def python(generation):
    return str(ROOT / "target" / "clients" / f"python-{generation}" / "bin" / "python")


CLIENTS = {
    "python 1": [python(1), "python_v1.py"],
    "python 2 legacy": [python(2), "python_v2.py", "legacy"],
    "python 2 auto": [python(2), "python_v2.py", "auto"],
    "typescript 1": ["node", "typescript_v1.mjs"],
    "typescript 2 legacy": ["node", "typescript_v2.mjs", "legacy"],
    "typescript 2 auto": ["node", "typescript_v2.mjs", "auto"],
    "inspector": ["node", "inspector.mjs"],
}
CANNOT_CANCEL = {"inspector"}
# Those that are also run over the transport of 2024-11-05.
KNOWS_SSE = {"python 1"}

# Clients that are asked to open the page of a plan that waits.
ASKED = {
    "python 2 asked legacy": [python(2), "asked.py", "legacy"],
    "python 2 asked auto": [python(2), "asked.py", "auto"],
}

# What speaks to RouterOS itself, run against each router of a lab.
LIBRARIES = {
    "api librouteros": [python("api"), "api_librouteros.py"],
    "api routeros-api": [python("api"), "api_routeros_api.py"],
    "api node-routeros": ["node", "api_node_routeros.mjs"],
    "api mktxp": [python("api"), "api_mktxp.py"],
    "rest curl": [sys.executable, "rest_curl.py"],
}


def install(names):
    programs = {(CLIENTS | ASKED | LIBRARIES)[name][0] for name in names}
    for generation in (1, 2, "api"):
        if python(generation) in programs:
            folder = ROOT / "target" / "clients" / f"python-{generation}"
            if not folder.exists():
                subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            requirements = HERE / f"requirements-{generation}.txt"
            subprocess.run([python(generation), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements], check=True)
    if "node" in programs:
        subprocess.run(
            ["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], cwd=HERE, check=True
        )


def cancelled_pings(installation):
    events = json.loads(installation.run("audit", "list", "--tool", "ping", "--limit", "100", "-o", "json"))
    return [event for event in events if event["outcome"] == "interrupted"]


def run_client(name, target, installation):
    """The client's own words, or raises with what went wrong."""
    program, script, *arguments = CLIENTS[name]
    command = [program, str(HERE / script), *arguments, *target]
    done = subprocess.run(
        command, env=installation.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_LIMIT
    )
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    if name not in CANNOT_CANCEL:
        check_cancelled(installation)
    return done.stdout.strip()


def check_cancelled(installation):
    """The audit trail is written behind the calls, so it is given a moment."""
    for _ in range(50):
        events = cancelled_pings(installation)
        if events:
            longest = max(event["duration_ms"] for event in events)
            assert longest < 20_000, f"a cancelled ping ran on for {longest} ms"
            return
        time.sleep(0.1)
    raise AssertionError("the server's audit trail has no interrupted ping")


def over_http(name, binary):
    with Installation(binary) as installation, serve(installation, "--lab", "3") as server:
        return run_client(name, ["http", server.url + "/mcp"], installation)


def over_stdio(name, binary):
    with Installation(binary) as installation:
        return run_client(name, ["stdio", binary, "serve", "--transport", "stdio", "--lab", "1"], installation)


def over_sse(name, binary):
    with Installation(binary) as installation:
        installation.environment["ROUTEROS_MCP_MCP_SSE_ENABLED"] = "true"
        with serve(installation, "--lab", "3") as server:
            return run_client(name, ["sse", server.url + "/mcp/sse"], installation)


def asked(name, binary):
    """A plan waits at a server with a login, and the client of somebody who may apply plans is asked to open its page."""
    program, script, mode = ASKED[name]
    with Installation(binary) as installation:
        installation.environment |= {
            "ROUTEROS_MCP_LOCAL_TOKENS_ENABLED": "true",
            "ROUTEROS_MCP_APPROVAL_FROM_RISK": "low",
        }
        with serve(installation, "--lab", "1") as server:
            made = json.loads(installation.run("token", "create", "assistant", "--role", "ops_rw", "-o", "json"))
            steps = json.dumps([{"op": "set", "menu": "system/identity", "values": {"name": "branch"}}])
            plan = json.loads(installation.run("plan", "create", "lab-1", "--steps", steps, "-o", "json"))
            page = f"{server.url}/approvals/{plan['plan_id']}"
            command = [program, str(HERE / script), mode, server.url + "/mcp", made["token"], page, plan["plan_id"], plan["digest"]]
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIME_LIMIT)
            if done.returncode != 0:
                raise AssertionError(done.stdout + done.stderr)
            return done.stdout.strip()


def on_routers(name, binary):
    program, script = LIBRARIES[name]
    with Installation(binary, database=False) as installation, lab(installation, 3) as routers:
        for router in routers:
            done = subprocess.run(
                [program, str(HERE / script)], input=json.dumps(router.line), capture_output=True, text=True, timeout=TIME_LIMIT
            )
            if done.returncode != 0:
                raise AssertionError(f"{router.line['model']}: {done.stdout}{done.stderr}")
        return f"{len(routers)} routers"


def ways(name):
    if name in LIBRARIES:
        return [("lab", on_routers)]
    if name in ASKED:
        return [("http", asked)]
    both = [("stdio", over_stdio), ("http", over_http)]
    return [*both, ("sse", over_sse)] if name in KNOWS_SSE else both


def main():
    binary, words = str(Path(sys.argv[1]).resolve()), sys.argv[2:]
    names = [name for name in CLIENTS | ASKED | LIBRARIES if all(word in name.split() for word in words)]
    install(names)
    passed = failed = 0
    for name in names:
        for transport, run in ways(name):
            started = time.monotonic()
            try:
                said = run(name, binary)
                passed += 1
                print(f"ok      {name:20} {transport:6} {time.monotonic() - started:5.1f} s  {said}", flush=True)
            except Exception as error:
                failed += 1
                print(f"FAILED  {name:20} {transport:6}\n{error}", flush=True)
    print(f"clients: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
