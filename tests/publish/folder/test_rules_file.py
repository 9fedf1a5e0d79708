"""What publish.toml may say, and what each mistake in it is answered with."""

from pathlib import Path

import pytest

from publish.errors import InputError
from publish.folder.rules import FileSettings, Rules
from publish.folder.rules_file import load_rules

RULES = """
exclude = ["drafts/"]
publish = ["downloads/demo.sql"]
keep = ["uploads/*"]
remove_most = true

[[files]]
files = "downloads/*"
cache_control = "public, max-age=600"
content_type = "application/octet-stream"
headers = { Content-Disposition = "attachment", X-Robots-Tag = "noindex" }

[[files]]
files = "*.gz"
content_encoding = ""
cache_control = "no-store"
headers = { X-Robots-Tag = "none", Link = "</a.css>; rel=preload" }

[[cache]]
files = "assets/*"
cache_control = "public, max-age=31536000, immutable"

[content_types]
".GLB" = "model/x-own"
".x[y]" = "text/x-own"
"""


def loaded(folder: Path, text: str) -> Rules:
    (folder / "publish.toml").write_text(text, encoding="utf-8")
    return load_rules(None, folder / "public")


def test_every_property_comes_from_the_first_entry_that_sets_it(tmp_path: Path) -> None:
    rules = loaded(tmp_path, RULES)
    used: set[str] = set()
    assert rules.settings("downloads/a.gz", used) == FileSettings(
        "public, max-age=600",
        "application/octet-stream",
        "",
        {"content-disposition": "attachment", "x-robots-tag": "noindex", "link": "</a.css>; rel=preload"},
    )
    assert rules.settings("a.gz", used).cache_control == "no-store"
    assert rules.settings("assets/a/b.js", used).cache_control == "public, max-age=31536000, immutable"
    assert rules.settings("a/model.Glb", used).content_type == "model/x-own"
    assert rules.settings("a.x[y]", used).content_type == "text/x-own"
    assert rules.settings("a.xy", used) == FileSettings()
    assert used == {"downloads/*", "*.gz", "assets/*", "*.glb", "*.x[[]y]"}
    assert (rules.exclude, rules.publish, rules.keep, rules.remove_most) == (
        ("drafts/*",),
        ("downloads/demo.sql",),
        ("uploads/*",),
        True,
    )


def test_a_pattern_that_matches_nothing_is_named(tmp_path: Path) -> None:
    notices = loaded(tmp_path, RULES).unused({"downloads/*", "*.gz", "drafts/*", "*.glb", "*.x[[]y]"})
    assert notices == [
        "publish.toml: 'assets/*' in files matches no file of the site, so it does nothing; mend the pattern (a path "
        "within the site without a leading slash) or remove it",
        "publish.toml: 'downloads/demo.sql' in publish matches no file of the site, so it does nothing; mend the "
        "pattern (a path within the site without a leading slash) or remove it",
    ]


def test_rules_lie_beside_the_folder_or_in_it_if_it_is_the_repository(tmp_path: Path) -> None:
    site = tmp_path / "public"
    site.mkdir()
    assert load_rules(None, site) == Rules()
    (site / "publish.toml").write_text('keep = ["inside"]')
    assert load_rules(None, site).keep == ("inside",)
    (tmp_path / "publish.toml").write_text('keep = ["beside"]')
    assert load_rules(None, site).keep == ("beside",)
    (site / ".git").mkdir()
    assert load_rules(None, site).keep == ("inside",)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[[cache", "Expected ']]'"),
        ("[[file]]\n", "'file' is an unknown key; did you mean files?"),
        ("[[caches]]\n", "'caches' is an unknown key; did you mean cache?"),
        ("excludes = []\n", "'excludes' is an unknown key; did you mean exclude?"),
        ("zebra = 1\n", "'zebra' is an unknown key; the keys are cache, content_types, exclude"),
        ("cache = 3\n", "cache must be a list of tables: write [[cache]], got 3"),
        ("[files]\n", "files must be a list of tables: write [[files]], got {}"),
        ("files = [1]\n", "[[files]] entry 1 must be a table with files and what it sets, got 1"),
        ('[[cache]]\nfiles = "*"\n', "[[cache]] entry 1 must have files and cache_control"),
        ('[[files]]\ncache_control = "a"\n', "[[files]] entry 1 must have files and"),
        ('[[files]]\nfile = "*"\n', "[[files]] entry 1: 'file' is an unknown key; did you mean files?"),
        ('[[cache]]\nfiles = "*"\ncontent_type = "a/b"\n', "[[cache]] entry 1: 'content_type' is an unknown key"),
        ('[[cache]]\nfiles = ""\ncache_control = "a"\n', "files must be a shell pattern for paths, got ''"),
        ('[[cache]]\nfiles = "/a/*"\ncache_control = "a"\n', "write 'a/*', not '/a/*'"),
        ('[[cache]]\nfiles = "*"\ncache_control = ""\n', "cache_control must be one line of printable ASCII, got ''"),
        ('[[cache]]\nfiles = "*"\ncache_control = "a\\r\\nb"\n', "must be one line"),
        ('[[files]]\nfiles = "*"\ncontent_type = "gltf"\n', 'must be a media type such as "model/gltf-binary"'),
        ('[[files]]\nfiles = "*"\ncontent_type = "a/b\\nc"\n', "must be a media type"),
        ('[[files]]\nfiles = "*"\ncontent_encoding = "zip"\n', "must be one of br, deflate, gzip, zstd"),
        ('[[files]]\nfiles = "*"\nheaders = "a"\n', "headers must be a table such as"),
        ('[[files]]\nfiles = "*"\nheaders = { A = 1 }\n', "A cannot be sent: its value must be text, got 1"),
        ('[content_types]\n"glb" = "model/gltf-binary"\n', 'for a whole name write [[files]] with files = "glb"'),
        ('[content_types]\n".glb" = "gltf"\n', "must be a media type"),
        ("content_types = []\n", "must be one table ([content_types])"),
        ('exclude = "a"\n', 'exclude must be a list of patterns such as ["drafts/*"]'),
        ("keep = [3]\n", "keep must be a shell pattern for paths, got 3"),
        ('publish = [".env"]\n', "a name with a leading dot is never published; rename it"),
        ('remove_most = "yes"\n', "remove_most must be true or false, got 'yes'"),
    ],
)
def test_rules_that_say_something_else_are_refused_by_name(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(InputError) as refused:
        loaded(tmp_path, text)
    assert str(refused.value).startswith(f"rules {tmp_path / 'publish.toml'}: ")
    assert problem in str(refused.value)


def test_rules_that_were_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.toml"):
        load_rules(tmp_path / "none.toml", tmp_path)
