"""How long a file may be kept, by its name and by the rules file."""

from pathlib import Path

import pytest

from publish.errors import InputError
from publish.folder.cache_rules import Kind, Rules, kind_of, load_rules


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("assets/app.3a5b8c9d.js", Kind.FINGERPRINTED),
        ("_next/static/chunks/3a5b8c9d0e1f2a3b.js", Kind.FINGERPRINTED),
        ("assets/index-BxT4kQ9z.css", Kind.FINGERPRINTED),
        ("out/chunk-5XYZAB7D.js", Kind.FINGERPRINTED),
        ("index.html", Kind.PAGE),
        ("page.3a5b8c9d.html", Kind.PAGE),
        ("feed.xml", Kind.PAGE),
        ("sw.js", Kind.PAGE),
        ("site.webmanifest", Kind.PAGE),
        ("style.css", Kind.OTHER),
        ("jquery-3.7.1.min.js", Kind.OTHER),
        ("my-document.pdf", Kind.OTHER),
        ("report-20241231.pdf", Kind.OTHER),
        ("photo-Version2.jpg", Kind.OTHER),
        ("IMG-20240101-WA0001.jpg", Kind.OTHER),
        ("deadbeef.js", Kind.OTHER),
    ],
)
def test_kind_of_a_file_follows_from_its_name(key: str, kind: Kind) -> None:
    assert kind_of(key) is kind


def test_first_rule_that_matches_goes_before_the_default() -> None:
    rules = Rules((("fonts/*", "no-store"), ("*.woff2", "private")))
    assert rules.cache_control("fonts/a/b.woff2") == "no-store"
    assert rules.cache_control("b.woff2") == "private"
    assert rules.cache_control("index.html") == "no-cache"


def test_rules_are_found_beside_the_folder(tmp_path: Path) -> None:
    site = tmp_path / "public"
    assert load_rules(None, site) == Rules()
    (tmp_path / "publish.toml").write_text('[content_types]\n".GLB" = "model/gltf-binary"\n')
    assert load_rules(None, site).content_types == {".glb": "model/gltf-binary"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[cache", "Expected ']]'"),
        ("[caches]\n", "'caches' is an unknown key; write"),
        ("cache = 3\n", "cache must be a list of tables"),
        ('[[cache]]\nfiles = "*"\n', "cache entry 1 must have files and cache_control"),
        ('[[cache]]\nfiles = "*"\ncache_control = ""\n', "cache_control must be one line of printable ASCII, got ''"),
        ('[[cache]]\nfiles = "*"\ncache_control = "a\\r\\nb"\n', "must be one line"),
        ('[content_types]\n"glb" = "model/gltf-binary"\n', "must map a suffix such as '.glb'"),
        ('[content_types]\n".glb" = "gltf"\n', "must map a suffix such as '.glb'"),
    ],
)
def test_rules_that_say_something_else_are_refused_by_name(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        load_rules(file, tmp_path)
    assert str(refused.value).startswith(f"rules {file}: ")
    assert problem in str(refused.value)


def test_rules_that_were_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        load_rules(tmp_path / "none.toml", tmp_path)
