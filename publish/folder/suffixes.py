"""The media type of every suffix that a web site can reasonably hold.

The registered type (https://www.iana.org/assignments/media-types/) comes first, then what browsers and mime-db
(https://github.com/jshttp/mime-db) agree on. Where two types are right, it is the one that CloudFront compresses: it
compresses `application/json` and `application/xml`, for example, but neither `application/geo+json` nor
`application/xslt+xml`.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html

The table is fixed here because the answers of the `mimetypes` module depend on the machine: an object whose header
differs from one machine to the next would be uploaded again each time. Source code is plain text, so that a browser
shows it.
"""

from collections.abc import Mapping

_SUFFIXES_OF_TYPES = {
    "application/atom+xml": "atom",
    "application/dash+xml": "mpd",
    "application/epub+zip": "epub",
    "application/gpx+xml": "gpx",
    "application/gzip": "gz tgz",
    "application/java-archive": "jar war",
    "application/json": "geojson har ipynb json jsonc map topojson",
    "application/json5": "json5",
    "application/ld+json": "jsonld",
    "application/manifest+json": "webmanifest",
    "application/mathml+xml": "mathml",
    "application/msword": "doc",
    "application/n-quads": "nq",
    "application/n-triples": "nt",
    "application/octet-stream": (
        "appimage basis bin br dat data db deb dmg drc exe fit gem gpkg img inv iso mem msi npy npz onnx "
        "pagefind pf_filter pf_fragment pf_index pf_meta pkg safetensors shp shx sqlite whl"
    ),
    "application/oebps-package+xml": "opf",
    "application/ogg": "ogx",
    "application/pdf": "pdf",
    "application/pgp-encrypted": "gpg pgp",
    "application/pgp-signature": "asc sig",
    "application/pkix-cert": "cer",
    "application/pkix-crl": "crl",
    "application/postscript": "ai eps ps",
    "application/protobuf": "pb pbf",
    "application/rdf+xml": "owl rdf",
    "application/rss+xml": "rss",
    "application/rtf": "rtf",
    "application/sparql-query": "rq",
    "application/sql": "sql",
    "application/toml": "toml",
    "application/trig": "trig",
    "application/ttml+xml": "dfxp ttml",
    "application/vnd.android.package-archive": "apk",
    "application/vnd.apache.arrow.file": "arrow feather",
    "application/vnd.apache.parquet": "parquet",
    "application/vnd.apple.keynote": "key",
    "application/vnd.apple.mpegurl": "m3u8",
    "application/vnd.apple.numbers": "numbers",
    "application/vnd.apple.pages": "pages",
    "application/vnd.apple.pkpass": "pkpass",
    "application/vnd.dbf": "dbf",
    "application/vnd.citationstyles.style+xml": "csl",
    "application/vnd.google-earth.kml+xml": "kml",
    "application/vnd.google-earth.kmz": "kmz",
    "application/vnd.mapbox-vector-tile": "mvt",
    "application/vnd.ms-cab-compressed": "cab",
    "application/vnd.ms-excel": "xls",
    "application/vnd.ms-fontobject": "eot",
    "application/vnd.ms-powerpoint": "ppt",
    "application/vnd.oasis.opendocument.graphics": "odg",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.pmtiles": "pmtiles",
    "application/vnd.unity": "unityweb",
    "application/vnd.rar": "cbr rar",
    "application/wasm": "wasm",
    "application/x-7z-compressed": "7z",
    "application/x-apple-aspen-config": "mobileconfig",
    "application/x-bibtex": "bib",
    "application/x-bittorrent": "torrent",
    "application/x-bzip2": "bz2 tbz2",
    "application/x-chrome-extension": "crx",
    "application/x-java-jnlp-file": "jnlp",
    "application/x-mobipocket-ebook": "mobi",
    "application/x-ndjson": "jsonl ndjson",
    "application/x-research-info-systems": "ris",
    "application/x-redhat-package-manager": "rpm",
    "application/x-shockwave-flash": "swf",
    "application/x-subrip": "srt",
    "application/x-tar": "tar",
    "application/x-tex": "tex",
    "application/x-x509-ca-cert": "crt der pem",
    "application/x-xpinstall": "xpi",
    "application/x-xz": "txz xz",
    "application/xhtml+xml": "xht xhtml",
    "application/xml": "dtd plist rng xml xsd xsl xslt",
    "application/yaml": "yaml yml",
    "application/zip": "cbz nupkg vsix zip",
    "application/zstd": "tzst zst",
    "audio/aac": "aac",
    "audio/flac": "flac",
    "audio/midi": "mid midi",
    "audio/mp4": "m4a m4b",
    "audio/mpeg": "mp3",
    "audio/ogg": "oga ogg opus spx",
    "audio/wav": "wav",
    "audio/webm": "weba",
    "audio/x-aiff": "aif aiff",
    "audio/x-mpegurl": "m3u",
    "font/collection": "ttc",
    "font/otf": "otf",
    "font/ttf": "ttf",
    "font/woff": "woff",
    "font/woff2": "woff2",
    "image/apng": "apng",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/jp2": "jp2",
    "image/jpeg": "jfif jpe jpeg jpg",
    "image/jxl": "jxl",
    "image/ktx": "ktx",
    "image/ktx2": "ktx2",
    "image/png": "png",
    "image/svg+xml": "svg svgz",
    "image/tiff": "tif tiff",
    "image/vnd.adobe.photoshop": "psd",
    "image/vnd.ms-dds": "dds",
    "image/vnd.radiance": "hdr",
    "image/webp": "webp",
    "image/x-exr": "exr",
    "image/x-icon": "cur ico",
    "message/rfc822": "eml",
    "model/3mf": "3mf",
    "model/gltf+json": "gltf",
    "model/gltf-binary": "glb vrm",
    "model/iges": "igs",
    "model/mtl": "mtl",
    "model/obj": "obj",
    "model/step": "step stp",
    "model/stl": "stl",
    "model/vnd.collada+xml": "dae",
    "model/vnd.usdz+zip": "usdz",
    "text/cache-manifest": "appcache",
    "text/calendar": "ics ifb",
    "text/css": "css",
    "text/csv": "csv",
    "text/html": "htm html",
    "text/javascript": "cjs js mjs",
    "text/markdown": "markdown md mdx",
    "text/n3": "n3",
    "text/plain": (
        "adoc bat c cc cfg conf cpp cs diff frag glsl go gradle graphql h hpp ini java jl jsx kt less lock log lua org "
        "patch php pl ps1 py r rb rs rst sass scala scss sh svelte swift text tsx txt vert vue wat zig"
    ),
    "text/tab-separated-values": "tsv",
    "text/turtle": "ttl",
    "text/vcard": "vcf",
    "text/vtt": "vtt",
    "text/wgsl": "wgsl",
    "text/x-component": "htc",
    "text/x-opml": "opml",
    "video/3gpp": "3gp",
    "video/iso.segment": "m4s",
    "video/mp2t": "cts mts ts",
    "video/mp4": "m4v mp4",
    "video/mpeg": "mpeg mpg",
    "video/ogg": "ogv",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "video/x-flv": "flv",
    "video/x-matroska": "mkv",
    "video/x-ms-wmv": "wmv",
    "video/x-msvideo": "avi",
}

TYPES: Mapping[str, str] = {
    f".{suffix}": media for media, suffixes in _SUFFIXES_OF_TYPES.items() for suffix in suffixes.split()
}
"""Suffix with its dot, in lower case -> media type, without a charset."""

KNOWN_SUFFIXES: tuple[str, ...] = tuple(sorted(suffix.removeprefix(".") for suffix in TYPES))
"""The suffixes, without dots, that make the last part of a path the name of a file. The function on viewer requests
holds the same list, so it stays short: `",".join(KNOWN_SUFFIXES)` is below 2,500 bytes of the function's 10 KB."""


def suffix_of(key: str) -> str:
    """The suffix of a name, with its dot and in lower case. "" if there is none."""
    name = key.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""
