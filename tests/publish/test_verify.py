"""How the site is looked at: which files, and how long a fault may last before it counts."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from publish.check import verify
from publish.check.verify import SiteChecker, sample
from publish.release.manifest import Content, Manifest, ObjectVersion, Release
from publish.release.namespace import Namespace, preview, site

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


class Edge:
    """Answers one after another, the last again and again; its clock moves only while somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> None:
        self.urls: list[str] = []
        self.seconds = 0.0
        self._answers: Iterator[Answer] = iter(answers)
        self._answer = answers[0]
        monkeypatch.setattr(verify, "time", SimpleNamespace(monotonic=lambda: self.seconds, sleep=self._sleep))
        monkeypatch.setattr(verify.urllib3.PoolManager, "request", self._request)

    def faults(
        self, before: Manifest | None = None, csp: str | None = None, namespace: Namespace | None = None
    ) -> list[str]:
        checker = SiteChecker(f"{SITE}/", namespace or site(), csp, patience_seconds=300)
        return [str(fault) for fault in checker.faults(manifest(a_html=b"new"), before, ["a.html"])]

    def _request(self, method: str, url: str, **options: Any) -> Answer:
        assert options["redirect"] is False  # another place's answer would pass for this one's
        self.urls.append(url)
        self._answer = next(self._answers, self._answer)
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
    ("answer", "reason"),
    [
        (Answer(b"new", 403), "answered with status 403"),
        (Answer(b"odd"), "has the SHA-256 "),
        (Answer(b"new", headers={**HEADERS, "content-type": "text/plain"}), "has the Content-Type 'text/plain'"),
        (Answer(b"new", headers={**HEADERS, "referrer-policy": ""}), "lacks referrer-policy"),
        (Answer(b"new", headers={**HEADERS, "x-content-type-options": "x"}), "has X-Content-Type-Options 'x'"),
        (Answer(b"new", headers={**HEADERS, "content-security-policy": "x"}), "has the Content-Security-Policy 'x'"),
    ],
)
def test_each_fault_says_where_and_why(monkeypatch: pytest.MonkeyPatch, answer: Answer, reason: str) -> None:
    found = Edge(monkeypatch, answer).faults(csp=HEADERS["content-security-policy"])
    assert len(found) == 1
    assert found[0].startswith(f"{SITE}/a.html {reason}")


def test_a_preview_is_looked_at_where_it_lies_and_must_not_be_indexed(monkeypatch: pytest.MonkeyPatch) -> None:
    edge = Edge(monkeypatch, Answer(b"new"))
    assert "noindex" in edge.faults(namespace=preview("pr-1"))[0]
    assert edge.urls[0] == f"{SITE}/.previews/pr-1/a.html"
    hidden = Answer(b"new", headers={**HEADERS, "x-robots-tag": "noindex"})
    assert Edge(monkeypatch, hidden).faults(namespace=preview("pr-1")) == []


def test_sample_is_the_front_page_then_changed_pages_then_others() -> None:
    files = {f"p{number}_html": b"x" for number in range(50)}
    found = sample(
        manifest(index_html=b"x", style_css=b"x", **files), ["p7.html", "style.css", "gone.html"], "index.html"
    )
    assert found[:2] == ["index.html", "p7.html"]
    assert len(found) == len(set(found)) == verify.SAMPLE
    assert sample(manifest(index_html=b"x", a_css=b"x", b_css=b"x"), ["a.css"], "index.html") == ["index.html", "a.css"]


def test_what_is_large_or_looks_like_a_directory_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "LARGEST_SAMPLED_BYTES", 2)
    found = manifest(index_html=b"x", large_html=b"xxx", LICENSE=b"x")
    assert sample(found, list(found.files), "index.html") == ["index.html"]
