"""The server at the edge of the network: edge.py BINARY CHECK, where CHECK is

units      systemd's judgement of the units in packaging/
proxies    nginx and HAProxy from packaging/ in front: protocol, streams one by one, security headers on every route, TLS
renewals   200 renewals of the server's own certificate under load, no failed handshake

Installs the Debian packages that it needs when it may.
"""

import concurrent.futures
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from processes import Installation, end, free_port, serve

ROOT = Path(__file__).resolve().parent.parent
NAME = "mcp.example.com"
PACKAGES = {"nginx": "nginx-light", "haproxy": "haproxy", "sslscan": "sslscan", "slowhttptest": "slowhttptest", "openssl": "openssl", "systemd-analyze": "systemd"}


def need(*programs):
    """Installs what is missing; raises if it still is."""
    missing = [PACKAGES[program] for program in programs if shutil.which(program) is None]
    if missing:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-q"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing], env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, **quiet)
    for program in programs:
        assert shutil.which(program), f"{program} is needed and cannot be installed"


def make_certificate(folder, days=30):
    """A pair for NAME in `folder`, swapped in at once by renaming, as certbot swaps its links."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", str(days), "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run([*command, "-keyout", folder / "new.key", "-out", folder / "new.crt"], check=True, stderr=subprocess.DEVNULL)
    os.chmod(folder / "new.key", 0o600)
    (folder / "both.pem").write_bytes((folder / "new.crt").read_bytes() + (folder / "new.key").read_bytes())
    os.rename(folder / "new.key", folder / "key.pem")
    os.rename(folder / "new.crt", folder / "cert.pem")


def connect(port, tls=True, timeout=30):
    if not tls:
        return http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection("127.0.0.1", port, timeout=timeout, context=context)


def message(method, params, number=1):
    meta = {"io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {}, "io.modelcontextprotocol/clientInfo": {"name": "edge", "version": "1"}}
    params = {**params, "_meta": {**meta, **params.get("_meta", {})}}
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": method}
    if "name" in params:
        headers["Mcp-Name"] = params["name"]
    if "device" in params.get("arguments", {}):
        headers["Mcp-Param-Device"] = params["arguments"]["device"]
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}), headers


def call(connection, method, params, host):
    body, headers = message(method, params)
    connection.request("POST", "/mcp", body, {**headers, "Host": host})
    return connection.getresponse()


# units -------------------------------------------------------------------------------------------------------------------


def units(binary):
    need("systemd-analyze")
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for unit in sorted((ROOT / "packaging" / "systemd").glob("routeros-mcp*")):
            if unit.is_file():
                text = unit.read_text().replace("/usr/local/bin/rosmcp", binary)
                # As an instance, a template can be verified.
                name = unit.name.replace("@.", "@0.")
                (Path(folder) / unit.name).write_text(text)
                if name != unit.name:
                    (Path(folder) / name).write_text(text)
                files.append(Path(folder) / name)
        for unit in [file for file in files if file.suffix == ".service"]:
            done = subprocess.run(["systemd-analyze", "security", "--offline=yes", "--no-pager", unit], capture_output=True, text=True)
            level = float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout).group(1))
            if "ExecStart=" in unit.read_text() and "serve" in unit.read_text():
                print(f"{unit.name}: exposure {level}, at most 2.0")
                assert level <= 2.0, done.stdout
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True)
        assert done.returncode == 0 and "routeros-mcp" not in done.stderr, done.stderr
        print(f"{len(files)} units verified")


# proxies -----------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def nginx(folder, backend):
    ports = free_port(), free_port()
    site = (ROOT / "packaging" / "nginx" / "routeros-mcp.conf").read_text()
    site = re.sub(r"\n\s*listen \[::\]:\d+[^;]*;", "", site)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{ports[0]};").replace("listen 443 ", f"listen 127.0.0.1:{ports[1]} ")
    site = site.replace("127.0.0.1:8080", f"127.0.0.1:{backend}")
    site = re.sub(r"/etc/letsencrypt/live/[^/]+/fullchain.pem", str(folder / "cert.pem"), site)
    site = re.sub(r"/etc/letsencrypt/live/[^/]+/privkey.pem", str(folder / "key.pem"), site)
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    config = folder / "nginx.conf"
    config.write_text(f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; events {{}} http {{ access_log off; {temporary}\n{site}\n}}")
    with running(["nginx", "-p", folder, "-c", config], ports[1], folder / "nginx.log"):
        yield ports


@contextlib.contextmanager
def haproxy(folder, backend):
    ports = free_port(), free_port()
    text = (ROOT / "packaging" / "haproxy" / "haproxy.cfg").read_text()
    text = text.replace("    log /dev/log local0\n", "").replace("    log     global\n", "").replace("bind *:80", f"bind 127.0.0.1:{ports[0]}")
    text = text.replace("bind *:443", f"bind 127.0.0.1:{ports[1]}").replace("127.0.0.1:8080", f"127.0.0.1:{backend}")
    text = text.replace("/etc/haproxy/certs/mcp.example.com.pem", str(folder / "both.pem"))
    config = folder / "haproxy.cfg"
    config.write_text(text)
    with running(["haproxy", "-db", "-f", config], ports[1], folder / "haproxy.log"):
        yield ports


@contextlib.contextmanager
def running(command, port, log):
    with open(f"{log}.out", "w+") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.05)
            else:
                out.seek(0)
                raise AssertionError(f"{command[0]} does not listen: {out.read()}")
            yield process
        finally:
            end(process)


def through_proxy(ports):
    plain, secure = ports
    with contextlib.closing(connect(plain, tls=False)) as connection:
        connection.request("GET", "/health", headers={"Host": NAME})
        answer = connection.getresponse()
        assert answer.status == 301 and answer.headers["Location"].startswith(f"https://{NAME}/"), answer.status
    for _ in range(100):  # HAProxy waits for its first check
        with contextlib.closing(connect(secure)) as connection:
            connection.request("GET", "/ready", headers={"Host": NAME})
            if connection.getresponse().status == 200:
                break
        time.sleep(0.1)
    security_headers(secure)
    with contextlib.closing(connect(secure)) as connection:
        assert call(connection, "tools/list", {}, NAME).read().count(b'"inputSchema"') > 10
        # The connection is still the same one: nothing of the answer closed it.
        kept = connection.sock
        text = call(connection, "tools/call", {"name": "device_list", "arguments": {}}, NAME).read()
        assert b"lab-1" in text and connection.sock is kept, text
        streamed(connection)
    session(secure)


def security_headers(port):
    wanted = {"Strict-Transport-Security": "max-age=31536000", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}
    with contextlib.closing(connect(port)) as connection:
        requests = [("GET", path, None) for path in ("/health", "/ready", "/live", "/mcp", "/mcp/initialize", "/auth/login", "/nowhere", "/.well-known/oauth-protected-resource")]
        for method, path, body in [*requests, ("POST", "/mcp", "{")]:
            connection.request(method, path, body, {"Host": NAME, "Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            for name, value in wanted.items():
                assert answer.headers.get_all(name) == [value], f"{method} {path}: {name} is {answer.headers.get_all(name)}"


def streamed(connection):
    """Progress of a ping, one a second, must come as it happens."""
    params = {"name": "ping", "arguments": {"device": "lab-1", "target": "192.0.2.1", "count": 3}, "_meta": {"progressToken": 1}}
    answer = call(connection, "tools/call", params, NAME)
    assert answer.headers["Content-Type"].startswith("text/event-stream"), answer.headers["Content-Type"]
    arrivals, started = [], time.monotonic()
    for line in answer:
        if line.startswith(b"data:") and b"{" in line:
            arrivals.append(time.monotonic() - started)
    assert len(arrivals) >= 3, arrivals
    apart = [later - sooner for sooner, later in zip(arrivals, arrivals[1:])]
    assert max(apart) > 0.2, f"{len(arrivals)} events came together, at {arrivals}"


def session(port):
    """The older revision, whose answers are streams, and its GET stream."""
    params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "edge", "version": "1"}}
    headers = {"Host": NAME, "Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    with contextlib.closing(connect(port)) as connection, contextlib.closing(connect(port)) as listening:
        connection.request("POST", "/mcp", json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}), headers)
        answer = connection.getresponse()
        assert answer.status == 200 and b"serverInfo" in answer.read(), answer.status
        headers |= {"Mcp-Session-Id": answer.headers["Mcp-Session-Id"], "MCP-Protocol-Version": "2025-11-25"}
        connection.request("POST", "/mcp", json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}), headers)
        assert connection.getresponse().read() == b""
        listening.request("GET", "/mcp", headers={**headers, "Accept": "text/event-stream"})
        stream = listening.getresponse()
        assert stream.status == 200 and stream.headers["Content-Type"].startswith("text/event-stream")
        connection.request("POST", "/mcp", json.dumps({"jsonrpc": "2.0", "id": 2, "method": "tools/list"}), headers)
        assert b'"tools"' in connection.getresponse().read()
        connection.request("DELETE", "/mcp", headers=headers)
        assert connection.getresponse().status in (200, 204)


def scan(port, what):
    """No old protocol, no weak cipher, no known hole."""
    done = subprocess.run(["sslscan", "--no-colour", "--no-check-certificate", f"--sni-name={NAME}", f"127.0.0.1:{port}"], capture_output=True, text=True, timeout=120)
    text = done.stdout
    for old in ("SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1"):
        assert re.search(rf"{re.escape(old)}\s+disabled", text), text
    ciphers = re.findall(r"(?:Preferred|Accepted)\s+TLSv1\.\d\s+(\d+) bits\s+(\S+)", text)
    assert ciphers, text
    for bits, cipher in ciphers:
        good = ("GCM" in cipher or "CHACHA20" in cipher) and (cipher.startswith(("ECDHE", "TLS_")))
        assert int(bits) >= 128 and good, f"{what}: {cipher}\n{text}"
    assert "vulnerable to heartbleed" not in text.replace("not vulnerable to heartbleed", ""), text
    assert "Compression disabled" in text or "OpenSSL version does not support compression" in text, text
    print(f"{what}: {len(ciphers)} ciphers, all of them forward secret and authenticated")


def proxies(binary):
    need("nginx", "haproxy", "sslscan", "openssl")
    with Installation(binary, database=False) as installation:
        installation.environment |= {"ROUTEROS_MCP_MCP_PUBLIC_URL": f"https://{NAME}/mcp", "ROUTEROS_MCP_MCP_TRUSTED_PROXIES": "127.0.0.1", "ROUTEROS_MCP_METRICS_ENABLED": "false"}
        make_certificate(installation.folder)
        with serve(installation, "--lab", "1") as server:
            for proxy in (nginx, haproxy):
                with proxy(installation.folder, server.port) as ports:
                    through_proxy(ports)
                    scan(ports[1], proxy.__name__)
                    print(f"{proxy.__name__}: tools, progress, sessions and streams pass, headers are on every route", flush=True)


# renewals ----------------------------------------------------------------------------------------------------------------


def renewals(binary, count=200):
    need("sslscan", "openssl")
    with Installation(binary, database=False) as installation:
        folder = installation.folder
        make_certificate(folder)
        installation.environment |= {"ROUTEROS_MCP_TLS_CERT_FILE": str(folder / "cert.pem"), "ROUTEROS_MCP_TLS_KEY_FILE": str(folder / "key.pem")}
        metrics = free_port()
        with tls_server(installation, metrics) as (process, port):
            scan(port, "rosmcp")
            stop, good, bad, seen = threading.Event(), [0], [], set()

            def visit():
                while not stop.is_set():
                    try:
                        with contextlib.closing(connect(port)) as connection:
                            connection.connect()
                            seen.add(connection.sock.getpeercert(binary_form=True))
                            connection.request("GET", "/live")
                            assert connection.getresponse().status == 200
                            good[0] += 1
                    except Exception as error:  # noqa: BLE001: whatever it is, it must not happen
                        bad.append(repr(error))

            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                visits = [pool.submit(visit) for _ in range(4)]
                for _ in range(count):
                    make_certificate(folder)
                    process.send_signal(1)
                    time.sleep(0.02)
                # A pair that does not belong together stays out, and the last good one in.
                (folder / "key.pem").write_text("not a key")
                process.send_signal(1)
                time.sleep(0.3)
                stop.set()
                concurrent.futures.wait(visits)
            with contextlib.closing(connect(metrics, tls=False)) as connection:
                connection.request("GET", "/metrics")
                told = connection.getresponse().read().decode()
            reloads = int(re.search(r'reloads_total\{outcome="ok"\} (\d+)', told).group(1))
            print(f"{reloads} renewals of {count} taken over, {len(seen)} certificates seen in {good[0]} handshakes, {len(bad)} failed")
            assert not bad, bad[:3]
            assert good[0] > 50 and len(seen) > 10 and 'reloads_total{outcome="failed"}' in told


@contextlib.contextmanager
def tls_server(installation, metrics):
    port = free_port()
    command = [installation.binary, "--set", f"metrics_port={metrics}", "serve", "--lab", "1", "--port", str(port)]
    with running_server(command, installation, port) as process:
        yield process, port


@contextlib.contextmanager
def running_server(command, installation, port):
    with open(installation.folder / "serve.log", "w") as log:
        process = subprocess.Popen(command, env=installation.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline and process.poll() is None:
                with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connect(port, timeout=2)) as connection:
                    connection.request("GET", "/ready")
                    if connection.getresponse().status == 200:
                        break
                time.sleep(0.02)
            else:
                raise AssertionError((installation.folder / "serve.log").read_text())
            yield process
        finally:
            end(process)


if __name__ == "__main__":
    checks = {check.__name__: check for check in (units, proxies, renewals)}
    checks[sys.argv[2]](str(Path(sys.argv[1]).resolve()))
