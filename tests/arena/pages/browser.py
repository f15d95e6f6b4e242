"""A headless Chromium, driven through its DevTools protocol."""

import base64
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

from websockets.sync.client import ClientConnection, connect

PATIENCE_MS: Final = 30_000  # a machine may be busy; what comes true is not waited for
HOST: Final = "classroom.lan"
"""A name that is no secure origin, as an address in a LAN is none."""
FLAGS: Final = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--remote-debugging-port=0", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    f"--host-resolver-rules=MAP {HOST} 127.0.0.1", "--force-color-profile=srgb", "--hide-scrollbars",
)  # fmt: skip
KEYS: Final = {
    "Tab": 9, "Enter": 13, " ": 32, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "PageUp": 33,
    "PageDown": 34,
}  # fmt: skip


class Browser:
    """One browser; every page is a tab with its own events."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._ids = count(1)
        self._pages: dict[str, Page] = {}

    def call(self, method: str, session: str | None = None, **params: Any) -> Any:
        """Send a command and return its result, keeping the events that come meanwhile."""
        wanted = next(self._ids)
        message = {"id": wanted, "method": method, "params": params}
        self._socket.send(json.dumps(message | ({"sessionId": session} if session else {})))
        while True:
            answer = json.loads(self._socket.recv(timeout=60))
            if answer.get("id") == wanted:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            page = self._pages.get(answer.get("sessionId", ""))
            if page is not None:
                page.take(answer["method"], answer["params"])

    def page(self, *, width: int = 390, height: int = 844, context: str | None = None) -> "Page":
        """Open an empty tab; tabs of one context share what a browser stores."""
        where = {"browserContextId": context} if context else {}
        target = self.call("Target.createTarget", url="about:blank", newWindow=True, **where)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self._pages[session] = Page(self, session, target)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(f"{domain}.enable")
        page.size(width, height)
        return page

    def context(self) -> str:
        """Return a fresh profile, as another device would be."""
        return str(self.call("Target.createBrowserContext")["browserContextId"])


class Page:
    """A tab: what a hand and an eye do with it."""

    def __init__(self, browser: Browser, session: str, target: str) -> None:
        self._browser, self._session, self._target = browser, session, target
        self.errors: list[str] = []
        self.requests: list[str] = []
        self.frames: list[tuple[str, dict[str, Any]]] = []
        """What went over the sockets, "Sent" or "Received", in order."""
        self._finished = False

    def call(self, method: str, **params: Any) -> Any:
        """Send a command to this tab."""
        return self._browser.call(method, self._session, **params)

    def take(self, method: str, params: dict[str, Any]) -> None:
        """Keep what went wrong, and what was asked for over the net."""
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning"):
            self.errors.append(str([arg.get("value") for arg in params["args"]]))
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error":
            self.errors.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method.startswith("Network.webSocketFrame") and params.get("response", {}).get("opcode") == 1:
            way = method.removeprefix("Network.webSocketFrame")
            self.frames.append((way, json.loads(params["response"]["payloadData"])))
        elif method == "Network.webSocketCreated":
            self.requests.append(params["url"])

    def size(self, width: int, height: int, *, touch: bool = False) -> None:
        """Make the window as large as a device."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=touch)

    def media(self, **features: str) -> None:
        """Set media features: `prefers_color_scheme="light"`."""
        listed = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", features=listed)

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded, fonts too."""
        self.run("window.old = true")
        self.call("Page.navigate", url=url)
        self.wait("!window.old && document.readyState === 'complete'")

    def reload(self) -> None:
        """Load the page anew, as a hand that pulls it down does."""
        self.run("window.old = true")
        self.call("Page.reload")
        self.wait("!window.old && document.readyState === 'complete'")

    def run(self, script: str) -> Any:
        """Run a script and return its value."""
        for _ in range(20):
            try:
                result = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
            except RuntimeError as error:  # the page was left while the script ran
                if "context" not in str(error) and "navigat" not in str(error):
                    raise
                continue
            if "exceptionDetails" in result:
                raise AssertionError(f"{script}: {result['exceptionDetails'].get('exception', {}).get('description')}")
            return result["result"].get("value")
        raise AssertionError(f"the page never held still for {script}")

    def wait(self, condition: str) -> None:
        """Wait until a condition holds in the page."""
        found = self.run(
            "new Promise((done) => { const from = Date.now(); const look = () => { let now = false;"
            f" try {{ now = !!({condition}); }} catch {{}}"
            f" if (now || Date.now() - from > {PATIENCE_MS}) done(now); else setTimeout(look, 20); }}; look(); }})"
        )
        assert found, (
            f"never came true: {condition}\nthe page says: {self.run('document.body.innerText')}\nerrors: {self.errors}"
        )

    def says(self, words: str) -> None:
        """Wait until the page shows some words."""
        self.wait(f"document.body.innerText.includes({json.dumps(words)})")

    def text(self) -> str:
        """Return all that the page shows."""
        return str(self.run("document.body.innerText"))

    def click(self, selector: str, *, at: tuple[float, float] = (0.5, 0.5)) -> None:
        """Click into an element, at a share of its width and height, after it is there and takes clicks."""
        self.wait(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)}); return one && !one.disabled; }})()"
        )
        box = self.run(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)});"
            " one.scrollIntoView({block: 'center'});"
            " const b = one.getBoundingClientRect(); return [b.x, b.y, b.width, b.height]; })()"
        )
        x, y = box[0] + box[2] * at[0], box[1] + box[3] * at[1]
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def change(self, selector: str, value: str) -> None:
        """Put another value into a field, as a hand does that leaves it afterwards."""
        self.run(
            f"(() => {{ const one = document.querySelector({json.dumps(selector)}); one.value = {json.dumps(value)};"
            " one.dispatchEvent(new Event('change')); })()"
        )

    def push(self, label: str, *, within: str = "body") -> None:
        """Click the button, or the label of a choice, that says exactly this."""
        self.run(
            f"[...document.querySelectorAll({json.dumps(within + ' button, ' + within + ' label')})]"
            f".find((one) => one.innerText === {json.dumps(label)}).click()"
        )

    def shows(self, selector: str, words: str) -> None:
        """Wait until a part says exactly this; where a line may break is not looked at."""
        found = f"document.querySelector({json.dumps(selector)})?.innerText.replaceAll('\\u00a0', ' ')"
        self.wait(f"{found} === {json.dumps(words)}")

    def press(self, key: str, times: int = 1) -> None:
        """Press a key."""
        known = {"key": key, "code": key if len(key) > 1 else "", "windowsVirtualKeyCode": KEYS.get(key, ord(key[0]))}
        text = {"Enter": {"text": "\r"}, " ": {"text": " "}}.get(key, {})
        for _ in range(times):
            self.call("Input.dispatchKeyEvent", type="keyDown", **known, **text)
            self.call("Input.dispatchKeyEvent", type="keyUp", **known)

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.call("Input.insertText", text=text)

    def focus(self) -> str:
        """Return what has the focus: its label or its text."""
        return str(
            self.run(
                "(() => { const one = document.activeElement;"
                " return (one.getAttribute('aria-label') || one.innerText || one.id || one.tagName).trim(); })()"
            )
        )

    def shoot(self, path: Path, *, whole: bool = False) -> None:
        """Photograph the page."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.call("Page.bringToFront")
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))

    def finish(self) -> None:
        """Close the tab, which may not have complained, nor asked anyone but its own host for anything."""
        if self._finished:
            return
        self._finished = True
        home = str(self.run("location.host"))  # and events that came last
        assert self.errors == [], self.errors
        asked = {request.split("/")[2] for request in self.requests if not request.startswith(("data:", "about:"))}
        assert asked == {home}, asked
        self._browser.call("Target.closeTarget", targetId=self._target)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a browser with an empty profile; a machine without one fails the test."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise FileNotFoundError("the pages are tested in Chromium, and none is installed: apt-get install chromium")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen([path, *FLAGS, f"--user-data-dir={profile}"], stderr=subprocess.PIPE, text=True)
        try:
            assert process.stderr is not None
            address = next(line.split(" on ")[1].strip() for line in process.stderr if "DevTools listening on" in line)
            with connect(address, max_size=None, ping_interval=None) as socket:
                yield Browser(socket)
        finally:
            process.terminate()
            process.communicate(timeout=20)
