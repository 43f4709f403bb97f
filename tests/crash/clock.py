"""Clocks that jump: keys open and backups are made whatever the date, and nothing is deleted on the word of a wrong clock."""

from pathlib import Path

from installation import Installation, require, temporary

FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))), None)


def run(binary):
    if not FAKETIME:
        print("  SKIPPED: clock jumps, for there is no libfaketime")
        return
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(3)
        it.run("backup", "create")
        for jump in ("+400d", "-400d", "+20y"):
            wrong = {**it.environment, "LD_PRELOAD": str(FAKETIME), "FAKETIME": jump, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
            it.credentials_open(3, wrong)
            it.trail_is_whole(wrong)
            done = it.attempt("backup", "prune", "--keep-last", "1", environment=wrong)
            require(done.returncode == 4, f"{jump}: prune exited {done.returncode}: {done.stderr}")
            made = Path(it.run("backup", "create", environment=wrong)["file"])
            it.run("backup", "verify", str(made))
            it.run("key", "rotate", environment=wrong)
            it.credentials_open(3)
        # The right time again: what the wrong clock dated is neither lost nor the reason why something else is.
        it.run("backup", "create")
        newest = it.run("backup", "create")["file"]
        it.run("backup", "prune", "--keep-last", "1")
        require(Path(newest).exists(), "the newest of the right time stays")
        it.backups_are_sound(2)
        it.trail_is_whole()
        print("  clock jumps of 400 days and 20 years: nothing lost, nothing deleted")
