"""The Prometheus exporter mktxp against a simulated router: api_mktxp.py, the router's JSON line on stdin."""

import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import api_checks
from librouteros import connect

LIMIT = 90
METRIC = re.compile(r"^(mktxp_[a-z0-9_]+)\{(.*)\} (\S+)$", re.MULTILINE)

router = api_checks.router()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def configure(folder, port):
    # What would ask the internet, and what the lab answers "unsupported" to: access points, commands that watch ports.
    off = "".join(f"    {name} = False\n" for name in ("public_ip", "capsman", "capsman_clients", "monitor", "poe"))
    (folder / "mktxp.conf").write_text(
        f"[router]\n    hostname = {router['address']}\n    port = {router['api_tls_port']}\n"
        f"    username = {router['username']}\n    password = {router['password']}\n"
        f"    use_ssl = True\n    no_ssl_certificate = False\n    ssl_certificate_verify = False\n"
        f"    ssl_check_hostname = False\n{off}"
        "[default]\n    enabled = True\n"
    )
    (folder / "_mktxp.conf").write_text(f"[MKTXP]\n    listen = '127.0.0.1:{port}'\n    verbose_mode = False\n")


def scrape(process, port):
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=LIMIT) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("mktxp does not answer")


def labels(text):
    return dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', text))


def truth():
    def insecure(sock):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(sock)

    api = connect(router["address"], router["username"], router["password"], port=router["api_tls_port"], ssl_wrapper=insecure)
    interfaces = {row["name"] for row in api.path("interface")}
    resource = next(iter(api("/system/resource/print")))
    rules = len(list(api.path("ip", "firewall", "filter")))
    held = [row for row in api.path("ip", "dhcp-server", "lease") if row.get("status") == "bound"]
    used = len(list(api.path("ip", "pool", "used")))
    api.close()
    return interfaces, resource, rules, held, used


def total(metric):
    return sum(value for _, value in metrics.get(metric, []))


with tempfile.TemporaryDirectory() as name:
    folder, port = Path(name), free_port()
    configure(folder, port)
    program = Path(sys.executable).parent / "mktxp"
    with open(folder / "log", "w+") as log:
        process = subprocess.Popen([program, "--cfg-dir", str(folder), "export"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            text = scrape(process, port)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
            log.seek(0)
            said = log.read()

metrics = {}
for metric, labelled, value in METRIC.findall(text):
    metrics.setdefault(metric, []).append((labels(labelled), float(value)))

interfaces, resource, rules, held, used = truth()
try:
    assert metrics["mktxp_system_identity_info"][0][0]["name"] == router["name"]
    assert {one["name"] for one, _ in metrics["mktxp_interface_rx_byte_total"]} == interfaces
    assert metrics["mktxp_system_total_memory"][0][1] == resource["total-memory"]
    assert metrics["mktxp_system_uptime"][0][1] > 0
    assert len(metrics.get("mktxp_firewall_filter_total", [])) <= rules
    assert total("mktxp_dhcp_lease_active_count") == len(held), (metrics.get("mktxp_dhcp_lease_active_count"), held)
    assert {one["mac_address"] for one, _ in metrics.get("mktxp_dhcp_lease_info", [])} == {row["mac-address"] for row in held}
    assert total("mktxp_ip_pool_used") == used, (metrics.get("mktxp_ip_pool_used"), used)
    assert len(metrics) >= 25, f"only {len(metrics)} metrics"
except (AssertionError, KeyError) as wrong:
    raise AssertionError(f"{wrong!r}\n{sorted(metrics)}\n{said}") from wrong
print(f"mktxp: {len(metrics)} metrics, RouterOS {router['version']}")
