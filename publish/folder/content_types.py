"""The Content-Type of a file, from its name.

The table is fixed here because the answers of the `mimetypes` module depend on the machine: an object whose header
differs from one machine to the next would be uploaded again each time.
https://www.iana.org/assignments/media-types/media-types.xhtml
"""

from collections.abc import Mapping
from pathlib import PurePosixPath

_UNKNOWN = "application/octet-stream"

_TYPES = {
    ".7z": "application/x-7z-compressed",
    ".aac": "audio/aac",
    ".atom": "application/atom+xml",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".cjs": "text/javascript",
    ".css": "text/css",
    ".csv": "text/csv",
    ".eot": "application/vnd.ms-fontobject",
    ".epub": "application/epub+zip",
    ".flac": "audio/flac",
    ".geojson": "application/geo+json",
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".htm": "text/html",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".jxl": "image/jxl",
    ".m4a": "audio/mp4",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".otf": "font/otf",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".rss": "application/rss+xml",
    ".svg": "image/svg+xml",
    ".tar": "application/x-tar",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".wasm": "application/wasm",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
    ".xml": "application/xml",
    ".zip": "application/zip",
}


def media_type(key: str, extra: Mapping[str, str]) -> str:
    """The media type of a file, without its charset.

    extra: suffix (".wasm") -> type, which precedes the table.
    A file with an unknown suffix is "application/octet-stream": with nosniff, a browser downloads it.
    """
    suffix = PurePosixPath(key).suffix.lower()
    return extra.get(suffix) or _TYPES.get(suffix, _UNKNOWN)


def takes_charset(media: str) -> bool:
    """Whether the header needs a charset: JSON is always UTF-8 (RFC 8259), and XML declares its own (RFC 7303)."""
    return media.startswith("text/") and "charset=" not in media
