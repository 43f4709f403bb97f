"""Backups while 200 transactions a second are written: each restores to a whole moment, and to none before it began."""

import sqlite3
import threading
import time
from pathlib import Path

from installation import Installation, require, temporary

RATE = 200
PAUSE = 1.0


class Writer(threading.Thread):
    """Counts up two rows in one transaction, again and again; `acknowledged` is the last number that is on disk."""

    def __init__(self, database):
        super().__init__()
        self.database, self.acknowledged, self.ending = database, 0, threading.Event()

    def run(self):
        connection = sqlite3.connect(self.database, timeout=60, isolation_level=None)
        connection.execute("PRAGMA synchronous = FULL")
        for name in ("load-a", "load-b"):
            connection.execute("INSERT INTO sequences VALUES (?, 0)", (name,))
        due = time.monotonic()
        while not self.ending.is_set():
            number = self.acknowledged + 1
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE sequences SET value = ? WHERE name = 'load-a'", (number,))
            connection.execute("UPDATE sequences SET value = ? WHERE name = 'load-b'", (number,))
            connection.execute("COMMIT")
            self.acknowledged = number
            due += 1 / RATE
            time.sleep(max(0.0, due - time.monotonic()))
        connection.close()


def run(binary, backups):
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(5)
        writer = Writer(it.database)
        writer.start()
        try:
            started, made = time.monotonic(), []
            for _ in range(backups):
                time.sleep(PAUSE)
                before = writer.acknowledged
                file = Path(it.run("backup", "create")["file"])
                made.append((file, before, writer.acknowledged + 1))
            require(writer.is_alive(), f"the writer ended at {writer.acknowledged}")
            rate = writer.acknowledged / (time.monotonic() - started)
        finally:
            writer.ending.set()
            writer.join()
        for number, (file, before, after) in enumerate(made):
            place = Path(folder) / f"restored-{number}.db"
            it.run("backup", "restore", str(file), "--to", str(place))
            with sqlite3.connect(place) as connection:
                rows = dict(connection.execute("SELECT name, value FROM sequences WHERE name LIKE 'load-%'"))
            connection.close()
            require(rows["load-a"] == rows["load-b"], f"half a transaction: {rows}")
            require(before <= rows["load-a"] <= after, f"between {before} and {after} were acknowledged: {rows}")
            there = {**it.environment, "ROUTEROS_MCP_DATABASE_URL": f"sqlite:///{place}"}
            it.credentials_open(5, there)
            it.trail_is_whole(there)
        print(f"  {backups} backups under {rate:.0f} writes a second, each a whole moment")
