"""Checks a release as a viewer sees it: fetches a sample of its files through the distribution, bytes and headers, and
asks for removed files, which must be missing.

An edge may answer with what it had before until the invalidation reaches it, and a new policy of the stack takes
minutes as well. So the check waits for every answer that may still become right: an outdated one, and one that says
nothing of the site (too many requests, a server error, no connection). Anything else has half a minute to go away,
because CloudFront may have cached a missing page as missing.
"""

import hashlib
import random
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote

import urllib3

from publish.cloud.distribution import PATIENCE_SECONDS
from publish.release.manifest import Content, Manifest

REQUIRED_HEADERS = (
    "strict-transport-security",
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
)
"""Headers that every answer must have: https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html"""

SAMPLE = 20
"""The most files that are fetched, and the most removed files that are asked for."""

LARGEST_SAMPLED_BYTES = 2 * 1024**2
"""The largest file that is fetched."""

_OTHER_FAULTS_SECONDS = 30
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10
_TIMEOUT_SECONDS = 20
_MISSING = 404
_TOO_MANY_REQUESTS = 429
_FIRST_SERVER_ERROR = 500


class Reason(Enum):
    """The kind of a fault: how long the check waits for it to go away, and what follows if it does not."""

    WRONG = "wrong"
    """The answer is not what was published."""
    STALE = "stale"
    """The answer is what was published before."""
    UNKNOWN = "unknown"
    """The answer says nothing of the site."""


@dataclass(frozen=True)
class Fault:
    """A difference between a file as published and as served."""

    url: str
    text: str
    reason: Reason

    def __str__(self) -> str:
        return f"{self.url} {self.text}"


@dataclass(frozen=True)
class Expectation:
    """The answer that a viewer must get for a key."""

    content: Content | None
    """None: the key must be missing."""
    before: Content | None
    """The answer of the previous release. None: the key was missing."""


class SiteChecker:
    """Compares the files of a site with the answers of its distribution.

    base: the address of the site, such as "https://d111111abcdef8.cloudfront.net".
    csp: the Content-Security-Policy that answers must have, other than pages with a policy of their own. Default: any.
    patience_seconds: the time for an invalidation to take effect.
    TLS trusts the machine's certificate authorities, or those of the PEM file in SSL_CERT_FILE.
    """

    def __init__(self, base: str, csp: str | None = None, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._base = base.rstrip("/")
        self._csp = csp
        self._patience_seconds = patience_seconds
        self._http = urllib3.PoolManager(ssl_context=ssl.create_default_context(), retries=False)

    def faults(self, expected: Mapping[str, Expectation], csp_before: str | None) -> list[Fault]:
        """The faults that remain when the patience runs out, by key; empty if there are none.

        csp_before: the stack's policy when the previous release was made. None: unknown.
        """
        patience = self._patience_seconds
        started, pause = time.monotonic(), _FIRST_PAUSE_SECONDS
        waiting = expected
        while True:
            found = {key: self._fault(key, each, csp_before) for key, each in waiting.items()}
            faults = {key: fault for key, fault in found.items() if fault}
            is_final = any(fault.reason is Reason.WRONG for fault in faults.values())
            limit = min(patience, _OTHER_FAULTS_SECONDS) if is_final else patience
            if not faults or time.monotonic() - started + pause > limit:
                return list(faults.values())
            waiting = {key: expected[key] for key in faults}
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _fault(self, key: str, expected: Expectation, csp_before: str | None) -> Fault | None:
        url = f"{self._base}/{quote(key)}"
        try:
            answer = self._http.request(
                "GET",
                url,
                headers={"Accept-Encoding": "identity"},
                timeout=_TIMEOUT_SECONDS,
                redirect=False,
                decode_content=False,  # a file that was published compressed is compared as it is stored
            )
        except urllib3.exceptions.HTTPError as error:
            return Fault(url, f"did not answer: {error}", Reason.UNKNOWN)
        status, digest = answer.status, hashlib.sha256(answer.data).hexdigest()
        if status == _TOO_MANY_REQUESTS or status >= _FIRST_SERVER_ERROR:
            return Fault(url, f"answered with status {status}", Reason.UNKNOWN)
        text = self._difference(status, digest, answer.headers, expected.content)
        if text is None:
            return None
        is_stale = expected.before is not None and _is(expected.before, status, digest, answer.headers)
        is_old_policy = csp_before is not None and answer.headers.get("content-security-policy") == csp_before
        same_otherwise = expected.content is not None and digest == expected.content.sha256
        stale = is_stale or (is_old_policy and same_otherwise)
        return Fault(url, text, Reason.STALE if stale else Reason.WRONG)

    def _difference(self, status: int, digest: str, headers: Mapping[str, str], content: Content | None) -> str | None:
        if content is None:
            return None if status == _MISSING else f"is still served with status {status}, expected {_MISSING}"
        if status != content.status:
            return f"answered with status {status}, expected {content.status}"
        if digest != content.sha256:
            return f"has the SHA-256 {digest}, expected {content.sha256}"
        if missing := [name for name in REQUIRED_HEADERS if not headers.get(name)]:
            return f"lacks {', '.join(missing)}: set it in the distribution's response headers policy"
        if headers["x-content-type-options"].lower() != "nosniff":
            return f"has X-Content-Type-Options {headers['x-content-type-options']!r}, expected nosniff"
        for name, value in self._headers(content).items():
            if headers.get(name, "") != value:
                return f"has {name.title()} {headers.get(name)!r}, expected {value!r}"
        return None

    def _headers(self, content: Content) -> dict[str, str]:
        expected = {"content-type": content.content_type, "content-encoding": content.content_encoding}
        if self._csp:
            expected["content-security-policy"] = self._csp
        return {**expected, **dict(content.headers)}


def expectations(
    manifest: Manifest, before: Manifest | None, keys: Sequence[str], removed: Sequence[str]
) -> dict[str, Expectation]:
    """The answers that viewers must get: these files of the release, and none for removed keys.

    before: the release that was served until now. None: the site was empty.
    """
    previous = {key: version.content for key, version in before.files.items()} if before else {}
    served = {key: Expectation(manifest.files[key].content, previous.get(key)) for key in keys}
    return {**served, **{key: Expectation(None, previous.get(key)) for key in removed}}


Answering = Callable[[str], str | None]
"""The key that answers the path of a key. None if a redirect of the stack does."""


def sample(
    manifest: Manifest, changed: Sequence[str], index_document: str, answering: Answering = lambda key: key
) -> list[str]:
    """Chooses up to SAMPLE keys: the front page, changed pages, other pages, and then the other changed files.

    The choice is random, but the same each time for one release.
    answering: a file that another one hides is never chosen. Default: each key answers for itself.
    """

    def is_shown(key: str, content: Content) -> bool:
        other = manifest.files.get(answering(key) or "")
        return other is not None and (other.content.sha256, other.content.status) == (content.sha256, content.status)

    usable = {
        key
        for key, version in manifest.files.items()
        if version.content.size <= LARGEST_SAMPLED_BYTES and is_shown(key, version.content)
    }
    derived = {key for key in usable if manifest.files[key].content.derived}
    usable -= derived
    chosen = [index_document] if index_document in usable else []
    # No secret depends on it. It makes two runs for one release choose the same pages.
    shuffled = random.Random(manifest.release.id)  # noqa: S311
    changed_files = usable.intersection(changed)
    pages = {key for key in usable if manifest.files[key].content.is_page}
    for group in (changed_files & pages, pages, changed_files, derived.intersection(changed)):
        rest = sorted(group.difference(chosen))
        chosen += shuffled.sample(rest, min(len(rest), SAMPLE - len(chosen)))
    return chosen


def removed_sample(manifest: Manifest, removed: Sequence[str], answering: Answering = lambda key: key) -> list[str]:
    """Chooses up to SAMPLE of the removed keys, the same ones each time for one release.

    answering: a key whose path a redirect or a published file answers is never chosen. Default: none is.
    """
    gone = set(removed) - manifest.files.keys()
    keys = sorted(key for key in gone if (answer := answering(key)) is not None and answer not in manifest.files)
    return random.Random(manifest.release.id).sample(keys, min(len(keys), SAMPLE))  # noqa: S311


def _is(content: Content, status: int, digest: str, headers: Mapping[str, str]) -> bool:
    """Whether the answer is this content with its own headers."""
    has_headers = all(headers.get(name) == value for name, value in content.headers)
    return status == content.status and digest == content.sha256 and has_headers
