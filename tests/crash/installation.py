"""An installation that can be put back to where it was, and what must hold of it after a crash."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from pathlib import Path

LIMIT = 120
# Exit codes of errors that say what is wrong with the data or its place: configuration or key, integrity.
SAID = (10, 16)


class Failure(AssertionError):
    """Something was lost, or nothing was where something should have been."""


def require(condition, what):
    if not condition:
        raise Failure(what)


class Installation:
    """A folder with database, key and backups. `state` is what crashes happen to; the keys lie beside it."""

    def __init__(self, binary, folder):
        self.binary = str(Path(binary).resolve())
        self.folder = Path(folder)
        self.state = self.folder / "state"
        self.state.mkdir(parents=True, exist_ok=True)
        self.backups = self.state / "backups"
        self.keys = [self._key(), self._key()]
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "ROUTEROS_MCP_DATABASE_URL": f"sqlite:///{self.database}",
            "ROUTEROS_MCP_BACKUP_DIR": str(self.backups),
            "ROUTEROS_MCP_ENCRYPTION_KEY": self.keys[0],
            # There are no routers, and the doctor asks for them.
            "ROUTEROS_MCP_ROUTEROS_REST_TIMEOUT_SECONDS": "1",
        }

    @property
    def database(self):
        return self.state / "rosmcp.db"

    def _key(self):
        return subprocess.run([self.binary, "keygen"], check=True, capture_output=True, text=True).stdout.strip()

    def with_keys(self, current, previous=None):
        """The environment in which key number `current` is given, and `previous` as the one before."""
        environment = {**self.environment, "ROUTEROS_MCP_ENCRYPTION_KEY": self.keys[current]}
        if previous is not None:
            environment["ROUTEROS_MCP_ENCRYPTION_KEY_PREVIOUS"] = self.keys[previous]
        return environment

    def attempt(self, *words, environment=None, prefix=(), stdin=""):
        return subprocess.run(
            [*prefix, self.binary, "--yes", "-o", "json", *words],
            env=environment or self.environment, input=stdin, capture_output=True, text=True, timeout=LIMIT,
        )

    def start(self, *words, environment=None):
        """The process of a verb that goes on by itself."""
        return subprocess.Popen(
            [self.binary, "--yes", "-o", "json", *words],
            env=environment or self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )

    def run(self, *words, environment=None, stdin=""):
        """What a verb that must succeed prints, as JSON where it is."""
        done = self.attempt(*words, environment=environment, stdin=stdin)
        require(done.returncode == 0, f"rosmcp {' '.join(words)} exited {done.returncode}: {done.stderr.strip()}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def fill(self, devices):
        """`devices` routers, each with a credential."""
        for number in range(devices):
            self.add(f"r{number}")

    def add(self, name):
        self.run("device", "add", name, "--host", "192.0.2.1", "--username", "u", "--password-stdin", "--no-check", stdin=f"password of {name}")

    def keep(self):
        """A copy of the state, for `put_back`."""
        copy = self.folder / "kept"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.state, copy)

    def put_back(self):
        for entry in self.state.iterdir():
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
        shutil.copytree(self.folder / "kept", self.state, dirs_exist_ok=True)

    def credentials_open(self, count, environment=None):
        found = self.run("key", "verify", environment=environment)
        require(found["ok"] == count and not found["failed"], f"{count} credentials were acknowledged: {found}")

    def trail_is_whole(self, environment=None):
        found = self.run("audit", "verify", environment=environment)
        require(found["ok"], f"the audit trail: {found}")
        return found

    def every_change_has_its_row(self):
        """What there is was added, made and rotated by a row of the trail, and each such row has left it."""
        rows = dict(self.rows("SELECT action || ' ' || outcome, count(*) FROM audit_events GROUP BY 1"))
        (there,) = self.rows("SELECT (SELECT count(*) FROM devices), (SELECT count(*) FROM local_tokens), (SELECT count(*) FROM data_keys) - 1")
        told = (rows.get("device.add ok", 0) - rows.get("device.remove ok", 0), rows.get("token.create ok", 0), rows.get("key.rotate intent", 0))
        require(there == told, f"devices, tokens and new data keys are {there}, and by the audit trail {told}")

    def finished_backups(self):
        return sorted(self.backups.glob("*.rosmcp"))

    def backups_are_sound(self, at_least):
        files = self.finished_backups()
        require(len(files) >= at_least, f"{at_least} backups were acknowledged, there are {len(files)}")
        for file in files:
            self.run("backup", "verify", str(file))

    def rows(self, sql):
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return connection.execute(sql).fetchall()


def temporary():
    return tempfile.TemporaryDirectory(prefix="rosmcp-crash-")
