"""Backups while 200 changes a second are written, and a server audits calls: each restores to a whole moment.

Who writes changes is late where a disk syncs slowly, and then writes all that is due in one transaction, as rosmcp does with its
audit trail: so the rate is the same on every disk, and each change is acknowledged when its transaction is durable.
"""

import sqlite3
import threading
import time
from pathlib import Path

from disk import Client, Serving
from installation import require, temporary

RATE = 200
PAUSE = 1.0
CALLERS = 4


class Writer(threading.Thread):
    """Counts up two rows in one transaction, again and again; `acknowledged` is the last number that is on disk."""

    def __init__(self, database):
        super().__init__()
        self.database, self.acknowledged, self.transactions, self.ending = database, 0, 0, threading.Event()

    def run(self):
        connection = sqlite3.connect(self.database, timeout=60, isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        for name in ("load-a", "load-b"):
            connection.execute("INSERT INTO sequences VALUES (?, 0)", (name,))
        started = time.monotonic()
        while not self.ending.is_set():
            due = int((time.monotonic() - started) * RATE)
            if due == self.acknowledged:
                time.sleep(1 / RATE)
                continue
            connection.execute("BEGIN IMMEDIATE")
            for number in range(self.acknowledged + 1, due + 1):
                for name in ("load-a", "load-b"):
                    connection.execute("UPDATE sequences SET value = ? WHERE name = ?", (number, name))
            connection.execute("COMMIT")
            self.acknowledged, self.transactions = due, self.transactions + 1
        connection.close()


class Caller(threading.Thread):
    """Calls a tool of the server again and again; each call becomes a row of the trail."""

    def __init__(self, port):
        super().__init__()
        self.client, self.answered, self.failed, self.ending = Client(port), 0, None, threading.Event()

    def run(self):
        self.client.begin()
        while not self.ending.is_set() and self.failed is None:
            status, text = self.client.devices()
            self.answered += 1
            if status != 200:
                self.failed = f"{status} {text}"


def backups_made(it, writer, count):
    """The file of each backup, and between which numbers it was made."""
    made = []
    for _ in range(count):
        time.sleep(PAUSE)
        before = writer.acknowledged
        file = Path(it.run("backup", "create")["file"])
        # The transaction under way may be in it, as far as it was due by now.
        made.append((file, before, writer.acknowledged + RATE))
    return made


def restores_to_a_moment(it, file, before, after, place):
    it.run("backup", "restore", str(file), "--to", str(place))
    with sqlite3.connect(place) as connection:
        rows = dict(connection.execute("SELECT name, value FROM sequences WHERE name LIKE 'load-%'"))
        head = connection.execute("SELECT seq, hash FROM audit_events ORDER BY seq DESC LIMIT 1").fetchone()
        events = connection.execute("SELECT count(*) FROM audit_events").fetchone()[0]
    connection.close()
    require(rows["load-a"] == rows["load-b"], f"half a transaction: {rows}")
    require(before <= rows["load-a"] <= after, f"between {before} and {after} were acknowledged: {rows}")
    require(events == head[0], f"{events} rows of the trail up to row {head[0]}")
    # A hash covers all rows before its own.
    require(it.rows(f"SELECT hash FROM audit_events WHERE seq = {int(head[0])}") == [(head[1],)], "no beginning of the trail that went on")
    there = {**it.environment, "ROUTEROS_MCP_DATABASE_URL": f"sqlite:///{place}"}
    it.credentials_open(2, there)
    it.trail_is_whole(there)


def run(binary, backups):
    with temporary() as folder, Serving(binary, folder, ROUTEROS_MCP_RATE_LIMIT_ENABLED="false") as serving:
        it, writer = serving.it, Writer(serving.it.database)
        callers = [Caller(serving.client.port) for _ in range(CALLERS)]
        started = time.monotonic()
        for thread in (writer, *callers):
            thread.start()
        try:
            made = backups_made(it, writer, backups)
            require(writer.is_alive(), f"the writer ended at {writer.acknowledged}")
            passed = time.monotonic() - started
            rate, calls = writer.acknowledged / passed, sum(caller.answered for caller in callers) / passed
        finally:
            for thread in (writer, *callers):
                thread.ending.set()
            for thread in (writer, *callers):
                thread.join()
        failed = [caller.failed for caller in callers if caller.failed]
        require(not failed, f"a call failed: {failed}")
        require(rate >= 0.9 * RATE, f"only {rate:.0f} changes a second were written")
        for number, (file, before, after) in enumerate(made):
            restores_to_a_moment(it, file, before, after, Path(folder) / f"restored-{number}.db")
        print(f"  {backups} backups under {rate:.0f} changes (in {writer.transactions / passed:.0f} transactions) and {calls:.0f} audited calls a second, each a whole moment")
