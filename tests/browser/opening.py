"""Opens a stand-alone map from the file system with the network cut, and keeps what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

WIDE = (1366, 768)
NARROW = (390, 844)
# A switch is drawn in the next frame; the one after it shows that.
TWO_FRAMES = """() => new Promise(
  (done) => requestAnimationFrame(() => requestAnimationFrame(() => done())),
)"""


@dataclass
class Opened:
    """A page with everything it complained of or asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def settle(self) -> bytes:
        """Wait until everything is drawn and return the picture."""
        self.page.evaluate(TWO_FRAMES)
        return self.page.screenshot()

    def toggle(self, selector: str) -> None:
        """Press a switch, wherever the panel is scrolled to."""
        self.page.locator(selector).evaluate("box => box.click()")

    def pixels(self) -> str:
        """Return what the canvases hold, so that the panel's own change does not count."""
        self.settle()
        return str(self.page.evaluate(CANVASES))


CANVASES = "() => [...document.querySelectorAll('main canvas')].map(c => c.toDataURL()).join()"


def open_file(context: BrowserContext, path: Path) -> Opened:
    """Open a file; whatever else the page asks for is noted and refused."""
    opened = Opened(context.new_page())

    def cut(route: Route, request: Request) -> None:
        if request.url == path.as_uri():
            route.continue_()
        else:
            opened.requests.append(request.url)
            route.abort()

    context.route("**/*", cut)
    opened.page.on("console", lambda message: opened.complaints.append(message.text))
    opened.page.on("pageerror", lambda fault: opened.complaints.append(str(fault)))
    opened.page.on("dialog", lambda dialog: opened.complaints.append(dialog.message))
    opened.page.goto(path.as_uri())
    opened.page.wait_for_selector("html[data-ready]", state="attached")
    return opened


def window(browser: Browser, size: tuple[int, int] = WIDE, theme: str = "light") -> BrowserContext:
    """Return a fresh browser window."""
    return browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=theme)


Opener = Callable[..., Opened]
