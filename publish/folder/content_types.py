"""The Content-Type of a file, from its name and, where the name leaves it open, from its bytes.

- The table of suffixes is in `suffixes`. A compressed file that is served with a Content-Encoding has the type of the
  file inside (`encodings`).
- ".ts" is a video segment (MPEG-2 transport stream) if its packets are marked as such, and TypeScript otherwise.
- A file below .well-known without a suffix has the type that its specification names, or JSON if its bytes are JSON.
- Any other name without a suffix (LICENSE, CNAME, Makefile, docs/v1.0) is plain text if its bytes are text in UTF-8,
  and HTML if that text begins as a page. Otherwise, and for an unknown suffix, it is a download.
https://www.iana.org/assignments/well-known-uris/
"""

import re

from publish.folder.encodings import inner_name
from publish.folder.suffixes import TYPES, suffix_of

HEAD_BYTES = 1024
"""The bytes at the beginning of a file that `media_type` looks at."""

_UNKNOWN = "application/octet-stream"
_TEXT = "text/plain"
_TRANSPORT_STREAM = {".cts", ".mts", ".ts"}
_PACKET_BYTES = 188
_SYNC_BYTE = b"G"
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S)
_VERSION = re.compile(r"\.\d+")

_WELL_KNOWN = ".well-known/"
_WELL_KNOWN_TYPES = {
    "apple-app-site-association": "application/json",
    "acme-challenge": _TEXT,
    "atproto-did": _TEXT,
    "core": "application/link-format",
    "dnt": "application/tracking-status+json",
    "host-meta": "application/xrd+xml",
    "pki-validation": _TEXT,
    "posh": "application/json",
    "webfinger": "application/jrd+json",
}
"""First part of the path below .well-known -> type, where it is not JSON or plain text as the bytes are."""

_NAMES = {"apple-app-site-association": "application/json"}


def media_type(key: str, head: bytes = b"", *, is_text: bool = False) -> str:
    """The media type of a file, without its charset.

    head: the first HEAD_BYTES bytes of the file.
    is_text: whether the whole file is text in UTF-8.
    """
    suffix = suffix_of(inner_name(key))
    if suffix in _TRANSPORT_STREAM:
        return TYPES[suffix] if _is_transport_stream(head) else _TEXT
    if suffix in TYPES:
        return TYPES[suffix]
    if suffix and not _VERSION.fullmatch(suffix):
        return _UNKNOWN
    name = key.rpartition("/")[2]
    if name in _NAMES:
        return _NAMES[name]
    if key.startswith(_WELL_KNOWN):
        return _well_known_type(key.removeprefix(_WELL_KNOWN).partition("/")[0], head, is_text=is_text)
    if not is_text:
        return _UNKNOWN
    return "text/html" if _PAGE.match(head) else _TEXT


def takes_charset(media: str) -> bool:
    """Whether the header needs a charset: JSON is always UTF-8 (RFC 8259), and XML declares its own (RFC 7303)."""
    return media.startswith("text/") and "charset=" not in media


def _well_known_type(name: str, head: bytes, *, is_text: bool) -> str:
    if name in _WELL_KNOWN_TYPES:
        return _WELL_KNOWN_TYPES[name]
    if not is_text:
        return _UNKNOWN
    return "application/json" if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else _TEXT


def _is_transport_stream(head: bytes) -> bool:
    packets = head[::_PACKET_BYTES]
    return bool(packets) and packets == _SYNC_BYTE * len(packets)
