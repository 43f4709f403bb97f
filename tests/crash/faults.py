"""Disks that fail and files that rot: syncs that say EIO, a server whose disk fails for a while, zeroed pages, lost tails and logs.

What was acknowledged stays, what failed says so, reading goes on, and damage is named instead of being read.
"""

import random
import signal
import sqlite3
import subprocess
import time

from disk import Serving, wait
from installation import SAID, Installation, require, temporary

PAGE = 4096


def failing_syncs(binary, most):
    """`device add` with its n-th sync failing: refused and not there, or done and there."""
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(2)
        refused = 0
        for call in ("fdatasync", "fsync", "pwrite64"):
            for number in range(1, most + 1):
                name = f"{call}-{number}"
                before = {device["name"] for device in it.run("device", "list")}
                prefix = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when={number}")
                done = it.attempt("device", "add", name, "--host", "192.0.2.1", "--username", "u", "--password-stdin", "--no-check",
                                  prefix=prefix, stdin="password")
                require("panic" not in done.stderr, done.stderr)
                after = {device["name"] for device in it.run("device", "list")}
                require(before <= after, f"{name}: lost {before - after}")
                require(done.returncode != 0 or name in after, f"{name}: acknowledged and gone")
                if done.returncode != 0:
                    require(done.returncode in SAID, f"{name}: exit {done.returncode}: {done.stderr}")
                    refused += 1
                it.trail_is_whole()
        it.credentials_open(len(after))
        require(refused > 0, "no sync failed where it counts")
        print(f"  EIO of syncs and writes: {refused} verbs refused, nothing acknowledged lost")


def failing_server(binary):
    """The disk under a running server fails, and works again."""
    with temporary() as folder, Serving(binary, folder) as server:
        for fault in ("fdatasync,fsync:error=EIO", "pwrite64:error=EROFS"):
            calls, error = fault.split(":")
            words = ["strace", "-f", "-qq", "-o", "/dev/null", "-p", str(server.process.pid), "-e", f"trace={calls}", "-e", f"inject={calls}:{error}"]
            failing = subprocess.Popen(words, stderr=subprocess.PIPE)
            try:
                wait("/ready to say storage", server.says_storage)
            finally:
                failing.send_signal(signal.SIGINT)
                failing.wait(timeout=30)
            wait("/ready after the disk works again", server.ready)
            require(server.process.poll() is None, "the server goes on")
    print("  a disk that fails under the server: reads go on, /ready says storage, and it recovers by itself")


def rotten(binary, count, seed):
    """Pages zeroed, the tail cut off: where SQLite finds the file unsound, so does rosmcp, and nothing panics."""
    dice = random.Random(seed)
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(5)
        it.run("backup", "create")
        fold(it)
        it.keep()
        good = it.database.read_bytes()
        named = 0
        for number in range(count):
            it.put_back()
            at = dice.randrange(len(good) // PAGE)
            bad = good[:at * PAGE] + bytes(PAGE) + good[(at + 1) * PAGE:] if number % 2 else good[:dice.randrange(1, len(good))]
            it.database.write_bytes(bad)
            what = f"page {at} zeroed" if number % 2 else f"cut to {len(bad)} bytes"
            for verb in (("device", "list"), ("key", "verify"), ("audit", "verify")):
                done = it.attempt(*verb)
                require(done.returncode in (0, *SAID) and "panic" not in done.stderr, f"{what}, {verb}: exit {done.returncode}: {done.stderr}")
            if sound(bad, it.folder / "looked-at.db"):
                continue
            done = it.attempt("doctor")
            require(done.returncode != 0 and "panic" not in done.stderr, f"{what}: the doctor sees nothing: {done.stdout}")
            require('"failed"' in done.stdout, f"{what}: the doctor names nothing: {done.stdout}")
            named += 1
            it.run("backup", "restore", str(it.finished_backups()[0]), "--in-place")
            it.credentials_open(5)
        require(named > 0, "nothing was damaged")
        print(f"  zeroed and truncated: {named} damaged databases named, each replaced by its backup")


def without_log(binary):
    """Without the log that a killed server left, the database is the whole one of an earlier moment."""
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(3)
        fold(it)
        before = it.database.read_bytes()
        log = it.state / "rosmcp.db-wal"
        # Whoever reads an earlier moment keeps what is new from being folded into the file.
        holder = sqlite3.connect(it.database, isolation_level=None)
        holder.execute("BEGIN")
        holder.execute("SELECT count(*) FROM devices").fetchone()
        it.add("late")
        require(log.exists() and log.stat().st_size > 0, "there is a log")
        require(it.database.read_bytes()[100:] == before[100:], "what is new is in the log")
        holder.close()
        log.unlink(missing_ok=True)
        it.database.write_bytes(before)
        it.credentials_open(3)
        it.trail_is_whole()
        print("  a deleted log: the database is as it was before, and whole")


def fold(it):
    with sqlite3.connect(it.database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def sound(content, aside):
    """SQLite's own word on it."""
    aside.write_bytes(content)
    try:
        with sqlite3.connect(f"file:{aside}?mode=ro&immutable=1", uri=True) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        return found
    except sqlite3.DatabaseError:
        return False


def run(binary, count, seed):
    failing_syncs(binary, 3 if count < 100 else 40)
    failing_server(binary)
    rotten(binary, count, seed)
    without_log(binary)
