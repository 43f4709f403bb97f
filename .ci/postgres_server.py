"""A PostgreSQL server of its own for a check: installed if need be, in a folder that goes away again."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from processes import free_port

BINARIES = Path("/usr/lib/postgresql/15/bin")
# The databases that let nobody in without one.
WITH_PASSWORD = ("refused", "guide")


def run(*words, **options):
    return subprocess.run(words, check=True, **options)


def install():
    if not (BINARIES / "postgres").exists():
        run("apt-get", "update", "-qq", stdout=subprocess.DEVNULL)
        run("apt-get", "install", "-y", "-qq", "postgresql-15", stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})


def with_all_features(binary=None):
    """The absolute path of `binary`, or else of one that is built here."""
    if binary is None:
        # By the build of the tests, which is there already: `cargo build` would choose other features of dependencies.
        run("cargo", "test", "--locked", "--all-features", "--test", "it", "--no-run")
        binary = "target/debug/rosmcp"
    return str(Path(binary).resolve())


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
        # Passwords only where logging in is what is tried: SCRAM takes an unoptimised build a quarter of a second.
        (self.folder / "data/pg_hba.conf").write_text(
            f"host {','.join(WITH_PASSWORD)} all 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n")

    def password_file(self):
        path = self.folder / "password"
        path.write_text("postgres\n")
        path.chmod(0o644)
        return path

    def command(self, name, *words):
        run(*self.prefix, BINARIES / name, *words, stdout=subprocess.DEVNULL, cwd=self.folder)

    def control(self, action, *words):
        # On the disk as in earnest: nothing here is switched off that keeps data.
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self.command("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o", options, action, *words)

    def sql(self, text, database="postgres"):
        """What a statement says, as rows of texts."""
        words = ("-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", text, self.url("postgres", database))
        done = run(*self.prefix, BINARIES / "psql", *words, stdout=subprocess.PIPE, text=True, cwd=self.folder)
        return [tuple(line.split("\t")) for line in done.stdout.splitlines()]

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
