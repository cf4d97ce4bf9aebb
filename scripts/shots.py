"""Pictures of the main screens, taken from the demo: ``make shots``.

Everything goes to ``shots/`` (not in the repository); the two pictures of the README go to ``docs/pictures/``. The demo is
loaded into a temporary folder and served on a free port, so that nothing that stands in ``var/`` is touched.
"""

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.journeys.browser import launch  # noqa: E402  (the path above comes first)

COMMAND = Path(sys.executable).with_name("kunskapsdag")
SHOTS, PICTURES = ROOT / "shots", ROOT / "docs" / "pictures"
LOGIN, PASSWORD = "arrangor", "kunskapsdag-demo"
# The demo's days: open, full with a waiting list, held.
OPEN, FULL, HELD = "samverkan-som-haller", "kompetens-over-kommungransen", "starkare-kommuner-med-regional-samverkan"
TITLES = {OPEN: "Samverkan som håller", FULL: "Kompetens över kommungränsen"}
WIDTHS, SCHEMES = (1280, 390), ("light", "dark")
LARGEST = 300_000
SECONDS_TO_START = 60
PUBLIC = {
    "home": "/",
    "calendar": "/kunskapsdagar/",
    "invitation-open": f"/kunskapsdagar/{OPEN}/",
    "invitation-full": f"/kunskapsdagar/{FULL}/",
    "invitation-past": f"/kunskapsdagar/{HELD}/",
    "registration": f"/anmalan/{OPEN}/",
    "waiting-list": f"/anmalan/{FULL}/",
    "news": "/aktuellt/",
    "news-item": "/aktuellt/vaxa-eller-krympa/",
    "accessibility": "/tillganglighet/",
}


def say(line: str) -> None:
    """Print at once, also where the output is a file."""
    print(line, flush=True)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served_demo() -> Iterator[str]:
    """Load the demo into a temporary folder and serve it; give its address."""
    port = free_port()
    url = f"http://localhost:{port}"
    with tempfile.TemporaryDirectory(prefix="kunskapsdag-shots-") as folder:
        house = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MAIL_URL"}}
        house |= {"DEMO": "true", "DATA_DIR": folder, "BASE_URL": url, "LOG_LEVEL": "WARNING"}
        say("Loading the demo ...")
        subprocess.run([COMMAND, "setup", "--demo"], env=house, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port), "--workers", "1"], env=house, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(f"{url}/halsa/", server)
            yield url
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the address answers; end the run when the server has ended or takes too long."""
    for _try in range(SECONDS_TO_START * 4):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    sys.exit(f"The demo does not answer at {url}.")


def open_page(browser: Browser, width: int, scheme: str) -> Page:
    """Return a new page in a window of its own."""
    height = 900 if width > 600 else 844
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]  # "light" or "dark"
        reduced_motion="reduce",
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
    )
    return context.new_page()


def take(page: Page, name: str) -> None:
    """Keep the whole page as it stands, with the pictures that load only when somebody scrolls to them."""
    page.evaluate("document.querySelectorAll('img[loading=lazy]').forEach(image => image.loading = 'eager')")
    page.wait_for_load_state("networkidle")
    size = page.viewport_size or {"width": 0}
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    say(f"  {name}.png, {size['width']} px wide")


def visit(page: Page, url: str) -> None:
    """Go there; a page that is missing ends the run."""
    answer = page.goto(url, wait_until="load")
    if answer is None or not answer.ok:
        sys.exit(f"{url} answers {answer.status if answer else 'nothing'}.")


def register(page: Page, url: str) -> None:
    """Register somebody invented for the open day; the page is then the receipt."""
    visit(page, f"{url}/anmalan/{OPEN}/")
    page.fill("[name=name]", "Maja Vintergren")
    page.fill("[name=email]", "maja.vintergren@falkoping.example")
    page.fill("[name=organisation]", "Falköpings kommun")
    page.fill("[name=role]", "kommunalråd")
    page.check("[name=category][value=elected]")
    take(page, "registration-filled")
    page.click("main form [type=submit]")
    page.wait_for_url("**/kvitto/")


def shoot_public(browser: Browser, url: str) -> None:
    """Take the public pages in both widths, light and dark."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            page = open_page(browser, width, scheme)
            for name, path in PUBLIC.items():
                visit(page, url + path)
                take(page, f"{name}-{width}-{scheme}")
            page.context.close()


def shoot_own_page(browser: Browser, url: str) -> None:
    """Register, and take the receipt and the person's own page."""
    page = open_page(browser, WIDTHS[1], "light")
    register(page, url)
    receipt = page.url
    for width in WIDTHS:
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # "light" or "dark"
            for name, path in (("receipt", receipt), ("my-page", receipt.removesuffix("kvitto/"))):
                visit(page, path)
                take(page, f"{name}-{width}-{scheme}")
    page.context.close()


def log_in(browser: Browser, url: str, width: int, scheme: str) -> Page:
    """Return a page with the organiser logged in, on the overview of the open day."""
    page = open_page(browser, width, scheme)
    visit(page, f"{url}/admin/login/")
    page.fill("[name=username]", LOGIN)
    page.fill("[name=password]", PASSWORD)
    page.click("main [type=submit], form [type=submit]")
    page.wait_for_url("**/admin/")
    return page


def shoot_staff(browser: Browser, url: str) -> None:
    """Take the organiser's screens."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            page = log_in(browser, url, width, scheme)
            take(page, f"staff-home-{width}-{scheme}")
            for day, slug in (("open", OPEN), ("full", FULL)):
                overview = overview_of(page, url, TITLES[slug])
                for name, path in (("day", ""), ("registrations", "anmalda/"), ("line", "vantelista/"), ("mails", "mejl/")):
                    visit(page, overview + path)
                    take(page, f"staff-{day}-{name}-{width}-{scheme}")
            page.context.close()


def overview_of(page: Page, url: str, title: str) -> str:
    """Return the address of a day's overview, as the list of days links to it."""
    visit(page, f"{url}/admin/dagar/")
    link = page.get_by_role("link", name=title, exact=False).first.get_attribute("href") or ""
    number = next(part for part in link.split("/") if part.isdigit())
    return f"{url}/admin/dagar/{number}/"


def keep_picture(page: Page, name: str) -> None:
    """Keep what the window shows as a small picture for the README."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    target = PICTURES / f"{name}.webp"
    Image.open(io.BytesIO(page.screenshot())).save(target, "webp", quality=86, method=6)
    if target.stat().st_size > LARGEST:
        sys.exit(f"{target.name} is larger than {LARGEST // 1000} kB.")
    say(f"  {target.relative_to(ROOT)}, {target.stat().st_size // 1000} kB")


def take_for_readme(browser: Browser, url: str) -> None:
    """Take the invitation, and the organiser's day."""
    page = open_page(browser, 1280, "light")
    page.set_viewport_size({"width": 1280, "height": 1290})
    visit(page, url + PUBLIC["invitation-open"])
    keep_picture(page, "invitation")
    page.context.close()
    page = log_in(browser, url, 1280, "light")
    page.set_viewport_size({"width": 1280, "height": 1500})
    visit(page, overview_of(page, url, TITLES[FULL]))
    keep_picture(page, "organisers-day")
    page.context.close()


def main() -> None:
    """Take all pictures."""
    with served_demo() as url, sync_playwright() as playwright:
        browser = launch(playwright)
        say("Pictures for the README:")
        take_for_readme(browser, url)
        if "--readme" not in sys.argv[1:]:
            say("All screens:")
            shoot_public(browser, url)
            shoot_own_page(browser, url)
            shoot_staff(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
