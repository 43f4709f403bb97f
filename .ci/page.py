"""The approvals page in a real browser, without scripts and by keyboard alone: page.py BINARY [FOLDER].

A plan for three routers with a critical risk is read and rejected, a harmless one approved and applied. Screenshots (light,
dark, narrow) are left in FOLDER for whoever wants to look. Installs Chromium and its driver when it may.
"""

import base64
import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from processes import Installation, end, free_port, serve

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
TAB, ENTER, SPACE = "\ue004", "\ue007", " "
HOSTILE = "</q></td><script>document.title='owned'</script><img src=x onerror=alert(1)>"
CRITICAL = [
    {"op": "set", "menu": "system/identity", "values": {"name": "branch"}},
    {"op": "add", "menu": "ip/dns/static", "values": {"name": "ntp.example.com", "address": "192.0.2.123", "comment": HOSTILE}},
    {"op": "set", "menu": "ip/service", "match": {"name": "www-ssl"}, "values": {"disabled": True}},
]
HARMLESS = [
    {"op": "add", "menu": "ip/dns/static", "values": {"name": "ntp.example.com", "address": "192.0.2.123", "comment": "time"}},
]


def install():
    if shutil.which("chromedriver") is None or shutil.which("chromium") is None:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "chromium-driver", "fonts-dejavu-core"]
        for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]):
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


class Browser:
    """A browser without scripts, moved by WebDriver (https://www.w3.org/TR/webdriver2/)."""

    def __init__(self, address):
        self.address = address
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]
        options = {"args": arguments, "prefs": {"profile.managed_default_content_settings.javascript": 2}}
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
        self.session = f"/session/{self.ask('POST', '/session', wanted)['sessionId']}"

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {path}: {error.read().decode()}") from error

    def do(self, method, path, body=None):
        return self.ask(method, self.session + path, body)

    def open(self, url):
        self.do("POST", "/url", {"url": url})

    def devtools(self, command, **parameters):
        return self.do("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    @property
    def title(self):
        return self.do("GET", "/title")

    @property
    def url(self):
        return self.do("GET", "/url")

    def all(self, selector):
        found = self.do("POST", "/elements", {"using": "css selector", "value": selector})
        return [element[ELEMENT] for element in found]

    def text(self, selector):
        return "\n".join(self.do("GET", f"/element/{element}/text") for element in self.all(selector))

    def press(self, *keys):
        actions = [{"type": move, "value": key} for key in keys for move in ("keyDown", "keyUp")]
        self.do("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def focused(self):
        element = self.do("GET", "/element/active")[ELEMENT]
        name = self.do("GET", f"/element/{element}/name")
        words = self.do("GET", f"/element/{element}/text").split("\n")[0]
        return element, f"{name} {words or self.do('GET', f'/element/{element}/attribute/name') or ''}".strip()

    def tab_to(self, wanted):
        """Presses Tab until the focus is on `wanted`, and returns what it passed."""
        passed = []
        for _ in range(80):
            self.press(TAB)
            element, name = self.focused()
            if name == wanted:
                outline = self.do("GET", f"/element/{element}/css/outline-style")
                assert outline == "solid", f"the focus on {wanted!r} is not to be seen: {outline}"
                return passed
            passed.append(name)
        raise AssertionError(f"Tab never comes to {wanted!r}: {passed}")

    def picture(self, file, width, dark):
        scheme = "dark" if dark else "light"
        self.devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        metrics = self.devtools("Page.getLayoutMetrics")
        assert metrics["cssContentSize"]["width"] <= width, f"{file.name} is wider than its window"
        file.write_bytes(base64.b64decode(self.devtools("Page.captureScreenshot", captureBeyondViewport=True)["data"]))

    def pictures(self, folder, name):
        for kind, width, dark in (("light", 1100, False), ("dark", 1100, True), ("narrow", 390, False)):
            self.picture(folder / f"{name}-{kind}.png", width, dark)
        self.devtools("Emulation.clearDeviceMetricsOverride")


@contextlib.contextmanager
def browser():
    port = free_port()
    process = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                opened = Browser(f"http://127.0.0.1:{port}")
                break
            except (OSError, RuntimeError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        try:
            yield opened
        finally:
            opened.do("DELETE", "")
    finally:
        end(process)


def plan(installation, steps, reason):
    words = ["plan", "create", "lab-1", "lab-2", "lab-3", "--steps", json.dumps(steps), "--reason", reason, "-o", "json"]
    return json.loads(installation.run(*words))


def status(installation, made):
    return json.loads(installation.run("plan", "show", made["plan_id"], "-o", "json"))["status"]


def comes_to(wanted, ask, words):
    """Asks until the answer is `wanted`: a key that was pressed is answered before what it sets off is done."""
    deadline = time.monotonic() + 20
    while True:
        try:
            found = ask()
        except RuntimeError as error:  # An element of the page that is just being left.
            found = error
        if found == wanted:
            return
        assert time.monotonic() < deadline, f"{words}: {found!r} instead of {wanted!r}"
        time.sleep(0.1)


def check(binary, folder):
    with Installation(binary) as installation:
        installation.environment |= {
            "ROUTEROS_MCP_LOCAL_TOKENS_ENABLED": "true",
            "ROUTEROS_MCP_APPROVAL_FROM_RISK": "low",
        }
        with serve(installation, "--lab", "3") as server, browser() as page:
            made = installation.run("token", "create", "bea", "--role", "approver", "--person", "-o", "json")
            token = json.loads(made)["token"]
            critical = plan(installation, CRITICAL, f"Name the branch {HOSTILE}")
            harmless = plan(installation, HARMLESS, "One clock for all branches")
            assert critical["risk"] == "critical", critical["risk"]

            page.open(f"{server.url}/approvals/")
            assert page.title.startswith("Sign in"), page.title
            page.picture(folder / "sign-in-light.png", 1100, False)
            page.devtools("Emulation.clearDeviceMetricsOverride")
            page.tab_to("input token")
            page.press(*token, ENTER)
            comes_to(True, lambda: page.title.startswith("Plans"), "signing in shows the plans")
            assert len(page.all(".plans > li")) == 2
            page.pictures(folder, "list")

            page.open(f"{server.url}/approvals/{critical['plan_id']}")
            assert page.title == "Change of lab-1, lab-2, lab-3 – rosmcp", page.title
            words = page.text("main")
            expected = [HOSTILE, critical["digest"], "www-ssl", "ntp.example.com", "192.0.2.123", "Guard", critical["requester"]]
            missing = [text for text in expected if text not in words]
            assert not missing, f"the page lacks {missing}: {words}"
            assert len(page.all("section.card")) == 3 and not page.all("main script, main img")
            levels = [page.do("GET", f"/element/{element}/name") for element in page.all("h1, h2, h3")]
            assert levels[0] == "h1" and levels.count("h1") == 1, levels
            page.pictures(folder, "plan")
            passed = page.tab_to("input acknowledge")
            assert passed[0] == "a Skip to the content" and "button Sign out" in passed, passed
            page.tab_to("textarea note")
            page.press(TAB, ENTER)
            comes_to("input acknowledge", lambda: page.focused()[1], "the browser asks for what is missing")
            assert status(installation, critical) == "pending", "a critical risk is acknowledged first"
            page.tab_to("button Reject this plan")
            page.press(ENTER)
            comes_to("textarea note", lambda: page.focused()[1], "the browser asks for what is missing")
            assert status(installation, critical) == "pending", "a rejection says why"
            page.open(page.url)
            page.tab_to("textarea note")
            page.tab_to("textarea note")
            page.press(*"The branch keeps its name.", TAB, ENTER)
            comes_to("rejected", lambda: status(installation, critical), "the plan is rejected on the page")

            page.open(f"{server.url}/approvals/{harmless['plan_id']}")
            page.tab_to("button Approve this plan")
            page.press(ENTER)
            comes_to("approved", lambda: status(installation, harmless), "the plan is approved on the page")
            comes_to(True, lambda: "token:bea" in page.text("main"), "the page says who approved")
            installation.run("plan", "apply", harmless["plan_id"], "--digest", harmless["digest"])
            page.open(page.url)
            assert "applied" in page.text(".marks"), page.text("main")
            page.pictures(folder, "applied")

            page.tab_to("button Sign out")
            page.press(ENTER)
            comes_to(True, lambda: page.title.startswith("Signed out"), "signing out is confirmed")
            page.open(f"{server.url}/approvals/")
            assert page.title.startswith("Sign in"), page.title
    print("a plan was rejected and another approved in Chromium, by keyboard and without scripts")


if __name__ == "__main__":
    install()
    pictures = Path(sys.argv[2] if len(sys.argv) > 2 else "target/page")
    pictures.mkdir(parents=True, exist_ok=True)
    check(sys.argv[1], pictures)
