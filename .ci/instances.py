"""Three servers over one PostgreSQL: instances.py [BINARY].

Each device is checked once per interval, backups are made once, a plan whose run was killed is taken up once, news reach the
subscribers of every server, all follow a change of keys, and when the server that has the clockwork is killed another goes on.
Installs and starts PostgreSQL itself; BINARY must have been built with the feature postgres.
"""

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from postgres_server import Postgres, install, with_all_features
from processes import Installation, lab, serve
from streams import request, wait_for as wait_for_word

SERVERS = 3
ROUTERS = 3
INTERVAL = 15
# How far a check may be off its time: the jitter, the tick of the clockwork, a slow machine.
SLACK = 4
PATIENCE = 120
FLAGS = ("--allow-advanced-writes", "--allow-professional-workflows", "--allow-firewall-writes")


def wait(what, condition):
    deadline = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited for {what}"
        time.sleep(0.1)
    return found


def stream(port, uri):
    listening = socket.create_connection(("127.0.0.1", port), timeout=30)
    listening.sendall(request(port, "subscriptions/listen", {"notifications": {"resourceSubscriptions": [uri]}}))
    wait_for_word([listening], b"subscriptions/acknowledged", 60)
    return listening


class Fleet:
    """The servers, their database and the routers."""

    def __init__(self, postgres, first, others, routers, backups):
        self.postgres, self.first, self.routers = postgres, first, routers
        self.installations, self.backups, self.running = [first, *others], backups, []

    def rows(self, sql):
        return self.postgres.sql(sql, "fleet")

    def log(self, installation):
        return (installation.folder / "serve.log").read_text()

    def leader(self):
        """The number of the server that took the clockwork last."""
        took = [number for number, it in enumerate(self.installations) if "ours=true" in self.log(it)]
        assert len(took) == 1, f"the clockwork is with {took}"
        return took[0]

    def checks(self):
        """The times of the checks of each device, seconds."""
        times = {}
        for device, at in self.rows("SELECT device_id, at FROM health_checks ORDER BY device_id, at"):
            times.setdefault(device, []).append(int(at) / 1000)
        return times

    def gaps(self):
        return [after - before for times in self.checks().values() for before, after in zip(times, times[1:])]


def news(fleet):
    """What a verb on the command line changes, and what one server does, is told by all of them."""
    heard = [stream(server.port, "fleet://devices/lab") for server in fleet.running]
    fleet.first.run("device", "edit", "edge0", "--tag", "site=ams")
    took = wait_for_word(heard, b"resources/updated", 30)
    trails = [stream(server.port, "audit://events/recent") for server in fleet.running]
    with contextlib.closing(socket.create_connection(("127.0.0.1", fleet.running[0].port), timeout=30)) as caller:
        caller.sendall(request(fleet.running[0].port, "tools/call", {"name": "device_list", "arguments": {}}, "device_list"))
        also = wait_for_word(trails, b"resources/updated", 30)
    for listening in heard + trails:
        listening.close()
    print(f"  {took:.2f} s after a verb, {also:.2f} s after a call every server's subscribers knew")


def keys(fleet):
    """All servers go on after the data key was changed by a verb."""
    fleet.first.run("key", "rotate")
    for server in fleet.running:
        with contextlib.closing(socket.create_connection(("127.0.0.1", server.port), timeout=60)) as caller:
            arguments = {"device": "edge0", "menu": "system/identity"}
            text = request(server.port, "tools/call", {"name": "menu_read", "arguments": arguments}, "menu_read")
            caller.sendall(text.replace(b"Mcp-Name:", b"Mcp-Param-Device: edge0\r\nMcp-Name:"))
            wait_for_word([caller], b"lab-1", 60)


def kill_an_apply(fleet):
    """The id of a plan whose run was killed after the guard was on the router."""
    rows = [{"op": "add", "menu": "ip/firewall/address-list", "values": {"list": "killed", "address": f"192.0.2.{n}"}} for n in range(1, 9)]
    for _ in range(5):
        made = json.loads(fleet.first.run("plan", "create", "edge1", "--steps", json.dumps(rows), "-o", "json"))
        words = [fleet.first.binary, "plan", "apply", made["plan_id"], "--digest", made["digest"]]
        run_of_it = subprocess.Popen(words, env=fleet.first.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        guarded = f"SELECT 1 FROM plan_devices WHERE plan_id = '{made['plan_id']}' AND guard IS NOT NULL"
        while run_of_it.poll() is None and not fleet.rows(guarded):
            pass
        run_of_it.kill()
        if run_of_it.wait() != 0:
            return made["plan_id"]
        fleet.first.run("plan", "create", "edge1", "--recipe", "identity", "--param", "name=lab-2", "--reason", "again")
    raise AssertionError("no run could be killed in time")


def taken_up(fleet, plan):
    """The plan was settled by one of the servers, and the router is as planned or as before."""
    def settled():
        state = fleet.rows(f"SELECT state FROM plans WHERE id = '{plan}'")[0][0]
        return state if state not in ("applying", "confirming", "rolling_back") else None

    state = wait("the plan to be taken up", settled)
    took = [fleet.log(it).count("took up an unfinished change") for it in fleet.installations]
    rows = [row for row in fleet.routers[1].rows("ip/firewall/address-list") if row["list"] == "killed"]
    assert len(rows) == {"applied": 8, "rolled_back": 0, "approved": 0}[state], f"{state}: {rows}"
    assert sum(took) == 1, f"taken up {took} times"


def steady(fleet):
    """Each device is checked once per interval, by one server; the backup that was due was made once."""
    wait("three checks of each device", lambda: len(checks := fleet.checks()) == ROUTERS and all(len(t) >= 3 for t in checks.values()))
    gaps = fleet.gaps()
    assert min(gaps) >= INTERVAL - SLACK, f"a device was checked twice: {sorted(gaps)[:5]}"
    runs = wait("a backup", lambda: fleet.rows("SELECT ok FROM backup_runs WHERE kind = 'create'"))
    assert runs == [("t",)] and len(list(fleet.backups.glob("*.rosmcp"))) == 1, runs
    print(f"  gaps between checks {min(gaps):.1f} to {max(gaps):.1f} s, one backup")


def failover(fleet):
    """When the server with the clockwork is killed, another goes on, and no device goes unchecked for two intervals."""
    killed = fleet.leader()
    fleet.running[killed].process.kill()
    now = time.time()
    wait("checks by another", lambda: all(max(times) > now + 1 for times in fleet.checks().values()))
    others = [it for number, it in enumerate(fleet.installations) if number != killed]
    assert sum("ours=true" in fleet.log(it) for it in others) == 1
    gaps = fleet.gaps()
    assert INTERVAL - SLACK <= min(gaps) and max(gaps) <= 2 * INTERVAL + SLACK, f"{min(gaps)} to {max(gaps)} s"
    print(f"  gaps between checks {min(gaps):.1f} to {max(gaps):.1f} s with a server killed")


def check(binary, postgres, stack):
    installations = [stack.enter_context(Installation(binary)) for _ in range(SERVERS)]
    routers = stack.enter_context(lab(installations[0], ROUTERS))
    backups = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rosmcp-backups-")))
    first = installations[0]
    first.environment |= {
        "ROUTEROS_MCP_DATABASE_URL": postgres.database("fleet"),
        "ROUTEROS_MCP_HEALTH_CHECK_INTERVAL_SECONDS": str(INTERVAL),
        "ROUTEROS_MCP_HEALTH_CHECK_JITTER_SECONDS": "1",
        "ROUTEROS_MCP_BACKUP_DIR": str(backups),
        "ROUTEROS_MCP_BACKUP_DAILY_AT": "00:00",
    }
    for it in installations[1:]:
        it.environment |= {name: value for name, value in first.environment.items() if name.startswith("ROUTEROS_MCP_")}
    for number, router in enumerate(routers):
        first.add(router, f"edge{number}")
        first.run("device", "edit", f"edge{number}", *FLAGS)
    fleet = Fleet(postgres, first, installations[1:], routers, backups)
    for it in installations:
        fleet.running.append(stack.enter_context(serve(it)))
    plan = kill_an_apply(fleet)
    for part in (news, keys, steady):
        part(fleet)
        print(f"ok  {part.__doc__}", flush=True)
    taken_up(fleet, plan)
    print(f"ok  {taken_up.__doc__}", flush=True)
    failover(fleet)
    print(f"ok  {failover.__doc__}", flush=True)


def main():
    install()
    binary = with_all_features(*sys.argv[1:])
    with Postgres() as postgres, contextlib.ExitStack() as stack:
        check(binary, postgres, stack)


if __name__ == "__main__":
    main()
