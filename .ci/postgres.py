"""rosmcp on a real PostgreSQL server: the tests of both sorts, a server by the deployment guide's own URL, an installation
that moves there from SQLite, and restarts without warning under load. Installs and starts the server itself."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from processes import Installation, free_port, lab, serve, wait_for

RESTARTS = 5
BINARIES = Path("/usr/lib/postgresql/15/bin")


def run(*words, **options):
    return subprocess.run(words, check=True, **options)


def install():
    if not (BINARIES / "postgres").exists():
        run("apt-get", "update", "-qq", stdout=subprocess.DEVNULL)
        run("apt-get", "install", "-y", "-qq", "postgresql-15", stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


class Postgres:
    """A server of its own in a folder that goes away; it refuses to run as root."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="rosmcp-postgres-"))
        self.port = free_port()
        self.prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if self.prefix:
            shutil.chown(self.folder, "postgres", "postgres")
        self.command("initdb", "-D", self.folder / "data", "-U", "postgres", "--auth=scram-sha-256",
                     f"--pwfile={self.password_file()}")

    def password_file(self):
        path = self.folder / "password"
        path.write_text("postgres\n")
        path.chmod(0o644)
        return path

    def command(self, name, *words):
        run(*self.prefix, BINARIES / name, *words, stdout=subprocess.DEVNULL, cwd=self.folder)

    def control(self, action, *words):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.command("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o", options, action, *words)

    def sql(self, text):
        run(*self.prefix, BINARIES / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", text, self.url("postgres", "postgres"),
            stdout=subprocess.DEVNULL, cwd=self.folder)

    def url(self, user, database, scheme="postgresql"):
        return f"{scheme}://{user}:postgres@127.0.0.1:{self.port}/{database}"

    def database(self, name):
        """A new database of the user mcp_user."""
        self.sql(f"CREATE DATABASE {name} OWNER mcp_user")
        return self.url("mcp_user", name, "postgresql+asyncpg")

    def __enter__(self):
        self.control("start")
        self.sql("CREATE ROLE mcp_user LOGIN PASSWORD 'postgres'")
        return self

    def __exit__(self, *_):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.control("stop", "-m", "immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


def tests(server):
    run("cargo", "test", "--locked", "--features", "postgres", "--lib", "--test", "it",
        env={**os.environ, "ROSMCP_TEST_POSTGRES": server.url("postgres", "postgres")})


def add(installation, router, name):
    installation.run("device", "add", name, "--host", router.address, "--port", str(router.port), "--username",
                     router.username, "--tls-pin", router.certificate, "--no-check", "--password-stdin",
                     stdin=router.password)


def serving(server, binary):
    """`serve --lab 3` by the guide's URL."""
    with Installation(binary) as installation:
        installation.environment["ROUTEROS_MCP_DATABASE_URL"] = server.database("guide")
        with serve(installation, "--lab", "3") as running:
            status, body = running.get("/health")
            assert status == 200 and b'"connected"' in body, body
            assert installation.run("device", "list", "-o", "json").count("lab-") == 3


def moving(server, binary):
    """A credential that was stored on SQLite opens on PostgreSQL; a second move is refused."""
    with Installation(binary) as installation, lab(installation, 1) as routers:
        old = installation.environment["ROUTEROS_MCP_DATABASE_URL"]
        add(installation, routers[0], "edge")
        installation.environment["ROUTEROS_MCP_DATABASE_URL"] = server.database("moved")
        moved = installation.run("migrate", "--from", old, "-o", "json")
        assert '"devices"' in moved, moved
        assert "lab-1" in installation.run("get", "edge", "system/identity", "-o", "json")
        again = installation.attempt("migrate", "--from", old)
        assert again.returncode == 9, again.stderr


def restarting(server, binary):
    """What was acknowledged is there after restarts without warning, and the server is ready again by itself."""
    with Installation(binary) as installation, lab(installation, 1) as routers:
        installation.environment["ROUTEROS_MCP_DATABASE_URL"] = server.database("restarted")
        add(installation, routers[0], "edge")
        acknowledged, stop = [], threading.Event()

        def write():
            number = 0
            while not stop.is_set():
                number += 1
                if installation.attempt("device", "edit", "edge", "--tag", f"n{number}=yes").returncode == 0:
                    acknowledged.append(f"n{number}")

        with serve(installation) as running:
            writer = threading.Thread(target=write)
            writer.start()
            try:
                for _ in range(RESTARTS):
                    time.sleep(0.5)
                    server.control("restart", "-m", "immediate")
                    wait_for(running, "/ready")
            finally:
                stop.set()
                writer.join()
        device = installation.run("device", "show", "edge", "-o", "json")
        lost = [tag for tag in acknowledged if f'"{tag}"' not in device]
        assert acknowledged and not lost, f"{len(lost)} of {len(acknowledged)} acknowledged changes are gone: {lost[:5]}"
        print(f"{len(acknowledged)} acknowledged changes over {RESTARTS} restarts, none lost")


def main():
    install()
    run("cargo", "build", "--locked", "--features", "postgres")
    binary = str(Path("target/debug/rosmcp").resolve())
    with Postgres() as server:
        tests(server)
        for check in (serving, moving, restarting):
            check(server, binary)
            print(f"ok  {check.__doc__.splitlines()[0]}")


if __name__ == "__main__":
    sys.exit(main())
