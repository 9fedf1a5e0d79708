"""Visits pages in the browser, and says what went wrong there, in words that do not name the server."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.stacks.browser import Browser

_QUIET_SECONDS = 0.4
_SILENT_SECONDS = 3
"""After which a request that nothing was heard of is a worker's: the page is not told that its script has come."""
_PATIENCE_SECONDS = 60
"""For a page to come to rest: one that takes longer would never."""


@dataclass(frozen=True)
class Visit:
    """What became of a visit."""

    path: str
    """Where the browser was at the end."""
    problems: frozenset[str]
    """Errors on the console, requests that were blocked, failed or answered with an error."""


@dataclass(frozen=True)
class Visitor:
    """Visits the pages of one site."""

    browser: Browser
    site: str
    """Scheme, host and port."""
    silent: set[str] = field(default_factory=set[str])
    """Addresses whose end the browser does not report to the page, learned on the way."""

    def visit(self, path: str, then: Callable[[Any], object] | None = None) -> Visit:
        """Loads a page, does something there with the driver, and waits each time until all is quiet."""
        driver, events = self.browser.driver, _Events()
        self._drain()
        driver.get(f"{self.site}{path}")
        self._rest(events)
        if then:
            then(driver)
            self._rest(events)
        seen = driver.execute_script("return location.pathname")
        console = [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
        told = {f"console: {self._anonymous(message)}" for message in console}
        return Visit(seen, frozenset(told | {self._anonymous(problem) for problem in events.problems}))

    def _drain(self) -> None:
        for kind in ("browser", "performance"):
            self.browser.driver.get_log(kind)

    def _rest(self, events: "_Events") -> None:
        """Waits until the page is loaded and no request is under way, nor was for a moment."""
        deadline, quiet_since = time.monotonic() + _PATIENCE_SECONDS, time.monotonic()
        while time.monotonic() < deadline:
            new = events.read(self.browser.driver.get_log("performance"))
            ready = self.browser.driver.execute_script("return document.readyState") == "complete"
            pending = {*events.pending.values()} - self.silent
            if new or not ready:
                quiet_since = time.monotonic()
            quiet = time.monotonic() - quiet_since
            if quiet > _SILENT_SECONDS:
                self.silent.update(pending)
            if quiet > _QUIET_SECONDS and pending <= self.silent:
                return
            time.sleep(0.05)
        raise AssertionError(f"{self.browser.driver.current_url} does not come to rest: {events.pending}")

    def _anonymous(self, text: str) -> str:
        return text.replace(self.site, "SITE").replace(self.site.partition("://")[2], "SITE")


class _Events:
    """The requests of a visit."""

    def __init__(self) -> None:
        self.pending: dict[str, str] = {}
        self.problems: set[str] = set()
        self._addresses: dict[str, str] = {}

    def read(self, log: Sequence[dict[str, Any]]) -> bool:
        """Takes in what the browser has logged. Returns whether a request was among it."""
        found = False
        for entry in log:
            message = json.loads(entry["message"])["message"]
            method, given = message["method"], message["params"]
            number = given.get("requestId", "")
            if method == "Network.requestWillBeSent":
                self.pending[number] = self._addresses[number] = given["request"]["url"]
            elif method == "Network.responseReceived":
                status = given["response"]["status"]
                if status >= 400:
                    self.problems.add(f"{status} from {given['response']['url']}")
            elif method in ("Network.loadingFinished", "Network.loadingFailed"):
                self.pending.pop(number, None)
                if method == "Network.loadingFailed" and not given.get("canceled"):
                    reason = given.get("blockedReason") or given["errorText"]
                    self.problems.add(f"{reason}: {self._addresses.get(number, number)}")
            else:
                continue
            found = True
        return found
