"""What must not be lost, whatever happens: kills, power cuts, full disks, flipped bits, jumping clocks.

    run.py BINARY           a sample, in a few minutes
    run.py BINARY --full    every point, in an hour or two
    run.py BINARY --only kill --seed 7

Needs Linux, root, strace, and for the rest of it FUSE with fusepy, libeatmydata, libfaketime; what is missing is said.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import clock
import disk
import faults
import flips
import kill
import load
import retention

ROOT = Path(__file__).resolve().parents[2]


def power(binary, devices, sample, seed):
    try:
        import powercut
        import fuse  # noqa: F401
    except (ImportError, OSError) as error:
        print(f"  SKIPPED: power cuts: {error}")
        return
    if not os.access("/dev/fuse", os.W_OK):
        print("  SKIPPED: power cuts, for there is no /dev/fuse")
        return
    powercut.run(binary, devices, sample, seed)


def disks(binary, steps):
    if os.geteuid() != 0:
        print("  SKIPPED: full disks, for mounting needs root")
        return
    disk.run(binary, steps)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("binary")
    arguments.add_argument("--full", action="store_true")
    arguments.add_argument("--only", choices=("kill", "power", "disk", "flips", "retention", "clock", "faults", "load"))
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    given = arguments.parse_args()
    full, binary, seed = given.full, given.binary, given.seed
    print(f"seed {seed}")
    parts = {
        "retention": lambda: retention.run(binary, 200 if full else 5, seed),
        "clock": lambda: clock.run(binary),
        "flips": lambda: flips.run(binary, 2500 if full else 15, seed),
        "disk": lambda: disks(binary, range(0, 2048, 4) if full else (0, 16, 64, 256, 1024)),
        "faults": lambda: faults.run(binary, 400 if full else 6, seed),
        "load": lambda: load.run(binary, 60 if full else 4),
        "power": lambda: power(binary, 20 if full else 3, None if full else 12, seed),
        "kill": lambda: kill.all_sweeps(binary, ROOT / "migrations", 500 if full else 5, sample=None if full else 1, seed=seed),
    }
    failed = []
    for name, part in parts.items():
        if given.only in (None, name):
            print(name, flush=True)
            try:
                part()
            except Exception as error:
                failed.append(name)
                print(f"  FAILED: {error}", flush=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
