"""The tools of this suite: what they build once, and what they would miss if they were broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.emulator.certificate import make_certificate
from tests.sites import generators
from tests.sites.addresses import Client, clean_address, file_address, files, links
from tests.sites.build import BuildError, built, main
from tests.sites.generators import GENERATORS, Generator, MissingError
from tests.sites.plain_server import plain_server
from tests.sites.published import printed_setting
from tests.sites.visits import Visitor
from tests.stacks.browser import Browser, chromium


def generator(folder: Path, *commands: str, version: str = "1.0") -> Generator:
    """A generator whose site is what shell commands make of one page."""
    source = folder / "sources" / "small"
    source.mkdir(parents=True, exist_ok=True)
    (source / "page.txt").write_text("page")
    return Generator("small", lambda: version, tuple(("sh", "-c", command) for command in commands), "out")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(generators, "SOURCES", tmp_path / "sources")
    return tmp_path


def test_a_site_is_built_once_for_a_version_a_source_and_the_commands(machine: Path) -> None:
    log = machine / "log"
    build = f"echo built >> {log}; mkdir out; cp page.txt out"
    small = generator(machine, build)
    site = built(small, lambda line: None)
    assert built(small, lambda line: None) == site == machine / "cache" / "secure-site" / "sites" / "small-1.0" / "site"
    assert (site / "page.txt").read_text() == "page"
    assert log.read_text().count("built") == 1
    (small.source / "page.txt").write_text("another page")
    assert (built(small, lambda line: None) / "page.txt").read_text() == "another page"
    built(generator(machine, build, version="1.1"), lambda line: None)
    assert log.read_text().count("built") == 3
    assert sorted(file.name for file in small.source.iterdir()) == ["page.txt"], "the source stays as it was"


def test_a_generator_that_fails_says_why_and_leaves_no_site(machine: Path) -> None:
    small = generator(machine, "mkdir out", "echo no such theme; exit 3")
    for _ in range(2):
        with pytest.raises(BuildError, match=r"small: exit code 3 from sh -c(.|\n)*no such theme"):
            built(small, lambda line: None)
    assert sorted(file.name for file in (machine / "cache/secure-site/sites/small-1.0").iterdir()) == ["lock"]


def test_a_machine_without_jekyll_is_told_how_to_get_it(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(machine))
    (jekyll,) = (one for one in GENERATORS if one.name == "jekyll")
    with pytest.raises(MissingError, match="apt-get install jekyll jekyll-theme-minima"):
        jekyll.version()


def test_an_unknown_generator_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["hogo"])
    assert "unknown generator 'hogo'; the generators are: mkdocs-material" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "setting"),
    [
        (
            """  pulumi config set contentSecurityPolicy "default-src 'self'; img-src data:" """,
            "default-src 'self'; img-src data:",
        ),
        ("run: pulumi config set --stack dev secure-site:contentSecurityPolicy 'a b'", "a b"),
        ("the policy of the stack is too strict", None),
        ("pulumi config set domain example.com", None),
    ],
)
def test_the_setting_is_taken_from_the_line_that_publishing_prints(line: str, setting: str | None) -> None:
    assert printed_setting(["something else", line]) == setting


def test_addresses_of_pages_and_files(tmp_path: Path) -> None:
    for name in ("index.html", "a b/index.html", "v1.0.html", "c++.txt", ".buildinfo", ".cache/page.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = {key: (clean_address(key), file_address(key)) for key in files(tmp_path)}
    assert found == {
        "a b/index.html": ("/a%20b/", "/a%20b/index.html"),
        "c++.txt": ("/c%2B%2B.txt", "/c%2B%2B.txt"),
        "index.html": ("/", "/index.html"),
        "v1.0.html": ("/v1.0", "/v1.0.html"),
    }


def test_links_of_a_page_are_paths_of_its_site() -> None:
    page = (
        '<a href="../b#top"></a><img src="c.png"><a href="//other.example/"></a><a href="mailto:me"></a><a href="./a">'
    )
    assert list(links(page, "/docs/a")) == ["/b", "/docs/c.png", "/docs/a"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    pages = {
        "index.html": "<title>quiet</title><link rel=icon href=data:,>",
        "loud.html": "<title>loud</title><link rel=icon href=data:,>"
        "<script>console.error('broken')</script><img src=/no>",
        "docs/index.html": "<title>docs</title><link rel=icon href=data:,>",
        "blocked.html": "<meta http-equiv=Content-Security-Policy content=\"default-src 'self'\"><script>1</script>"
        "<link rel=icon href=/index.html><p style='color: red'><img src=data:image/gif;base64,R0lGODdh>",
        "404.html": "<title>missing</title>",
    }
    for name, text in pages.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(f"<!doctype html>{text}")
    return tmp_path / "site"


def test_the_plain_server_serves_clean_addresses_and_files(site: Path) -> None:
    with plain_server(site) as address:
        client = Client(address)
        for path, key in {"/": "index.html", "/loud": "loud.html", "/docs/": "docs/index.html"}.items():
            assert client.get(path).body == (site / key).read_bytes()
        assert (client.get("/docs").status, client.get("/docs").location) == (302, "/docs/")
        assert (client.get("/nothing").status, client.get("/nothing").body) == (404, (site / "404.html").read_bytes())
        assert client.get("/%2e%2e/site.txt").status == 404


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with chromium(make_certificate(tmp_path_factory.mktemp("certificate"), ["127.0.0.1"]).chain) as found:
        yield found


def test_a_visit_reports_what_a_policy_blocks_and_what_a_page_says(site: Path, browser: Browser) -> None:
    with plain_server(site) as address:
        visitor = Visitor(browser, address)
        assert visitor.visit("/").problems == frozenset()
        loud = visitor.visit("/loud")
        assert loud.path == "/loud"
        assert "404 from SITE/no" in loud.problems
        assert any("broken" in problem for problem in loud.problems)
        assert address not in "".join(loud.problems)
        blocked = "\n".join(visitor.visit("/blocked").problems)
        for what in ("inline script", "inline style", "csp: data:image/gif"):
            assert what in blocked
        assert visitor.visit("/").problems == frozenset(), "a visit has forgotten the one before"


def test_a_visit_sees_what_happens_after_a_click(site: Path, browser: Browser) -> None:
    with plain_server(site) as address:
        visit = Visitor(browser, address).visit("/", lambda driver: driver.execute_script("location = '/loud'"))
        assert visit.path == "/loud"
        assert "404 from SITE/no" in visit.problems
