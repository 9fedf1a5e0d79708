"""The type of each file, compared with mime-db's table, and the files whose bytes decide."""

import json
import re
from pathlib import Path

import pytest

from publish.folder.content_types import media_type
from publish.folder.encodings import encoding_of, inner_name
from publish.folder.suffixes import KNOWN_SUFFIXES, TYPES
from tests.publish.folder.words import words

_MIME_DB: dict[str, list[str]] = json.loads(Path(__file__).with_name("mime_db.json").read_text("utf-8"))["types"]
_GZIP, _ZSTD = b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd"

DIFFERENCES = {
    "source code is text: a browser shows it, and CloudFront compresses it": (
        "bat c cc cpp h java jsx less lua org php pl rs sass scss sh"
    ),
    "a browser runs it as a script, and application/node is for servers": "cjs",
    "JSON is right as well, and CloudFront compresses application/json alone": "geojson ipynb",
    "XML is right as well, and CloudFront compresses application/xml alone": "dtd xslt",
    "registered since by RFC 9512 (yaml), RFC 6350 (vcf) or RFC 9639 (flac)": "flac vcf yaml yml",
    "MDX is Markdown to every reader": "mdx",
    "the archive itself is registered (RAR) or known to every system (ZIP)": "cbr cbz",
    "an ordinary JPEG": "jfif",
    "the container is MP4, and Firefox refuses video/x-m4v": "m4v",
    "image/aces is for one use of the format only": "exr",
}
"""Why a suffix has another type than in mime-db -> the suffixes."""

UNKNOWN_TO_MIME_DB = words(
    """
    adoc appimage arrow basis bib br cfg cs cts cur dat data db dfxp diff drc feather fit frag gem glsl go gpg gpkg
    gradle graphql har hdr hpp inv jl jsonc jsonl kt lock mem mobileconfig ndjson npy npz nupkg onnx pagefind
    parquet patch pb pbf pf_filter pf_fragment pf_index pf_meta plist pmtiles ps1 py r rb rst safetensors scala shp
    shx sqlite svelte swift tbz2 tgz topojson tsx txz tzst vert vrm vsix vue wat whl zig zst
    """
)


def test_every_difference_from_mime_db_is_explained() -> None:
    differing = {suffix for suffix, types in _MIME_DB.items() if types and TYPES[f".{suffix}"] not in types}
    explained = [suffix for suffixes in DIFFERENCES.values() for suffix in suffixes.split()]
    assert sorted(differing) == sorted(explained)
    assert [suffix for suffix, types in _MIME_DB.items() if not types] == UNKNOWN_TO_MIME_DB
    assert set(_MIME_DB) == set(KNOWN_SUFFIXES)


def test_the_known_suffixes_fit_into_the_function_on_viewer_requests() -> None:
    assert len(",".join(KNOWN_SUFFIXES)) < 2500
    assert list(KNOWN_SUFFIXES) == sorted(set(KNOWN_SUFFIXES))
    assert all(re.fullmatch(r"[0-9a-z_]+", suffix) for suffix in KNOWN_SUFFIXES)


@pytest.mark.parametrize(
    ("key", "media"),
    [
        ("stream.m3u8", "application/vnd.apple.mpegurl"),
        ("stream.mpd", "application/dash+xml"),
        ("model.GLB", "model/gltf-binary"),
        ("openapi.yaml", "application/yaml"),
        ("report.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("sheet.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("key.asc", "application/pgp-signature"),
        ("source.tgz", "application/gzip"),
        ("film.srt", "application/x-subrip"),
        ("map.pmtiles", "application/vnd.pmtiles"),
        ("sitemap.xml", "application/xml"),
        ("style.xsl", "application/xml"),
        ("site.webmanifest", "application/manifest+json"),
        ("a.b/LICENSE.md", "text/markdown"),
        ("data.xyz", "application/octet-stream"),
    ],
)
def test_a_suffix_decides_the_type(key: str, media: str) -> None:
    assert media_type(key) == media


@pytest.mark.parametrize(
    ("key", "head", "media"),
    [
        ("LICENSE", b"MIT License", "text/plain"),
        ("CNAME", b"example.com", "text/plain"),
        ("docs/v1.0", b"release notes", "text/plain"),
        ("about", b"<!DOCTYPE html><title>About</title>", "text/html"),
        ("about", b"\xef\xbb\xbf\n<!-- saved -->\n<html lang=en>", "text/html"),
        ("about", b"<htmlish>", "text/plain"),
        ("install", b"#!/bin/sh", "text/plain"),
        ("apple-app-site-association", b"{}", "application/json"),
        (".well-known/apple-app-site-association", b"{}", "application/json"),
        (".well-known/matrix/server", b'{"m.server": "matrix.example.com:443"}', "application/json"),
        (".well-known/matrix/client", b"{}", "application/json"),
        (".well-known/openid-configuration", b"{}", "application/json"),
        (".well-known/nodeinfo", b'\n{"links": []}', "application/json"),
        (".well-known/host-meta", b"<XRD/>", "application/xrd+xml"),
        (".well-known/host-meta.json", b"{}", "application/json"),
        (".well-known/webfinger", b"{}", "application/jrd+json"),
        (".well-known/acme-challenge/abc_DEF-1", b"abc_DEF-1.key", "text/plain"),
        (".well-known/acme-challenge/v.key", b"abc", "application/vnd.apple.keynote"),
        (".well-known/pki-validation/fileauth.txt", b"x", "text/plain"),
        (".well-known/atproto-did", b"did:plc:x", "text/plain"),
        (".well-known/assetlinks.json", b"[]", "application/json"),
        (".well-known/security.txt", b"Contact:", "text/plain"),
        ("segment-1.ts", (b"G" + b"\0" * 187) * 3, "video/mp2t"),
        ("main.ts", b"Greeting.send()\n" * 20, "text/plain"),
        ("main.ts", b"export const x = 1;", "text/plain"),
    ],
)
def test_the_bytes_decide_where_the_name_does_not(key: str, head: bytes, media: str) -> None:
    assert media_type(key, head, is_text=True) == media


def test_a_name_without_a_suffix_is_a_download_unless_its_bytes_are_text() -> None:
    assert media_type("tool", b"\x7fELF", is_text=False) == "application/octet-stream"
    assert media_type(".well-known/blob", b"\xff", is_text=False) == "application/octet-stream"


@pytest.mark.parametrize(
    ("key", "head", "media", "encoding"),
    [
        ("data.json.gz", _GZIP, "application/json", "gzip"),
        ("Build/build.wasm.br", b"\x0b", "application/wasm", "br"),
        ("Build/build.data.br", b"\x0b", "application/octet-stream", "br"),
        ("Build/build.framework.js.gz", _GZIP, "text/javascript", "gzip"),
        ("Build/build.data.unityweb", _GZIP, "application/vnd.unity", ""),
        ("app.js.zst", _ZSTD, "text/javascript", "zstd"),
        ("sitemap.xml.gz", _GZIP, "application/xml", "gzip"),
        ("drawing.svgz", _GZIP, "image/svg+xml", "gzip"),
        ("drawing.svgz", b"<svg/>", "image/svg+xml", ""),
        ("source.tar.gz", _GZIP, "application/gzip", ""),
        ("source.tgz", _GZIP, "application/gzip", ""),
        ("source.tar.zst", _ZSTD, "application/zstd", ""),
        ("photos.zip.gz", _GZIP, "application/gzip", ""),
        ("dump.gz", _GZIP, "application/gzip", ""),
        ("model.xyz.gz", _GZIP, "application/gzip", ""),
        ("font.woff2.br", b"\x0b", "font/woff2", "br"),
    ],
)
def test_what_a_build_compressed_is_served_as_what_is_inside(key: str, head: bytes, media: str, encoding: str) -> None:
    assert (media_type(key, head), encoding_of(key, head)) == (media, encoding)


def test_a_file_that_is_not_compressed_has_no_encoding_whatever_its_name_says() -> None:
    assert encoding_of("data.json.gz", b"{}") == ""
    assert inner_name("a/data.json.GZ") == "a/data.json"
