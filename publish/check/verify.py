"""Checks a release as a viewer sees it: fetches a sample of its files through the distribution, bytes and headers.

An answer with the previous release's content means that the invalidation is still on its way: the check waits for it.
Any other fault has half a minute to go away, because CloudFront may have cached a missing page as missing.
"""

import hashlib
import random
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

import urllib3

from publish.folder.cache_rules import Kind, kind_of
from publish.release.manifest import Manifest, ObjectVersion
from publish.release.namespace import Namespace

REQUIRED_HEADERS = (
    "strict-transport-security",
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
)
"""Headers that every answer must have: https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html"""

SAMPLE = 20
"""The most files that are fetched."""

LARGEST_SAMPLED_BYTES = 2 * 1024**2
"""The largest file that is fetched."""

PATIENCE_SECONDS = 300
"""The default time for an invalidation to take effect."""

_OTHER_FAULTS_SECONDS = 30
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10
_TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Fault:
    """A difference between a file as published and as served."""

    url: str
    reason: str
    is_stale: bool
    """Whether the answer has the content of the previous release."""

    def __str__(self) -> str:
        return f"{self.url} {self.reason}"


class SiteChecker:
    """Compares the files of a site with the answers of its distribution.

    base: the address of the site, such as "https://d111111abcdef8.cloudfront.net".
    csp: the Content-Security-Policy that answers must have. Default: any.
    patience_seconds: the time for an invalidation to take effect.
    TLS trusts the machine's certificate authorities, or those of the PEM file in SSL_CERT_FILE.
    """

    def __init__(
        self, base: str, namespace: Namespace, csp: str | None = None, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._base = base.rstrip("/")
        self._namespace = namespace
        self._csp = csp
        self._patience_seconds = patience_seconds
        self._http = urllib3.PoolManager(ssl_context=ssl.create_default_context(), retries=False)

    def faults(self, manifest: Manifest, before: Manifest | None, keys: Sequence[str]) -> list[Fault]:
        """The faults of these keys of a release that remain when the patience runs out; empty if there are none.

        before: the release that was served until now. None: the site was empty.
        """
        patience = self._patience_seconds
        started, pause = time.monotonic(), _FIRST_PAUSE_SECONDS
        waiting = list(keys)
        previous: Mapping[str, ObjectVersion] = before.files if before else {}
        while True:
            found = {key: self._fault(key, manifest.files[key], previous.get(key)) for key in waiting}
            faults = [fault for fault in found.values() if fault]
            limit = patience if all(fault.is_stale for fault in faults) else min(patience, _OTHER_FAULTS_SECONDS)
            if not faults or time.monotonic() - started + pause > limit:
                return faults
            waiting = [key for key, fault in found.items() if fault]
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _fault(self, key: str, version: ObjectVersion, previous: ObjectVersion | None) -> Fault | None:
        url = f"{self._base}/{quote(f'{self._namespace.content}{key}')}"
        try:
            answer = self._http.request(
                "GET", url, headers={"Accept-Encoding": "identity"}, timeout=_TIMEOUT_SECONDS, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            return Fault(url, f"did not answer: {error}", is_stale=False)
        digest = hashlib.sha256(answer.data).hexdigest()
        is_stale = previous is not None and digest == previous.content.sha256 != version.content.sha256
        reason = self._difference(answer.status, digest, answer.headers, version)
        return Fault(url, reason, is_stale) if reason else None

    def _difference(self, status: int, digest: str, headers: Mapping[str, str], version: ObjectVersion) -> str | None:
        if status != 200:
            return f"answered with status {status}, expected 200"
        if digest != version.content.sha256:
            return f"has the SHA-256 {digest}, expected {version.content.sha256}"
        if headers.get("content-type") != version.content.content_type:
            return f"has the Content-Type {headers.get('content-type')!r}, expected {version.content.content_type!r}"
        if missing := [name for name in REQUIRED_HEADERS if not headers.get(name)]:
            return f"lacks {', '.join(missing)}: set it in the distribution's response headers policy"
        if headers["x-content-type-options"].lower() != "nosniff":
            return f"has X-Content-Type-Options {headers['x-content-type-options']!r}, expected nosniff"
        if self._csp and headers["content-security-policy"] != self._csp:
            return f"has the Content-Security-Policy {headers['content-security-policy']!r}, expected {self._csp!r}"
        if self._namespace.is_preview and "noindex" not in headers.get("x-robots-tag", ""):
            return "lacks X-Robots-Tag: noindex, which every preview must have"
        return None


def sample(manifest: Manifest, changed: Sequence[str], index_document: str) -> list[str]:
    """Chooses up to SAMPLE keys: the front page, changed pages, other pages, and then the other changed files.

    The choice is random, but the same each time for one release. A name without a dot is never chosen: the distribution
    treats it as a directory.
    """
    usable = {
        key
        for key, version in manifest.files.items()
        if version.content.size <= LARGEST_SAMPLED_BYTES and PurePosixPath(key).suffix
    }
    chosen = [index_document] if index_document in usable else []
    # No secret depends on it. It makes two runs for one release choose the same pages.
    shuffled = random.Random(manifest.release.id)  # noqa: S311
    changed_files = usable.intersection(changed)
    pages = {key for key in usable if kind_of(key) is Kind.PAGE}
    for group in (changed_files & pages, pages, changed_files):
        rest = sorted(group.difference(chosen))
        chosen += shuffled.sample(rest, min(len(rest), SAMPLE - len(chosen)))
    return chosen
