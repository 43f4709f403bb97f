"""The power goes: what was acknowledged is there afterwards, and what was not is as if it had never been.

Each verb runs on a file system that forgets what was not synced. After every sync there is a snapshot of what would survive a
cut at that moment, and each of them has to hold. The control runs without syncs and must lose something: a test that passes
then too would prove nothing.
"""

import contextlib
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

from installation import Failure, Installation, require, temporary

EATMYDATA = next(iter(sorted(Path("/usr/lib").glob("*/libeatmydata.so"))), None)


@contextlib.contextmanager
def forgetful(mountpoint, snapshots, names):
    snapshots.mkdir()
    script = Path(__file__).with_name("forgetfs.py")
    process = subprocess.Popen([sys.executable, str(script), str(mountpoint), str(snapshots), names], stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 20
        while not mountpoint.is_mount():
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the file system does not start: {process.stderr.read().decode()}")
            time.sleep(0.02)
        yield
    finally:
        subprocess.run(["umount", str(mountpoint)], check=False, capture_output=True)
        process.terminate()
        process.wait(timeout=20)


class Story:
    """What was acknowledged, and after which snapshot."""

    def __init__(self, it, snapshots):
        self.it, self.snapshots, self.steps = it, snapshots, []

    def now(self):
        return max((int(place.name) for place in self.snapshots.iterdir()), default=0)

    def acknowledged(self, **facts):
        last = self.steps[-1][1] if self.steps else {"devices": 0, "backups": 0, "outer": 0}
        self.steps.append((self.now(), {**last, **facts}))

    def facts_at(self, snapshot):
        """What had been acknowledged when that snapshot was taken, and what was being done."""
        before = [facts for at, facts in self.steps if at <= snapshot]
        after = [facts for at, facts in self.steps if at > snapshot]
        start = {"devices": 0, "backups": 0, "outer": 0}
        return (before[-1] if before else start), (after[0] if after else self.steps[-1][1])


def tell(it, story, devices):
    for number in range(devices):
        it.add(f"r{number}")
        story.acknowledged(devices=number + 1)
    it.run("backup", "create")
    story.acknowledged(backups=1)
    it.run("key", "rotate")
    story.acknowledged()
    it.run("backup", "create")
    story.acknowledged(backups=2)
    it.run("backup", "prune", "--keep-last", "1")
    story.acknowledged(backups=1)
    it.run("key", "rotate", "--outer", environment=it.with_keys(1, 0))
    story.acknowledged(outer=1)


def survives(it, snapshot, done, doing):
    """Checks one state that a cut has left, in an installation of its own."""
    shutil.rmtree(it.state)
    shutil.copytree(snapshot, it.state)
    both = it.with_keys(1, 0)
    if not it.database.exists():
        require(done["devices"] == 0, "the database is gone")
        return
    count = len(it.run("device", "list", environment=both))
    require(done["devices"] <= count <= doing["devices"], f"{done['devices']} devices were acknowledged, {count} are there")
    it.credentials_open(count, both)
    it.trail_is_whole(both)
    if done["outer"]:
        it.credentials_open(count, it.with_keys(1))
    backups = it.finished_backups() if it.backups.exists() else []
    require(len(backups) >= min(done["backups"], doing["backups"]), f"{done['backups']} backups were acknowledged, {len(backups)} are there")
    for file in backups:
        it.run("backup", "verify", str(file), environment=both)


def cut(binary, names, devices, sample, seed):
    with temporary() as folder:
        it = Installation(binary, folder)
        snapshots = Path(folder) / "snapshots"
        with forgetful(it.state, snapshots, names):
            story = Story(it, snapshots)
            tell(it, story, devices)
        numbers = range(1, story.now() + 1)
        if sample is not None and len(numbers) > sample:
            chosen = set(random.Random(seed).sample(numbers, sample)) | {at for at, _ in story.steps if at}
            numbers = sorted(chosen)
        for number in numbers:
            try:
                survives(it, snapshots / str(number), *story.facts_at(number))
            except Failure as error:
                raise Failure(f"power cut after sync {number} of {story.now()}, names {names} (seed {seed}): {error}") from error
        print(f"  power cut, names {names}: {len(numbers)} of {story.now()} moments, nothing acknowledged is lost")


def control(binary):
    """Without syncs something must be lost, or the cuts above show nothing."""
    with temporary() as folder:
        it = Installation(binary, folder)
        it.environment["LD_PRELOAD"] = str(EATMYDATA)
        snapshots = Path(folder) / "snapshots"
        with forgetful(it.state, snapshots, "late"):
            for number in range(3):
                it.add(f"r{number}")
        del it.environment["LD_PRELOAD"]
        left = max(snapshots.iterdir(), key=lambda place: int(place.name), default=None)
        kept = (left / "rosmcp.db").exists() if left else False
        if kept:
            shutil.rmtree(it.state)
            shutil.copytree(left, it.state)
            found = it.attempt("device", "list")
            kept = found.returncode == 0 and found.stdout.count("192.0.2.1") == 3
        require(not kept, "without syncs nothing was lost: the test of power cuts tests nothing")
        print("  control without syncs: loses what was acknowledged, as it must")


def run(binary, devices, sample, seed):
    for names in ("late", "early"):
        cut(binary, names, devices, sample, seed)
    if EATMYDATA:
        control(binary)
    else:
        print("  SKIPPED: the control, for there is no libeatmydata")
