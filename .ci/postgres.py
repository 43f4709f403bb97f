"""rosmcp on a real PostgreSQL server: postgres.py tests, or postgres.py server [BINARY].

`tests` runs the tests of both sorts there. `server` tries the errors that a wrong URL gets, a server by the deployment guide's own
URL, an installation that moves there from SQLite, also when it is cut off, one that moves away or gets another schema while it is in
use, and restarts without warning under load; without a BINARY of one with all features, which is built. Installs and starts
PostgreSQL itself.
"""

import json
import os
import subprocess
import sys
import threading
import time

from postgres_server import Postgres, install, run, with_all_features
from processes import Installation, lab, serve, wait_for

RESTARTS = 10
WRITERS = 2
READY = 10


def tests(server):
    run("cargo", "test", "--locked", "--all-features", "--lib", "--test", "it",
        env={**os.environ, "ROSMCP_TEST_POSTGRES": server.url("postgres", "postgres")})


def at(installation, url):
    installation.environment["ROUTEROS_MCP_DATABASE_URL"] = url


def fill(installation, count):
    for number in range(count):
        installation.run("device", "add", f"r{number}", "--host", "192.0.2.1", "--username", "u", "--password-stdin",
                         "--no-check", stdin=f"password {number}")


def errors(server, binary):
    """A wrong password, a missing database and a full server are told apart, and no password is shown."""
    with Installation(binary) as installation:
        good = server.database("refused")
        wrong = {
            "refuses the login": good.replace(":postgres@", ":hunter2@"),
            "does not exist": good.replace("/refused", "/nowhere"),
            "cannot be reached": good.replace(f":{server.port}/", ":1/"),
        }
        for what, url in wrong.items():
            at(installation, url)
            done = installation.attempt("device", "list")
            code = 15 if what == "cannot be reached" else 10
            assert done.returncode == code and what in done.stderr, f"{what}: exit {done.returncode}: {done.stderr}"
            assert "hunter2" not in done.stderr and ":postgres@" not in done.stderr, done.stderr
        at(installation, good)
        server.sql("ALTER ROLE mcp_user CONNECTION LIMIT 0")
        try:
            done = installation.attempt("device", "list")
            assert done.returncode == 15 and "no connection left" in done.stderr, f"exit {done.returncode}: {done.stderr}"
        finally:
            server.sql("ALTER ROLE mcp_user CONNECTION LIMIT -1")
        installation.run("device", "list")


def serving(server, binary):
    """`serve --lab 3` by the guide's URL."""
    with Installation(binary) as installation:
        at(installation, server.database("guide"))
        with serve(installation, "--lab", "3") as running:
            status, body = running.get("/health")
            assert status == 200 and b'"connected"' in body, body
            devices = json.loads(installation.run("device", "list", "-o", "json"))
            assert [device["name"] for device in devices] == ["lab-1", "lab-2", "lab-3"], devices


def moving(server, binary):
    """A credential that was stored on SQLite opens on PostgreSQL, and from a backup of that; a second move is refused."""
    with Installation(binary) as installation, lab(installation, 1) as routers:
        old = installation.environment["ROUTEROS_MCP_DATABASE_URL"]
        installation.add(routers[0], "edge")
        at(installation, server.database("moved"))
        moved = installation.run("migrate", "--from", old, "-o", "json")
        assert '"devices"' in moved, moved
        assert "lab-1" in installation.run("get", "edge", "system/identity", "-o", "json")
        again = installation.attempt("migrate", "--from", old)
        assert again.returncode == 9, again.stderr
        made = json.loads(installation.run("backup", "create", "--to", str(installation.folder / "backups"), "-o", "json"))
        drilled = json.loads(installation.run("backup", "drill", made["file"], "-o", "json"))
        assert drilled["credentials"] == 1, drilled


def moving_cut_off(server, binary):
    """A move that is killed at any moment left all or nothing, and is simply run again."""
    devices, cut = 20, 0
    with Installation(binary) as installation:
        old = installation.environment["ROUTEROS_MCP_DATABASE_URL"]
        fill(installation, devices)
        for number in range(8):
            at(installation, server.database(f"cut{number}"))
            words = [binary, "migrate", "--from", old]
            moving = subprocess.Popen(words, env=installation.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(0.03 + 0.04 * number)
            moving.kill()
            cut += moving.wait() != 0
            again = installation.attempt("migrate", "--from", old)
            assert again.returncode in (0, 9), again.stderr
            found = json.loads(installation.run("key", "verify", "-o", "json"))
            assert found["ok"] == devices and not found["failed"], found
        assert cut, "nothing was cut off"


def in_use(server, binary):
    """A database that a server uses is neither moved nor given another schema, and both go on once it has stopped."""
    with Installation(binary) as installation:
        source = server.database("used").replace(":postgres@", "@")
        target = installation.environment["ROUTEROS_MCP_DATABASE_URL"]
        held = "SELECT 1 FROM leases WHERE what = 'clockwork' AND expires_at > 0"
        moving = ("migrate", "--from", source)
        at(installation, source)
        with serve(installation, "--lab", "1"):
            wait(lambda: server.sql(held, "used"))
            at(installation, target)
            refused = installation.attempt(*moving)
            assert refused.returncode == 11 and "a server uses the database" in refused.stderr, refused.stderr
            server.sql("ALTER TABLE plans DROP COLUMN summary", "used")
            server.sql("DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)", "used")
            at(installation, source)
            refused = installation.attempt("device", "list")
            assert refused.returncode == 11 and "a server uses the database" in refused.stderr, refused.stderr
        installation.run("migrate")
        at(installation, target)
        installation.run(*moving)


def wait(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "nothing is acknowledged any more"
        time.sleep(0.01)


def restarting(server, binary):
    """What was acknowledged is there after restarts without warning, and the server is ready again by itself."""
    with Installation(binary) as installation, lab(installation, 1) as routers:
        at(installation, server.database("restarted"))
        for writer in range(WRITERS):
            installation.add(routers[0], f"edge{writer}")
        acknowledged, stop, longest = [[] for _ in range(WRITERS)], threading.Event(), 0.0

        def write(writer):
            number = 0
            while not stop.is_set():
                number += 1
                if installation.attempt("device", "edit", f"edge{writer}", "--tag", f"n{number}=yes").returncode == 0:
                    acknowledged[writer].append(f"n{number}")

        with serve(installation) as running:
            writers = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
            for writer in writers:
                writer.start()
            try:
                for _ in range(RESTARTS):
                    before = [len(tags) for tags in acknowledged]
                    wait(lambda: all(len(tags) > count for tags, count in zip(acknowledged, before)))
                    server.control("restart", "-m", "immediate")
                    back = time.monotonic()
                    wait_for(running, "/ready")
                    longest = max(longest, time.monotonic() - back)
            finally:
                stop.set()
                for writer in writers:
                    writer.join()
        for writer, tags in enumerate(acknowledged):
            device = installation.run("device", "show", f"edge{writer}", "-o", "json")
            lost = [tag for tag in tags if f'"{tag}"' not in device]
            assert tags and not lost, f"{len(lost)} of {len(tags)} acknowledged changes are gone: {lost[:5]}"
        assert longest <= READY, f"ready only after {longest:.1f} s"
        installation.run("audit", "verify")
        count = sum(map(len, acknowledged))
        print(f"{count} acknowledged changes over {RESTARTS} restarts, none lost; ready again within {longest:.2f} s")


def main():
    part, *binary = sys.argv[1:]
    install()
    with Postgres() as server:
        if part == "tests":
            tests(server)
            return
        assert part == "server", f"no such part: {part}"
        binary = with_all_features(*binary)
        for check in (errors, serving, moving, moving_cut_off, in_use, restarting):
            check(server, binary)
            print(f"ok  {check.__doc__.splitlines()[0]}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
