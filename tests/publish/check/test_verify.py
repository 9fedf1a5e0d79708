"""How the site is looked at: which files, and how long a fault may last before it counts."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
import urllib3

from publish.check import verify
from publish.check.verify import Fault, Reason, SiteChecker, expectations, removed_sample, sample
from publish.folder.addresses import Addresses
from publish.release.manifest import Content, Manifest, ObjectVersion, Release

SITE = "https://site.example"
HEADERS = {
    "content-type": "text/html",
    "strict-transport-security": "max-age=31536000",
    "content-security-policy": "default-src 'self'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
}


@dataclass
class Answer:
    data: bytes
    status: int = 200
    headers: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        self.headers = HEADERS if self.headers is None else self.headers


def manifest(**files: bytes) -> Manifest:
    records = {
        key.replace("_", "."): ObjectVersion(
            Content(hashlib.sha256(body).hexdigest(), len(body), "text/html", "no-cache"), "etag", "version"
        )
        for key, body in files.items()
    }
    return Manifest(Release(1, "r1", "2026-11-24T12:00:00Z", "c", "who", 1, 1), records)


def with_headers(released: Manifest, *headers: tuple[str, str], status: int = 200) -> Manifest:
    """The release with the same further headers and status for every file."""
    files = {
        key: replace(version, content=replace(version.content, headers=headers, status=status))
        for key, version in released.files.items()
    }
    return replace(released, files=files)


def with_style(released: Manifest) -> Manifest:
    """The release with the type of a style sheet for each .css file."""
    files = {
        key: replace(version, content=replace(version.content, content_type="text/css"))
        for key, version in released.files.items()
        if key.endswith(".css")
    }
    return replace(released, files={**released.files, **files})


class Edge:
    """Answers one after another, the last again and again; its clock moves only while somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Answer | Exception) -> None:
        self.urls: list[str] = []
        self.seconds = 0.0
        self._answers = iter(answers)
        self._answer = answers[0]
        monkeypatch.setattr(verify, "time", SimpleNamespace(monotonic=lambda: self.seconds, sleep=self._sleep))
        monkeypatch.setattr(verify.urllib3.PoolManager, "request", self._request)

    def faults(
        self,
        before: Manifest | None = None,
        csp: str | None = None,
        csp_before: str | None = None,
        removed: tuple[str, ...] = (),
        released: Manifest | None = None,
    ) -> list[Fault]:
        checker = SiteChecker(f"{SITE}/", csp, patience_seconds=300)
        keys = () if removed else ("a.html",)
        expected = expectations(released or manifest(a_html=b"new"), before, keys, removed)
        return checker.faults(expected, csp_before)

    def _request(self, method: str, url: str, **options: Any) -> Answer:
        assert options["redirect"] is False  # another place's answer would pass for this one's
        self.urls.append(url)
        self._answer = next(self._answers, self._answer)
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer

    def _sleep(self, seconds: float) -> None:
        self.seconds += seconds


def test_what_is_still_the_release_before_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = Edge(monkeypatch, *[Answer(b"old")] * 12, Answer(b"new"))
    assert edge.faults(before=manifest(a_html=b"old")) == []
    assert edge.seconds > 60


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = Edge(monkeypatch, Answer(b"old"))
    assert len(edge.faults(before=manifest(a_html=b"old"))) == 1
    assert 280 <= edge.seconds <= 300


def test_anything_else_that_is_wrong_is_final_sooner(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = Edge(monkeypatch, Answer(b"odd"))
    assert len(edge.faults(before=manifest(a_html=b"old"))) == 1
    assert 15 <= edge.seconds <= 30


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(b"", 429), id="too-many-requests"),
        pytest.param(Answer(b"", 503), id="server-error"),
        pytest.param(urllib3.exceptions.ProtocolError("closed"), id="no-connection"),
    ],
)
def test_an_answer_that_says_nothing_of_the_site_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, answer: Answer | Exception
) -> None:
    edge = Edge(monkeypatch, *[answer] * 12, Answer(b"new"))
    assert edge.faults() == []
    assert edge.seconds > 60
    (fault,) = Edge(monkeypatch, answer).faults()
    assert fault.reason is Reason.UNKNOWN


def test_an_old_policy_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    old = Answer(b"new", headers={**HEADERS, "content-security-policy": "old"})
    edge = Edge(monkeypatch, *[old] * 12, Answer(b"new"))
    assert edge.faults(csp=HEADERS["content-security-policy"], csp_before="old") == []
    assert edge.seconds > 60
    (fault,) = Edge(monkeypatch, old).faults(csp=HEADERS["content-security-policy"])
    assert fault.reason is Reason.WRONG


def test_a_page_has_its_own_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    own = with_headers(manifest(a_html=b"new"), ("content-security-policy", "own"))
    before = with_headers(manifest(a_html=b"new"), ("content-security-policy", "before"))
    answers = [Answer(b"new", headers={**HEADERS, "content-security-policy": csp}) for csp in ("before", "own")]
    edge = Edge(monkeypatch, *[answers[0]] * 12, answers[1])
    assert edge.faults(before, csp=HEADERS["content-security-policy"], released=own) == []
    assert edge.seconds > 60


def test_a_redirect_is_looked_at_with_its_target(monkeypatch: pytest.MonkeyPatch) -> None:
    released = with_headers(manifest(a_html=b"new"), ("location", "/b/"), status=302)
    right = Answer(b"new", 302, {**HEADERS, "location": "/b/"})
    assert Edge(monkeypatch, right).faults(released=released) == []
    (fault,) = Edge(monkeypatch, Answer(b"new", 302, {**HEADERS, "location": "/c/"})).faults(released=released)
    assert "has Location '/c/', expected '/b/'" in fault.text
    (fault,) = Edge(monkeypatch, Answer(b"new")).faults(released=released)
    assert fault.text == "answered with status 200, expected 302"


def test_what_was_removed_must_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = manifest(gone_html=b"old")
    edge = Edge(monkeypatch, *[Answer(b"old")] * 12, Answer(b"", 404))
    assert edge.faults(before, removed=("gone.html",)) == []
    assert edge.seconds > 60
    (fault,) = Edge(monkeypatch, Answer(b"other")).faults(before, removed=("gone.html",))
    assert (fault.text, fault.reason) == ("is still served with status 200, expected 404", Reason.WRONG)
    assert Edge(monkeypatch, Answer(b"", 403)).faults(before, removed=("gone.html",)) != []
    assert set(removed_sample(manifest(a_html=b"x"), ["a.html", "b.html", "c.html"])) == {"b.html", "c.html"}
    assert len(removed_sample(manifest(), [str(number) for number in range(50)])) == verify.SAMPLE


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"new", 403), "answered with status 403"),
        (Answer(b"odd"), "has the SHA-256 "),
        (Answer(b"new", headers={**HEADERS, "content-type": "text/plain"}), "has Content-Type 'text/plain'"),
        (Answer(b"new", headers={**HEADERS, "referrer-policy": ""}), "lacks referrer-policy"),
        (Answer(b"new", headers={**HEADERS, "x-content-type-options": "x"}), "has X-Content-Type-Options 'x'"),
        (Answer(b"new", headers={**HEADERS, "content-security-policy": "x"}), "has Content-Security-Policy 'x'"),
    ],
)
def test_each_fault_says_where_and_why(monkeypatch: pytest.MonkeyPatch, answer: Answer, reason: str) -> None:
    found = Edge(monkeypatch, answer).faults(csp=HEADERS["content-security-policy"])
    assert len(found) == 1
    assert str(found[0]).startswith(f"{SITE}/a.html {reason}")


def test_sample_is_the_front_page_then_changed_pages_then_others() -> None:
    files = {f"p{number}_html": b"x" for number in range(50)}
    released = with_style(manifest(index_html=b"x", style_css=b"x", **files))
    found = sample(released, ["p7.html", "style.css", "gone.html"], "index.html")
    assert found[:2] == ["index.html", "p7.html"]
    assert len(found) == len(set(found)) == verify.SAMPLE
    small = with_style(manifest(index_html=b"x", a_css=b"x", b_css=b"x"))
    assert sample(small, ["a.css"], "index.html") == ["index.html", "a.css"]


def test_what_is_large_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "LARGEST_SAMPLED_BYTES", 2)
    found = manifest(index_html=b"x", large_html=b"xxx")
    assert sample(found, list(found.files), "index.html") == ["index.html"]


def test_what_another_file_hides_is_not_looked_at() -> None:
    found = manifest(index_html=b"front", install=b"script", install_html=b"page", LICENSE=b"text", old_html=b"old")
    found = replace(found, files={**found.files, "LICENSE.html": found.files["LICENSE"]})
    addresses = Addresses(redirected=("/old.html",))
    chosen = sample(found, list(found.files), "index.html", addresses.answering)
    assert sorted(chosen) == ["LICENSE", "LICENSE.html", "index.html", "install.html"]


@pytest.mark.parametrize(
    ("addresses", "removed", "looked_for"),
    [
        pytest.param(Addresses(), ["LICENSE", "gone.html"], ["LICENSE", "gone.html"], id="nothing-else-answers"),
        pytest.param(Addresses(), ["new", "gone.html"], ["gone.html"], id="a-page-answers"),
        pytest.param(Addresses(single_page_app=True), ["LICENSE", "gone.js"], ["gone.js"], id="an-application"),
        pytest.param(Addresses(redirected=("/old/*",)), ["old/a.html", "b.html"], ["b.html"], id="a-redirect-answers"),
    ],
)
def test_a_removed_file_is_looked_for_where_nothing_else_answers(
    addresses: Addresses, removed: list[str], looked_for: list[str]
) -> None:
    released = manifest(index_html=b"front", new_html=b"page")
    assert sorted(removed_sample(released, removed, addresses.answering)) == looked_for
