"""Three years of backups against another implementation of restic's rules, written from its manual."""

import json
import random
import struct
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from installation import Installation, require, temporary

RULES = ("last", "hourly", "daily", "weekly", "monthly", "yearly")


def bucket(rule, at, number):
    week = at.isocalendar()
    return {
        "last": number,
        "hourly": (at.year, at.month, at.day, at.hour),
        "daily": (at.year, at.month, at.day),
        "weekly": (week[0], week[1]),
        "monthly": (at.year, at.month),
        "yearly": at.year,
    }[rule]


def kept(times, counts, within_days, now):
    """The numbers of those of `times` (newest first) that some rule keeps; those in the future take no other's place."""
    stays = set()
    for rule in RULES:
        left, last = counts.get(rule, 0), None
        for number, at in enumerate(times):
            oldest = number == len(times) - 1
            if at <= now and left > 0 and (bucket(rule, at, number) != last or oldest):
                stays.add(number)
                last = bucket(rule, at, number)
                left -= 1
    past = [at for at in times if at <= now]
    if within_days and past:
        stays |= {number for number, at in enumerate(times) if at > max(past) - timedelta(days=within_days)}
    return stays


def write(folder, header, at):
    """The clear part of a backup: all that a dry run looks at."""
    text = json.dumps({**header, "created_at": int(at.timestamp() * 1000)}, separators=(",", ":")).encode()
    (folder / f"{at:%Y%m%dT%H%M%S}.rosmcp").write_bytes(b"RMCB\x01" + struct.pack(">I", len(text)) + text)


def years(dice, now):
    """Backups of three years: daily with gaps, some hourly stretches, weeks that failed, and clocks that ran ahead."""
    at, times = now - timedelta(days=3 * 365), set()
    while at < now:
        if dice.random() < 0.02:
            at += timedelta(days=dice.randrange(1, 40))
        stretch = 24 if dice.random() < 0.01 else 1
        for hour in range(stretch):
            times.add((at + timedelta(hours=hour, seconds=dice.randrange(3600))).replace(microsecond=0))
        at += timedelta(days=1)
    times |= {now + timedelta(days=dice.randrange(1, 900)) for _ in range(dice.randrange(4))}
    return sorted((at for at in times if abs(at - now) > timedelta(minutes=5)), reverse=True)


def run(binary, rounds, seed):
    dice = random.Random(seed)
    with temporary() as folder:
        it = Installation(binary, folder)
        it.fill(1)
        # The one that verifies, without which nothing is judged. The others are headers alone.
        real = Path(it.run("backup", "create")["file"])
        with open(real, "rb") as file:
            length = struct.unpack(">I", file.read(9)[5:])[0]
            header = json.loads(file.read(length))
        made = datetime.fromtimestamp(header["created_at"] / 1000, timezone.utc)
        for _ in range(rounds):
            for file in it.finished_backups():
                if file != real:
                    file.unlink()
            now = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(seconds=1)
            times = years(dice, now)
            for at in times:
                write(it.backups, header, at)
            times = sorted([*times, made], reverse=True)
            counts = {rule: dice.randrange(1, 40) for rule in RULES if dice.random() < 0.5}
            within = dice.choice((0, 0, 7, 30, 400))
            if not counts and not within:
                counts = {"last": 3}
            words = [word for rule, count in counts.items() for word in (f"--keep-{rule}", str(count))]
            words += ["--keep-within", f"{within}d"] if within else []
            verdicts = it.run("backup", "prune", "--dry-run", *words)
            require(len(verdicts) == len(times), f"{len(verdicts)} verdicts on {len(times)} backups")
            names = set(RULES) | {"within"}
            by_rules = {number for number, verdict in enumerate(verdicts) if names & set(verdict["reasons"])}
            wanted = kept(times, counts, within, now)
            require(by_rules == wanted, f"{words} (seed {seed}): differ at {sorted(by_rules ^ wanted)[:5]}")
            for number, (at, verdict) in enumerate(zip(times, verdicts)):
                if at > now:
                    require(verdict["keep"], f"{verdict} lies in the future")
            newest = next(verdict for at, verdict in zip(times, verdicts) if at <= now)
            require(newest["keep"], f"{newest} is the newest")
        print(f"  three years of backups, {rounds} policies: as restic's rules say")


if __name__ == "__main__":
    import sys

    run(sys.argv[1], 20, int(time.time()))
