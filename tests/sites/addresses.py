"""The addresses that the files of a built site should have, and a plain client that asks for them."""

import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from html.parser import HTMLParser
from pathlib import Path
from typing import IO
from urllib.parse import quote, urldefrag, urljoin, urlsplit


@dataclass(frozen=True)
class Answer:
    """What a server has answered."""

    status: int
    body: bytes
    headers: Message

    @property
    def location(self) -> str:
        """The path that a redirect leads to."""
        return urlsplit(self.headers["Location"]).path


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


@dataclass(frozen=True)
class Client:
    """Asks one site for its paths."""

    site: str
    """Scheme, host and port."""
    ca: Path | None = None
    """The authority to trust for https."""

    def get(self, path: str, *, follow: bool = False) -> Answer:
        """Asks for a path, which is percent-encoded already."""
        context = ssl.create_default_context(cafile=self.ca) if self.ca else None
        handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=context)]
        opener = urllib.request.build_opener(*handlers, *([] if follow else [_NoRedirect()]))
        try:
            with opener.open(f"{self.site}{path}") as answer:
                return Answer(answer.status, answer.read(), answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read(), error.headers)


def files(site: Path) -> dict[str, Path]:
    """Key -> file, of all that is published. Publishing leaves out what a name with a dot hides."""
    found = {file.relative_to(site).as_posix(): file for file in sorted(site.rglob("*")) if file.is_file()}
    return {key: file for key, file in found.items() if not any(part.startswith(".") for part in key.split("/"))}


def pages(site: Path) -> list[str]:
    """The keys of the pages."""
    return [key for key in files(site) if key.endswith(".html")]


def file_address(key: str) -> str:
    """The address that names the file."""
    return f"/{quote(key)}"


def clean_address(key: str) -> str:
    """The address that people use for a page: its folder for an index document, else the name without its suffix."""
    if key == "index.html" or key.endswith("/index.html"):
        return file_address(key.removesuffix("index.html"))
    return file_address(key.removesuffix(".html"))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "img", "link", "script", "source"):
            self.found += [value for name, value in attrs if name in ("href", "src") and value]


def links(page: str, address: str) -> Iterator[str]:
    """The paths on the same site that a page at `address` links to or loads, each once."""
    parser = _Links()
    parser.feed(page)
    base = f"https://site.invalid{address}"
    for found in dict.fromkeys(urldefrag(urljoin(base, link)).url for link in parser.found):
        parts = urlsplit(found)
        if parts.netloc == "site.invalid":
            yield quote(parts.path, safe="/%:@!$&'()*+,;=~")
