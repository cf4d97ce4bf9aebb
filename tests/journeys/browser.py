"""A strict visitor: whatever goes wrong on a page, even where nobody looks, is a fault of the test."""

import os
import shutil
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What a page asks of others shall fail at once, also on a machine that has a way out.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
DESK = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
OWN_SCHEMES = ("data:", "blob:", "about:")
# WCAG 2.1 AA is the law (EN 301 549); the best practices beside it cost nothing to keep.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def chromium() -> str:
    """Return where the machine's browser is; ``CHROMIUM`` may say."""
    named = os.environ.get("CHROMIUM", "")
    found = [path for path in map(shutil.which, [named, *NAMES] if named else NAMES) if path]
    if not found:
        raise RuntimeError("No chromium here: apt-get install chromium, or set CHROMIUM to where it is.")
    return found[0]


def launch(playwright: Playwright) -> Browser:
    """Start the machine's own chromium."""
    return playwright.chromium.launch(executable_path=chromium(), args=QUIET)


class Watch:
    """Collects what goes wrong in a browser context. ``expected`` holds parts of messages that a test wants to see."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.faults: list[str] = []
        self.expected: list[str] = []
        self.refused: set[str] = set()
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def unexpected(self) -> list[str]:
        """Return the faults that the test has not said it expects."""
        return [fault for fault in self.faults if not any(part in fault for part in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        # A page answered with 404 is reported here too; the test itself judges what its page answers.
        is_own_status = "Failed to load resource" in message.text and message.location.get("url", "") in self.refused
        if message.type in ("error", "assert") and not is_own_status:
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", *OWN_SCHEMES)):
            self.faults.append(f"request to somebody else: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.is_navigation_request():
            self.refused.add(response.url)


AXE = Axe()
EVERYTHING = {"type": "tag", "values": AXE_TAGS}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
WIDTHS = (390, 1280)


# Wagtail lets its messages fade in: half-way they have half the contrast.
FADED_IN = """() => new Promise(done => {
  const look = () =>
    [...document.querySelectorAll(".messages > ul")].every(one => getComputedStyle(one).opacity === "1")
      ? done() : requestAnimationFrame(look);
  look();
})"""


def violations(page: Page, run_only: dict[str, Any] = EVERYTHING) -> list[str]:
    """Return what axe finds on the page as it stands, one line for each element that is wrong."""
    page.evaluate(FADED_IN)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    options = {"resultTypes": ["violations"], "runOnly": run_only}
    found: list[dict[str, Any]] = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{fault['id']} ({fault['impact']}): {node['html'][:200]}" for fault in found for node in fault["nodes"]]


def violations_every_way(page: Page) -> list[str]:
    """Return what axe finds in a narrow and a wide window, in light and in dark.

    Dark changes colours only, so that is all that is looked at there: axe takes its time.
    """
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, run_only in (("light", EVERYTHING), ("dark", COLOURS)):
            # Without the slow change of colours that axe would meet half-way.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{width} px, {scheme}: {line}" for line in violations(page, run_only)]
    return found
