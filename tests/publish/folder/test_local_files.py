"""Which files of a folder are published, under which key, and what is refused."""

import os
import unicodedata
from pathlib import Path

import pytest

from publish.errors import InputError
from publish.folder import local_files
from publish.folder.local_files import find_files
from publish.folder.rules import Rules


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "public"
    made.mkdir()
    (made / "index.html").write_text("page")
    return made


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def test_dot_files_are_left_out_except_well_known(folder: Path) -> None:
    write(folder, ".git/config", ".env", "docs/.draft.html", ".well-known/security.txt", ".well-known/.x")
    write(folder, "a/.well-known/x")
    found = find_files(folder)
    assert found.files.keys() == {"index.html", ".well-known/security.txt"}
    assert found.left_out == []


def test_a_link_to_a_file_of_the_site_is_published_as_that_file(folder: Path) -> None:
    (folder / "latest.html").symlink_to("index.html")
    files = find_files(folder).files
    assert {key: file.read() for key, file in files.items()} == {"index.html": b"page", "latest.html": b"page"}


@pytest.mark.parametrize(
    "target", ["../secret.txt", ".env", "docs", "nowhere", "link.txt", "/etc/hostname", "server.pfx", "drafts/x.txt"]
)
def test_any_other_link_is_refused(folder: Path, target: str) -> None:
    write(folder, "../secret.txt", ".env", "server.pfx", "drafts/x.txt")
    (folder / "docs").mkdir()
    (folder / "link.txt").symlink_to(target)
    with pytest.raises(InputError, match=r"link\.txt links to"):
        find_files(folder, "", Rules(exclude=("drafts/*",)))


@pytest.mark.parametrize("target", ["../elsewhere", "/etc"])
def test_a_folder_that_is_a_link_out_of_its_own_folder_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.html").write_text("secret")
    (tmp_path / "repository").mkdir()
    link = tmp_path / "repository" / "public"
    link.symlink_to(target)
    with pytest.raises(InputError, match=r"public is a link to .*, outside of the folder that it is in"):
        find_files(link)


def test_a_folder_that_is_a_link_to_its_neighbour_is_published(tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "index.html").write_text("hello")
    (tmp_path / "public").symlink_to("made")
    assert list(find_files(tmp_path / "public").files) == ["index.html"]


def test_names_are_composed_and_must_stay_different(folder: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "é.html")
    (folder / decomposed).write_text("x")
    files = find_files(folder).files
    assert files["é.html"].path == folder / decomposed
    (folder / "é.html").write_text("x")
    with pytest.raises(InputError, match="another file has the same name 'é"):
        find_files(folder)


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (b"caf\xe9.html", r"'?caf\\udce9\.html'?: the name is not UTF-8; rename the file"),
        (b"line\nbreak.html", "control character; rename the file"),
        (b"tab\x7f.html", "control character; rename the file"),
        (b"/".join([b"x" * 250] * 5), "has 1254 bytes, S3 accepts 1024; shorten the name"),
    ],
)
def test_names_that_s3_does_not_take_are_refused(folder: Path, name: bytes, problem: str) -> None:
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x")
    with pytest.raises(InputError, match=problem) as refused:
        find_files(folder)
    str(refused.value).encode()


def test_a_previews_prefix_counts_towards_the_length_of_a_key(folder: Path) -> None:
    write(folder, "/".join(["x" * 200] * 5))
    assert len(find_files(folder).files) == 2
    with pytest.raises(InputError, match="has 1029 bytes"):
        find_files(folder, ".previews/pr-12345678901/")


def test_a_file_that_s3_could_not_copy_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_files, "LARGEST_FILE_BYTES", 3)
    with pytest.raises(InputError, match="has 4 bytes; S3 copies no more than 3 at once: split it"):
        find_files(folder)


def test_what_is_neither_file_nor_folder_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(InputError, match="is neither a file nor a folder: remove it"):
        find_files(folder)


SECRETS = [
    "terraform.tfstate",
    "terraform.tfstate.backup",
    "prod.tfvars",
    "dump.sql",
    "backup.sql.gz",
    "db.dump",
    "data.sqlite3",
    "server.p12",
    "server.pfx",
    "store.jks",
    "vault.kdbx",
    "prod.env",
    "prod.env.local",
    "id_rsa",
    "id_rsa.pub",
    "id_ed25519",
    "index.html~",
    "index.html.bak",
    "index.html.swp",
    "index.html.orig",
    "#index.html#",
    "Thumbs.db",
    "desktop.ini",
    "npm-debug.log",
    "build.LOG",
    "Pulumi.prod.yaml",
    "credentials",
    "credentials.json",
    "_redirects",
    "_headers",
    "publish.toml",
    "netlify.toml",
    "vercel.json",
    "htpasswd",
    "secrets.yaml",
    "known_hosts",
]


@pytest.mark.parametrize("name", SECRETS)
def test_secrets_data_and_left_overs_are_left_out_wherever_they_are(folder: Path, name: str) -> None:
    write(folder, f"a/b/{name}", "a/b/page.html")
    found = find_files(folder)
    assert found.files.keys() == {"index.html", "a/b/page.html"}
    assert found.left_out == [f"a/b/{name}"]


@pytest.mark.parametrize(
    "name",
    [
        "keynote.key",
        "cert.pem",
        "credentials.html",
        "secrets.html",
        "process.env.html",
        "dump.sql.html",
        "id_rsa.html",
        "catalog.json",
        "sql.js",
        "blog.css",
        "CNAME",
    ],
)
def test_names_that_only_look_similar_are_published(folder: Path, name: str) -> None:
    write(folder, name)
    assert name in find_files(folder).files


def test_whole_folders_of_tools_are_left_out_without_a_look_inside(folder: Path) -> None:
    write(folder, "node_modules/left-pad/index.js", "docs/__MACOSX/x.html")
    (folder / "node_modules" / "link").symlink_to("/etc")
    found = find_files(folder)
    assert found.files.keys() == {"index.html"}
    assert found.left_out == ["docs/__MACOSX/", "node_modules/"]


def test_rules_publish_on_purpose_and_exclude(folder: Path) -> None:
    write(folder, "data/demo.sql", "data/other.sql", "node_modules/a/b.js", "node_modules/a/c.js", "drafts/x.html")
    rules = Rules(exclude=("drafts/*", "nothing/*"), publish=("data/demo.sql", "node_modules/a/b.js"))
    found = find_files(folder, "", rules)
    assert found.files.keys() == {"index.html", "data/demo.sql", "node_modules/a/b.js"}
    assert found.left_out == ["data/other.sql", "node_modules/a/c.js"]
    assert found.used == {"drafts/*", "data/demo.sql", "node_modules/a/b.js"}
