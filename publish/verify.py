"""Looks at a release the way a viewer does: a sample of its pages through the distribution, bytes and headers.

An answer that is still the one of the release before means that the invalidation has not got there yet, and is waited
for; anything else that is wrong gets half a minute (a missing page may be cached as missing) and is then final.
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

from publish.cache_rules import Kind, kind_of
from publish.manifest import Manifest, Record
from publish.namespace import Namespace

REQUIRED_HEADERS = (
    "strict-transport-security",
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
)
"""What every answer must carry: https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html"""

SAMPLE = 20
"""How many files are looked at."""

LARGEST_SAMPLED_BYTES = 2 * 1024**2
"""Size up to which a file may be one of them."""

PATIENCE_SECONDS = 300
"""Default for how long an invalidation may take."""

_OTHER_FAULTS_SECONDS = 30
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10
_TIMEOUT_SECONDS = 20


@dataclass(frozen=True)
class Fault:
    """Why a file is not served as it was published."""

    url: str
    reason: str
    is_stale: bool
    """Whether it is what the release before had there."""

    def __str__(self) -> str:
        return f"{self.url} {self.reason}"


class Viewer:
    """Asks the site for files.

    base: address of the site, such as "https://d111111abcdef8.cloudfront.net".
    csp: the Content-Security-Policy that answers must carry. Default: any.
    The authorities that are trusted are the machine's, or those of the PEM file in SSL_CERT_FILE.
    """

    def __init__(self, base: str, namespace: Namespace, csp: str | None = None) -> None:
        self._base = base.rstrip("/")
        self._namespace = namespace
        self._csp = csp
        self._http = urllib3.PoolManager(ssl_context=ssl.create_default_context(), retries=False)

    def faults(self, manifest: Manifest, before: Manifest | None, keys: Sequence[str], patience: float) -> list[Fault]:
        """What is still wrong with the `keys` of a release when patience (seconds) has run out; empty if all is well.

        before: the release that was served until now. Default: none.
        """
        started, pause = time.monotonic(), _FIRST_PAUSE_SECONDS
        waiting = list(keys)
        previous: Mapping[str, Record] = before.files if before else {}
        while True:
            found = {key: self._look(key, manifest.files[key], previous.get(key)) for key in waiting}
            faults = [fault for fault in found.values() if fault]
            limit = patience if all(fault.is_stale for fault in faults) else min(patience, _OTHER_FAULTS_SECONDS)
            if not faults or time.monotonic() - started + pause > limit:
                return faults
            waiting = [key for key, fault in found.items() if fault]
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _look(self, key: str, record: Record, previous: Record | None) -> Fault | None:
        url = f"{self._base}/{quote(f'{self._namespace.content}{key}')}"
        try:
            answer = self._http.request(
                "GET", url, headers={"Accept-Encoding": "identity"}, timeout=_TIMEOUT_SECONDS, redirect=False
            )
        except urllib3.exceptions.HTTPError as error:
            return Fault(url, f"does not answer: {error}", is_stale=False)
        digest = hashlib.sha256(answer.data).hexdigest()
        is_stale = previous is not None and digest == previous.content.sha256 != record.content.sha256
        reason = self._wrong(answer.status, digest, answer.headers, record)
        return Fault(url, reason, is_stale) if reason else None

    def _wrong(self, status: int, digest: str, headers: Mapping[str, str], record: Record) -> str | None:
        if status != 200:
            return f"answers {status}"
        if digest != record.content.sha256:
            return f"has the SHA-256 {digest}, published was {record.content.sha256}"
        if headers.get("content-type") != record.content.content_type:
            return f"comes as {headers.get('content-type')!r}, published was {record.content.content_type!r}"
        if missing := [name for name in REQUIRED_HEADERS if not headers.get(name)]:
            return f"comes without {', '.join(missing)}: the distribution's response headers policy must set it"
        if headers["x-content-type-options"].lower() != "nosniff":
            return f"has X-Content-Type-Options {headers['x-content-type-options']!r}, want nosniff"
        if self._csp and headers["content-security-policy"] != self._csp:
            return f"has the Content-Security-Policy {headers['content-security-policy']!r}, want {self._csp!r}"
        if self._namespace.is_preview and "noindex" not in headers.get("x-robots-tag", ""):
            return "comes without X-Robots-Tag: noindex, which a preview must have"
        return None


def sample(manifest: Manifest, changed: Sequence[str], index_document: str) -> list[str]:
    """Up to SAMPLE keys to look at: the front page, changed pages, other pages, and then whatever else changed.

    The choice among many is random but the same each time for a release. A name without a dot is not looked at: the
    distribution takes it for a directory.
    """
    usable = {
        key
        for key, record in manifest.files.items()
        if record.content.size <= LARGEST_SAMPLED_BYTES and PurePosixPath(key).suffix
    }
    chosen = [index_document] if index_document in usable else []
    # Not for secrets: what counts is that two runs for one release look at the same pages.
    shuffled = random.Random(manifest.release.id)  # noqa: S311
    changed_files = usable.intersection(changed)
    pages = {key for key in usable if kind_of(key) is Kind.PAGE}
    for group in (changed_files & pages, pages, changed_files):
        rest = sorted(group.difference(chosen))
        chosen += shuffled.sample(rest, min(len(rest), SAMPLE - len(chosen)))
    return chosen
