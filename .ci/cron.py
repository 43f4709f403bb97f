"""The shipped cron line of the daily backup: cron.py BINARY. It runs as cron runs it, only with places of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

from processes import Installation

ROOT = Path(__file__).resolve().parent.parent
PLACES = {
    "/etc/routeros-mcp/config.env": "config.env",
    "/usr/local/bin/rosmcp": "rosmcp",
    "/var/backups/routeros-mcp": "backups",
}


def command():
    """What the shipped line runs, behind its five times and its user."""
    lines = (ROOT / "packaging/cron/routeros-mcp-backup").read_text().splitlines()
    [line] = [line for line in lines if re.match(r"^[0-9*]", line)]
    times, user, rest = line.split(None, 6)[:5], line.split(None, 6)[5], line.split(None, 6)[6]
    assert user == "mcp" and all(re.fullmatch(r"[0-9*/,-]+", time) for time in times), line
    assert "%" not in rest, "cron makes a percent sign a line end"
    return rest


def start(line, folder):
    """Runs it as cron does."""
    environment = {"SHELL": "/bin/sh", "PATH": "/usr/bin:/bin", "HOME": str(folder), "LOGNAME": "mcp"}
    return subprocess.Popen(["/bin/sh", "-c", line], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def cron(binary):
    """The line makes a backup and says nothing; two at once do not pile up; with a wrong key it complains and makes none."""
    with Installation(binary) as installation:
        folder = installation.folder
        line = command()
        for place, name in PLACES.items():
            assert place in line, f"{place} is not in the line any more"
            line = line.replace(place, str(folder / name))
        os.symlink(Path(binary).resolve(), folder / "rosmcp")
        (folder / "backups").mkdir(mode=0o700)
        names = [name for name in installation.environment if name.startswith("ROUTEROS_MCP_")]
        lines = [f"{name}={installation.environment[name]}\n" for name in names]
        (folder / "config.env").write_text("".join(lines))
        installation.run("device", "add", "edge", "--host", "192.0.2.1", "--username", "u", "--password-stdin", "--no-check", stdin="p")

        def backups():
            return sorted((folder / "backups").glob("*.rosmcp"))

        first = start(line, folder)
        said = first.communicate(timeout=60)
        assert first.returncode == 0 and said == ("", ""), f"exit {first.returncode}: {said}"
        [file] = backups()
        installation.run("backup", "verify", str(file))
        both = [start(line, folder) for _ in range(2)]
        said = [one.communicate(timeout=60)[1] for one in both]
        codes = sorted(one.returncode for one in both)
        assert codes in ([0, 0], [0, 11]), f"exit {codes}: {said}"
        assert len(backups()) == 1 + codes.count(0), backups()
        (folder / "config.env").write_text("".join(lines).replace(installation.environment["ROUTEROS_MCP_ENCRYPTION_KEY"], installation.run("keygen").strip()))
        wrong = start(line, folder)
        said = wrong.communicate(timeout=60)
        assert wrong.returncode == 10 and said[1], f"exit {wrong.returncode}: {said}"
        assert len(backups()) == 1 + codes.count(0), backups()


def main():
    binary = sys.argv[1]
    cron(binary)
    print(f"ok  {cron.__doc__}")


if __name__ == "__main__":
    main()
