"""Debian's Chromium, headless, for tests that have to see a page as a browser does."""

import base64
import hashlib
import json
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Browser:
    """One window."""

    driver: Any
    """Selenium's own driver, of which only half is typed."""

    def open(self, address: str) -> None:
        """Loads a page and forgets what earlier ones have said on the console."""
        self.console()
        self.driver.get(address)

    def console(self) -> list[str]:
        """What the pages have said on the console since the last call."""
        return [entry["message"] for entry in self._log("browser")]

    def answer(self, address: str) -> dict[str, Any]:
        """The answer to the newest request for exactly `address`: status, headers in lower case, protocol and so on."""
        found = [
            message["params"]["response"]
            for message in self._events()
            if message["method"] == "Network.responseReceived" and message["params"]["response"]["url"] == address
        ]
        assert found, f"the browser got no answer from {address}"
        answer = found[-1]
        answer["headers"] = {name.lower(): value for name, value in answer["headers"].items()}
        return answer

    def prefer(self, scheme: Scheme) -> None:
        """Makes pages believe that the person prefers this colour scheme."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def _events(self) -> list[dict[str, Any]]:
        return [json.loads(entry["message"])["message"] for entry in self._log("performance")]

    def _log(self, kind: str) -> list[dict[str, Any]]:
        return self.driver.get_log(kind)


@contextmanager
def chromium(
    certificate: Path,
    width: int = 1280,
    height: int = 900,
    *,
    hosts: Mapping[str, str] | None = None,
    also: Path | None = None,
) -> Generator[Browser]:
    """A browser that trusts the server certificate in a PEM file, and no other without a proper authority.

    hosts: name -> the address "127.0.0.1:PORT" where it finds the name. Default: it asks DNS.
    also: a second certificate. Default: none.

    Skips the test where Chromium or its driver is not installed.
    """
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not driver:
        pytest.skip("no Chromium here; for the browser tests: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for argument in (
        "--headless=new",
        "--no-sandbox",  # Chromium refuses to run as root with it, and only our own pages are opened
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        f"--window-size={width},{height}",
        f"--ignore-certificate-errors-spki-list={','.join(map(_public_key_pin, filter(None, (certificate, also))))}",
        f"--host-resolver-rules={','.join(f'MAP {name}:443 {where}' for name, where in (hosts or {}).items())}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    window: Any = webdriver.Chrome(options, Service(driver))
    # What comes from the browser's own cache is no answer of the site's.
    window.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
    try:
        yield Browser(window)
    finally:
        window.quit()


def _public_key_pin(certificate: Path) -> str:
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    encoded = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(encoded).digest()).decode()
