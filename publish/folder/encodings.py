"""Files that a build has compressed: which of them are served as the file inside, and which as archives.

    name                                    Content-Type                Content-Encoding
    data.json.gz  build.wasm.br  a.js.zst   that of data.json, ...      gzip, br, zstd
    drawing.svgz                            image/svg+xml               gzip
    site.tar.gz  site.tgz  photos.zip.gz    application/gzip            none
    build.data.unityweb                     application/vnd.unity       none
    dump.gz  model.xyz.gz                   application/gzip            none

So a compressed text, script, style, picture, font, web assembly or Unity build file is what its inner suffix says, and
browsers decompress it. An archive, a document and a file whose inner suffix is unknown is downloaded as it is.
CloudFront does not choose between `app.js` and `app.js.br`: it compresses `app.js` itself, and the compressed file next
to it answers at its own address. The same goes for a file whose bytes do not begin as its suffix promises: it is served
without an encoding, because a browser could not read it otherwise.
"""

from publish.folder.suffixes import TYPES, suffix_of

_ENCODINGS = {".gz": "gzip", ".br": "br", ".zst": "zstd"}
_MAGIC = {"gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
_ENCODED_APPLICATIONS = {
    "application/atom+xml",
    "application/dash+xml",
    "application/gpx+xml",
    "application/json",
    "application/json5",
    "application/ld+json",
    "application/manifest+json",
    "application/protobuf",
    "application/rss+xml",
    "application/vnd.apple.mpegurl",
    "application/vnd.google-earth.kml+xml",
    "application/vnd.mapbox-vector-tile",
    "application/vnd.ms-fontobject",
    "application/wasm",
    "application/x-ndjson",
    "application/xhtml+xml",
    "application/xml",
    "application/yaml",
}
_ENCODED_FAMILIES = ("font/", "image/", "model/", "text/")
_ENCODED_SUFFIXES = {".data", ".mem", ".symbols", ".bin", ".dat"}
"""Unity writes build.data.br, and model viewers model.bin.gz."""


def inner_name(key: str) -> str:
    """The key without the suffix of a compression that the file is served with. The key itself if there is none."""
    suffix = suffix_of(key)
    if suffix not in _ENCODINGS:
        return key
    rest = key[: -len(suffix)]
    inner = suffix_of(rest)
    media = TYPES.get(inner, "")
    is_encoded = media.startswith(_ENCODED_FAMILIES) or media in _ENCODED_APPLICATIONS or inner in _ENCODED_SUFFIXES
    return rest if is_encoded else key


def encoding_of(key: str, head: bytes) -> str:
    """The Content-Encoding of a file: "gzip", "br", "zstd", or "" for none.

    head: the first bytes of the file. Brotli has no mark of its own, so the name alone counts for it.
    """
    suffix = suffix_of(key)
    encoding = "gzip" if suffix == ".svgz" else _ENCODINGS.get(suffix, "") if inner_name(key) != key else ""
    return encoding if head.startswith(_MAGIC.get(encoding, b"")) else ""
