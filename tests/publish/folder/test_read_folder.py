"""What a folder with a built site comes to: files, headers, redirects, notices, and what is refused before anything."""

import hashlib
import os
import tracemalloc
from collections.abc import Mapping
from pathlib import Path

import pytest

from publish.errors import InputError
from publish.folder import reading
from publish.folder.kinds import Kind
from publish.folder.local_file import LocalFile
from publish.folder.read_folder import Folder, FolderOptions, read_folder

KEY = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----\n"


def site(tmp_path: Path, files: Mapping[str, str | bytes], rules: str = "") -> Path:
    folder = tmp_path / "public"
    for name, content in {"index.html": "page", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    if rules:
        (tmp_path / "publish.toml").write_text(rules, encoding="utf-8")
    return folder


def read(tmp_path: Path, files: Mapping[str, str | bytes], rules: str = "", **options: object) -> Folder:
    return read_folder(site(tmp_path, files, rules), FolderOptions(**options))  # pyright: ignore[reportArgumentType]


def refused(folder: Path, **options: object) -> str:
    with pytest.raises(InputError) as error:
        read_folder(folder, FolderOptions(**options))  # pyright: ignore[reportArgumentType]
    return str(error.value)


def test_every_file_gets_its_content_type_encoding_and_kind(tmp_path: Path) -> None:
    style = b"body { color: red }"
    named = f"main.{hashlib.sha256(style).hexdigest()}.css"
    folder = read(
        tmp_path,
        {
            named: style,
            "style.css": style,
            "old.txt": b"caf\xe9",
            "cut.txt": "é".encode()[:1],
            "data.json.gz": b"\x1f\x8b\x08",
            "LICENSE": "MIT",
            "tool": b"\x7fELF\0",
            "photo.jpg": b"\xff\xd8",
        },
    )
    shown = {
        key: (content.content_type, content.content_encoding, Kind(content.cache_control))
        for key, content in folder.contents.items()
    }
    assert shown == {
        "index.html": ("text/html; charset=utf-8", "", Kind.REVALIDATED),
        named: ("text/css; charset=utf-8", "", Kind.FINGERPRINTED),
        "style.css": ("text/css; charset=utf-8", "", Kind.REVALIDATED),
        "old.txt": ("text/plain", "", Kind.REVALIDATED),
        "cut.txt": ("text/plain", "", Kind.REVALIDATED),
        "data.json.gz": ("application/json", "gzip", Kind.REVALIDATED),
        "LICENSE": ("text/plain; charset=utf-8", "", Kind.REVALIDATED),
        "LICENSE.html": ("text/plain; charset=utf-8", "", Kind.REVALIDATED),
        "tool": ("application/octet-stream", "", Kind.REVALIDATED),
        "tool.html": ("application/octet-stream", "", Kind.REVALIDATED),
        "photo.jpg": ("image/jpeg", "", Kind.MEDIA),
    }
    assert folder.contents["style.css"].sha256 == hashlib.sha256(style).hexdigest()
    assert {key for key, content in folder.contents.items() if content.derived} == {"LICENSE.html", "tool.html"}
    assert folder.notices == ()


def test_pages_styles_and_scripts_are_listed_for_who_checks_them(tmp_path: Path) -> None:
    files = {
        "docs/index.html": "x",
        "node.js.html": "x",
        "a.css": "x",
        "a.mjs": "x",
        "about": "<html>",
        "_redirects": "/o /",
    }
    folder = read(tmp_path, files)
    assert set(folder.pages) == {"index.html", "docs/index.html", "node.js.html", "node.js", "about", "about.html"}
    assert (folder.styles, folder.scripts) == (("a.css",), ("a.mjs",))
    assert folder.files.keys() == folder.contents.keys()


def test_a_redirect_is_a_small_page_whose_content_names_its_target(tmp_path: Path) -> None:
    folder = read(tmp_path, {"_redirects": "/old.html https://example.com/?a=1&b=<x> 302\n"})
    content, body = folder.contents["old.html"], folder.files["old.html"].read()
    assert (content.status, content.headers) == (302, (("location", "https://example.com/?a=1&b=%3Cx%3E"),))
    assert content.content_type == "text/html; charset=utf-8"
    assert content.cache_control == Kind.REVALIDATED.value
    assert (content.size, content.sha256) == (len(body), hashlib.sha256(body).hexdigest())
    assert b'<a href="https://example.com/?a=1&amp;b=%3Cx%3E">' in body
    assert content.derived
    assert "_redirects" not in folder.files


def test_rules_and_headers_are_applied_and_publish_toml_goes_first(tmp_path: Path) -> None:
    rules = """
[[files]]
files = "docs/*"
headers = { X-Robots-Tag = "all" }
[[files]]
files = "nothing/*"
cache_control = "no-store"
"""
    headers = "/*\n  X-Robots-Tag: none\n  X-Also: yes\n/docs\n  Cache-Control: max-age=5\n/gone\n  X-A: 1\n"
    folder = read(tmp_path, {"docs/index.html": "x", "docs.html": "x", "_headers": headers}, rules)
    assert folder.contents["docs/index.html"].headers == (("x-also", "yes"), ("x-robots-tag", "all"))
    assert folder.contents["index.html"].headers == (("x-also", "yes"), ("x-robots-tag", "none"))
    assert folder.contents["docs.html"].cache_control == "max-age=5"
    assert [notice.partition(";")[0] for notice in folder.notices] == [
        "_headers:6: /gone: no published file has such an address, so the block does nothing",
        "publish.toml: 'nothing/*' in files matches no file of the site, so it does nothing",
    ]


def test_headers_of_a_preview_are_those_of_the_site(tmp_path: Path) -> None:
    folder = read(tmp_path, {"_headers": "/\n  X-A: 1\n", "a.js": "x"}, prefix=".previews/pr-7/")
    assert folder.contents["index.html"].headers == (("x-a", "1"),)
    assert folder.contents["a.js"].headers == ()


def test_more_headers_than_s3_stores_are_refused(tmp_path: Path) -> None:
    folder = site(tmp_path, {"_headers": f"/*\n  X-A: {'x' * 2045}\n"})
    assert read_folder(folder).contents["index.html"].headers
    (folder / "_headers").write_text(f"/*\n  X-A: {'x' * 2046}\n")
    assert refused(folder) == (
        "index.html: its further headers have 2049 bytes of names and values, S3 stores 2048; shorten or remove some "
        "in publish.toml or _headers"
    )


def test_what_is_left_out_is_counted_and_named(tmp_path: Path) -> None:
    files = {"prod.env": "x", "node_modules/a.js": "x", "dump.sql": "x", "_headers": "", "_redirects": ""}
    assert read(tmp_path, files).notices == (
        "not published, because secrets, data and left-overs look like this: 2 files and 1 folder (dump.sql, "
        'node_modules/, prod.env). To publish one on purpose, name it in publish.toml: publish = ["dump.sql"]',
    )
    followed = read(tmp_path, files, 'publish = ["dump.sql"]')
    assert "dump.sql" in followed.files
    assert "1 file and 1 folder (node_modules/, prod.env)" in followed.notices[0]


@pytest.mark.parametrize(
    ("name", "content", "is_published"),
    [
        ("server.key", KEY, False),
        ("server.key", "anything else", False),
        ("talk.key", b"PK\x03\x04keynote", True),
        ("public.key", "-----BEGIN PUBLIC KEY-----\n", True),
        ("chain.pem", CERTIFICATE, True),
        ("chain.pem", CERTIFICATE + KEY, False),
        ("release.asc", "-----BEGIN PGP SIGNATURE-----\n", True),
        ("backup.asc", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n", False),
        ("notes.txt", KEY, False),
        ("rsa", "-----BEGIN RSA PRIVATE KEY-----\n", False),
        ("openssh.html", "-----BEGIN OPENSSH PRIVATE KEY-----\n", False),
        ("how-to.html", f"<p>A key begins with<pre>{KEY}</pre>", True),
    ],
)
def test_private_keys_are_left_out_for_what_is_in_them(
    tmp_path: Path, name: str, content: str | bytes, is_published: bool
) -> None:
    folder = read(tmp_path, {name: content})
    assert (name in folder.files) == is_published
    assert any(name in notice for notice in folder.notices) != is_published
    if not is_published:
        assert name in read(tmp_path, {name: content}, f'publish = ["{name}"]').files


def test_a_folder_that_is_the_repository_does_not_publish_its_rules(tmp_path: Path) -> None:
    folder = site(tmp_path, {"publish.toml": '[[files]]\nfiles = "*.html"\ncache_control = "no-store"\n'})
    found = read_folder(folder)
    assert found.files.keys() == {"index.html"}
    assert found.contents["index.html"].cache_control == "no-store"


def test_what_the_rules_keep_and_allow_is_handed_on(tmp_path: Path) -> None:
    folder = read(tmp_path, {}, 'keep = ["uploads/*"]\nremove_most = true\n')
    assert (folder.keep, folder.remove_most) == (("uploads/*",), True)
    assert folder.keeps("uploads/a/b.jpg")
    assert not folder.keeps("other/uploads/a.jpg")


def test_a_vite_manifest_proves_names_in_any_folder(tmp_path: Path) -> None:
    manifest = '{"src/main.js": {"file": "bundle/main-BxT4kQ9z.js", "css": ["bundle/main-DiwrgTda.css"]}}'
    folder = read(
        tmp_path, {".vite/manifest.json": manifest, "bundle/main-BxT4kQ9z.js": "x", "bundle/other-BxT4kQ9z.js": "x"}
    )
    assert folder.contents["bundle/main-BxT4kQ9z.js"].cache_control == Kind.FINGERPRINTED.value
    assert folder.contents["bundle/other-BxT4kQ9z.js"].cache_control == Kind.REVALIDATED.value


def test_a_missing_folder_is_told_with_the_folders_that_look_built(tmp_path: Path) -> None:
    for name in ("dist", "docs/.vitepress/dist", "src"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "dist" / "index.html").write_text("x")
    (tmp_path / "docs/.vitepress/dist" / "a.html").write_text("x")
    (tmp_path / "src" / "index.html").write_text("x")
    assert refused(tmp_path / "public") == (
        f"{tmp_path / 'public'} does not exist: these folders look like a built site: dist, docs/.vitepress/dist; name "
        "one of them"
    )
    (tmp_path / "file").write_text("x")
    assert "is a file, not a folder" in refused(tmp_path / "file")
    (tmp_path / "empty").mkdir()
    assert "is empty, so the build wrote nothing there: these folders look" in refused(tmp_path / "empty")


def test_a_missing_folder_beside_nothing_is_told_to_be_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(tmp_path / "public").endswith("run the build of the site first, and name the folder that it writes")
    (tmp_path / ".next").mkdir()
    assert refused(tmp_path / "out").endswith(
        "Next writes a static site to out/ with output: 'export' in next.config.js"
    )


def test_a_folder_without_pages_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "a.css").write_text("x")
    assert "a build that made no page must not empty the site" in refused(tmp_path / "public")


@pytest.mark.parametrize(
    ("names", "advice"),
    [
        (["en/index.html", "de/index.html"], 'with the line "/ /de/ 302"'),
        (["home.html", "404.html"], "If home.html is the front page, set indexDocument of the stack: home.html"),
        (["app/browser/index.html"], "There is one in app/browser/: name that folder instead"),
    ],
)
def test_a_site_without_an_index_document_is_refused_with_the_way_out(
    tmp_path: Path, names: list[str], advice: str
) -> None:
    folder = site(tmp_path, dict.fromkeys(names, "x"))
    (folder / "index.html").unlink()
    message = refused(folder)
    assert message.startswith(f"{folder} holds no index.html at its top, so the address / would be missing")
    assert advice in message


def test_a_site_of_two_languages_may_begin_with_a_redirect(tmp_path: Path) -> None:
    folder = site(tmp_path, {"en/index.html": "x", "de/index.html": "x", "_redirects": "/ /en/ 302\n"})
    (folder / "index.html").unlink()
    assert read_folder(folder).contents["index.html"].header("location") == "/en/"


def test_a_missing_page_for_what_is_missing_is_refused_with_the_one_there_is(tmp_path: Path) -> None:
    folder = site(tmp_path, {"docs/a.html": "x"})
    assert refused(folder, not_found_page="404.html").endswith(
        "Add a page 404.html to the site, or set notFoundPage of the stack to one that it has"
    )
    (folder / "404").mkdir()
    (folder / "404" / "index.html").write_text("x")
    assert refused(folder, not_found_page="404.html").endswith("Set notFoundPage of the stack: 404/index.html")
    assert read_folder(folder, FolderOptions(not_found_page="404/index.html")).notices == ()


def test_an_application_without_a_page_for_what_is_missing_is_only_told(tmp_path: Path) -> None:
    folder = read_folder(site(tmp_path, {}), FolderOptions(not_found_page="404.html", single_page_app=True))
    assert [notice.partition(",")[0] for notice in folder.notices] == [f"{tmp_path / 'public'} holds no 404.html"]


def test_a_file_that_changes_or_vanishes_while_it_is_read_is_an_error_in_words(tmp_path: Path) -> None:
    folder = site(tmp_path, {})
    with pytest.raises(InputError, match=r"changed while it was read: 3 bytes were found and 4 read\. Publish when"):
        reading.read_file("index.html", LocalFile(str(folder), "index.html", 3))
    with pytest.raises(InputError, match=r"gone\.html cannot be read: No such file.*publish when it has ended"):
        reading.read_file("gone.html", LocalFile(str(folder), "gone.html", 3))


def test_files_that_may_not_be_read_are_named(tmp_path: Path) -> None:
    folder = site(tmp_path, {"_redirects": b"\xff /new"})
    assert "_redirects cannot be read as UTF-8" in refused(folder)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_folders_that_may_not_be_read_are_named(tmp_path: Path) -> None:
    folder = site(tmp_path, {"docs/a.html": "x"})
    (folder / "docs").chmod(0)
    try:
        assert "docs cannot be read: Permission denied" in refused(folder)
    finally:
        (folder / "docs").chmod(0o755)


def test_a_site_of_many_files_takes_little_memory(tmp_path: Path) -> None:
    files = {f"docs/part-{number % 50}/page-{number}.html": f"<p>{number}" for number in range(2000)}
    folder = site(tmp_path, files)
    read_folder(folder)  # fills the caches of modules
    tracemalloc.start()
    found = read_folder(folder)
    current, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found.files) == 2001
    assert current / len(found.files) < 600
