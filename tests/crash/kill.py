"""kill -9 at every system call of a kind that changes files.

strace counts per system call and per thread, so each call is tried on its own, with a growing number, until the process gets
through unharmed. (Several threads reach the same number one after another: the first one dies.)
"""

import os
import random
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

from installation import Installation, require, temporary

# How many kills a full run has for each verb at least.
POINTS = 300
# How a killed process ends; strace ends as what it traces.
KILLED = -signal.SIGKILL
CALLS = ("pwrite64", "write", "fsync", "fdatasync", "ftruncate", "unlink", "rename", "openat", "mkdir", "rmdir")


def points(installation, words, environment, call):
    """How many calls of that kind the run makes at most in one thread; the state is put back afterwards."""
    log = installation.folder / "trace"
    prefix = ("strace", "-f", "-qq", "-e", f"trace={call}", "-e", "signal=none", "-o", str(log))
    installation.put_back()
    done = installation.attempt(*words, environment=environment, prefix=prefix)
    require(done.returncode == 0, f"{words}: {done.stderr}")
    per_thread = {}
    for line in log.read_text(errors="replace").splitlines():
        thread = line.split(" ", 1)[0]
        if f"{call}(" in line:
            per_thread[thread] = per_thread.get(thread, 0) + 1
    return max(per_thread.values(), default=0)


def at_random(installation, words, environment, dice, seconds):
    """Kills the verb at a moment of its run; whether it was still running."""
    installation.put_back()
    running = installation.start(*words, environment=environment)
    time.sleep(dice.random() * seconds)
    running.kill()
    return running.wait() == KILLED


def sweep(name, installation, words, check, environment=None, sample=None, seed=0):
    """Kills the verb at its system calls, all of them or `sample` of each kind, and checks what is left each time.

    Where all of them are fewer than POINTS, it is killed at random moments as well until there were so many.
    """
    started, killed = time.monotonic(), 0
    dice = random.Random(seed)

    def checked(point):
        try:
            check()
        except Exception as error:
            raise type(error)(f"{name}, killed at {point} (seed {seed}): {error}") from error

    for call in CALLS:
        numbers = range(1, points(installation, words, environment, call) + 1)
        if sample is not None and len(numbers) > sample:
            numbers = sorted(dice.sample(numbers, sample))
        for number in numbers:
            installation.put_back()
            prefix = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}")
            done = installation.attempt(*words, environment=environment, prefix=prefix)
            if done.returncode == 0:
                continue
            require(done.returncode == KILLED, f"{name}, {call} number {number}: exit {done.returncode}, not killed: {done.stderr}")
            killed += 1
            checked(f"{call} number {number}")
    installation.put_back()
    unharmed = time.monotonic()
    installation.run(*words, environment=environment)
    unharmed = time.monotonic() - unharmed
    wanted = POINTS if sample is None else killed + sample
    for _ in range(10 * wanted):
        if killed >= wanted:
            break
        if at_random(installation, words, environment, dice, unharmed):
            killed += 1
            checked("a random moment")
    require(killed > 0, f"{name}: nothing was killed, so nothing was tried")
    print(f"  {name}: killed {killed} times, nothing lost ({time.monotonic() - started:.0f} s)")


def nothing_left_over(it):
    """What a killed run has left, the next one clears."""
    left = [entry.name for entry in it.state.rglob("*") if entry.name.endswith((".work", ".partial"))]
    require(not left, f"left over: {left}")


def changes(binary, devices, **options):
    """A change is there with its row, or neither is."""
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(devices)
        it.run("token", "create", "first", "--role", "read_only")
        it.keep()
        password = it.folder / "password"
        password.write_text("a password")
        password.chmod(0o600)

        def check():
            it.trail_is_whole()
            it.credentials_open(it.rows("SELECT count(*) FROM devices")[0][0])
            it.every_change_has_its_row()

        for words in (
            ("device", "add", "late", "--host", "192.0.2.1", "--username", "u", "--password-file", str(password), "--no-check"),
            ("device", "remove", "r0"),
            ("token", "create", "second", "--role", "read_only"),
        ):
            sweep(" ".join(words[:2]), it, words, check, **options)


def rotate(binary, devices, **options):
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(devices)
        it.keep()

        def check():
            it.credentials_open(devices)
            it.run("key", "rotate")
            it.credentials_open(devices)
            keys = it.run("key", "status")["data_keys"]
            require(sum(key["credentials"] for key in keys if key["state"] == "active") == devices, f"all under one key: {keys}")
            it.trail_is_whole()
            it.every_change_has_its_row()

        sweep("key rotate", it, ("key", "rotate"), check, **options)


def outer_key(binary, devices, **options):
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(devices)
        it.keep()
        both = it.with_keys(1, 0)

        def check():
            # Whoever has both keys always gets in; and whoever has only the old one, until `key retire`.
            it.credentials_open(devices, both)
            it.credentials_open(devices, it.with_keys(0))
            it.run("key", "rotate", "--outer", environment=both)
            it.credentials_open(devices, it.with_keys(1))
            it.trail_is_whole(both)

        sweep("key rotate --outer", it, ("key", "rotate", "--outer"), check, environment=both, **options)
        it.put_back()
        it.run("key", "rotate", "--outer", environment=both)
        it.keep()
        retire = ("key", "retire", "--without-backup")

        def check_retired():
            it.credentials_open(devices, it.with_keys(1))
            it.run(*retire, environment=both)
            it.credentials_open(devices, it.with_keys(1))
            require(it.attempt("key", "verify", environment=it.with_keys(0)).returncode == 10, "the old key is locked out")
            it.trail_is_whole(it.with_keys(1))

        sweep("key retire", it, retire, check_retired, environment=both, **options)


def create(binary, devices, **options):
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(devices)
        it.run("backup", "create")
        it.keep()

        def check():
            it.backups_are_sound(1)
            it.run("backup", "create")
            it.backups_are_sound(2)
            nothing_left_over(it)

        sweep("backup create", it, ("backup", "create"), check, **options)


def prune(binary, devices, **options):
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(devices)
        for _ in range(4):
            it.run("backup", "create")
        it.keep()
        newest = it.finished_backups()[-1].name

        def check():
            names = [file.name for file in it.finished_backups()]
            require(newest in names, f"the newest stays: {names}")
            it.backups_are_sound(1)
            it.run("backup", "prune", "--keep-last", "1")
            require([file.name for file in it.finished_backups()] == [newest], "what was left goes the next time")

        sweep("backup prune", it, ("backup", "prune", "--keep-last", "1"), check, **options)


def restore(binary, devices, **options):
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(devices)
        it.run("backup", "create")
        it.add("late")
        it.keep()
        file = str(it.finished_backups()[0])

        def check():
            count = len(it.run("device", "list"))
            require(count in (devices, devices + 1), f"the old database or the restored one: {count} devices")
            it.credentials_open(count)
            it.trail_is_whole()
            it.run("backup", "restore", file, "--in-place")
            it.credentials_open(devices)

        sweep("backup restore --in-place", it, ("backup", "restore", file, "--in-place"), check, **options)


def restore_beside(binary, devices, **options):
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(devices)
        it.run("backup", "create")
        it.keep()
        place = it.state / "beside" / "new.db"
        words = ("backup", "restore", str(it.finished_backups()[0]), "--to", str(place))
        there = {**it.environment, "ROUTEROS_MCP_DATABASE_URL": f"sqlite:///{place}"}

        def check():
            it.credentials_open(devices)
            if not place.exists():
                it.run(*words)
            it.credentials_open(devices, there)
            it.trail_is_whole(there)

        sweep("backup restore --to", it, words, check, **options)


def migrate(binary, first_schema, **options):
    """From the schema of the first release, with an audit trail that has no hashes yet."""
    with temporary() as folder:
        it = Installation(binary, folder)
        sql = first_schema.read_text()
        with sqlite3.connect(it.database) as connection:
            connection.executescript(f"PRAGMA application_id = {0x724F536D}; PRAGMA journal_mode = WAL; {sql}")
            connection.execute("CREATE TABLE schema_migrations (version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)")
            connection.execute("INSERT INTO schema_migrations VALUES (1, ?, ?, 1)", (first_schema.stem, sha256(sql.encode()).hexdigest()))
            for seq in range(1, 51):
                connection.execute("INSERT INTO audit_events (seq, at, issuer, subject, request_id, action, outcome, duration_ms) VALUES (?, 1, 'i', 's', 'r', 'a', 'ok', 0)", (seq,))
            connection.execute("UPDATE sequences SET value = 50")
        connection.close()
        it.keep()

        def check():
            for backup in it.state.glob("*.backup"):
                with sqlite3.connect(f"file:{backup}?mode=ro", uri=True) as copy:
                    require(copy.execute("PRAGMA integrity_check").fetchone() == ("ok",), f"{backup.name} is sound")
            status = it.run("migrate", "--status")
            require([row["version"] for row in status["applied"]] == list(range(1, len(status["applied"]) + 1)), f"whole migrations: {status}")
            it.run("migrate")
            require(it.run("migrate", "--check")["pending"] == [], "nothing is pending")
            require(it.trail_is_whole()["last"] >= 50, "all rows are there")
            nothing_left_over(it)

        sweep("migrate", it, ("migrate",), check, **options)


def all_sweeps(binary, migrations, devices, **options):
    """Every verb in a place of its own, as many at once as there are processors."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        sweeps = [pool.submit(migrate, binary, migrations / "V001__first_schema.sql", **options)]
        sweeps += [pool.submit(verb, binary, devices, **options) for verb in (changes, rotate, outer_key, create, prune, restore, restore_beside)]
        for done in sweeps:
            done.result()
