"""A client of GitHub's REST API for comments, issues and workflows, with only the standard library.

https://docs.github.com/en/rest/issues
"""

import http.client
import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from typing import Any

BODY_LIMIT = 65_536
"""The most characters of a comment or an issue."""

AUTHOR = "github-actions[bot]"
"""The account that a workflow's token writes as."""

_SECONDS = 30
_PER_PAGE = 100
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


class GitHubError(RuntimeError):
    """GitHub refused a request, or could not be reached. The message is one line with the request and the reason."""


class GitHub:
    """The API of one repository. The token is sent only in a header."""

    def __init__(self, repository: str, token: str, api: str = "https://api.github.com") -> None:
        """Raises GitHubError if the repository is not an owner/name, or if the token is empty."""
        if not _REPOSITORY.fullmatch(repository):
            raise GitHubError(f"GITHUB_REPOSITORY is {repository!r}; set it to owner/name")
        if not token:
            raise GitHubError("GITHUB_TOKEN is not set; set it to a token that may write to the repository")
        self._base = f"{api.rstrip('/')}/repos/{repository}"
        self._token = token
        self._opener = urllib.request.build_opener(_NoRedirect)

    @classmethod
    def from_environment(cls) -> "GitHub":
        """The client for $GITHUB_REPOSITORY, $GITHUB_TOKEN and $GITHUB_API_URL. Raises GitHubError."""
        environment = os.environ
        return cls(
            environment.get("GITHUB_REPOSITORY", ""),
            environment.get("GITHUB_TOKEN", ""),
            environment.get("GITHUB_API_URL") or "https://api.github.com",
        )

    def send(self, method: str, path: str, content: Mapping[str, str] | None = None) -> Any:
        """Sends one request and returns the answer, None if it is empty. Raises GitHubError.

        path: the path below the repository.
        """
        request = urllib.request.Request(  # noqa: S310 - the address is the runner's, or the test's
            f"{self._base}{path}",
            method=method,
            data=json.dumps(content).encode() if content is not None else None,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        asked = f"{method} {path.partition('?')[0]}"
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                text = answer.read()
                return json.loads(text) if text else None
        except urllib.error.HTTPError as error:
            raise GitHubError(f"GitHub answered {error.code} to {asked}: {_reason(error)}") from None
        except (OSError, http.client.HTTPException) as error:
            raise GitHubError(f"GitHub could not be reached for {asked}: {type(error).__name__}") from None
        except ValueError:
            raise GitHubError(f"GitHub's answer to {asked} is not JSON") from None

    def redirect(self, path: str) -> str:
        """The address that a path leads to. It is not followed, for the token is GitHub's alone. Raises GitHubError."""
        request = urllib.request.Request(  # noqa: S310 - as in `send`
            f"{self._base}{path}",
            headers={"Authorization": f"Bearer {self._token}", "X-GitHub-Api-Version": "2022-11-28"},
        )
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                raise GitHubError(f"GitHub answered {answer.status} to GET {path}, expected a redirect")
        except urllib.error.HTTPError as error:
            found = error.headers.get("Location", "")
            # Only a test's own server answers without TLS.
            if error.code not in _REDIRECTS or not found.startswith(
                ("https://", f"{self._base.partition('/repos/')[0]}/")
            ):
                raise GitHubError(f"GitHub answered {error.code} to GET {path}: {_reason(error)}") from None
            return found
        except (OSError, http.client.HTTPException) as error:
            raise GitHubError(f"GitHub could not be reached for GET {path}: {type(error).__name__}") from None

    def all(self, path: str) -> Iterator[dict[str, Any]]:
        """Everything in a list, page after page. path: with its query, if any, ending in "?" or "&"."""
        page = 1
        while items := self.send("GET", f"{path}per_page={_PER_PAGE}&page={page}"):
            yield from items
            if len(items) < _PER_PAGE:
                return
            page += 1


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Treats a redirect as an error: to follow it would send the token to another address."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        return " ".join(str(json.load(error)["message"]).split())[:200]
    except (OSError, ValueError, LookupError, TypeError):
        return str(error.reason)


def is_ours(item: Mapping[str, Any], marker: str, author: str) -> bool:
    """Whether this program wrote a comment or an issue: it has this author, and begins with the marker.

    Anyone can write a marker. The author is checked so that no other person's text is replaced.
    """
    user: Any = item.get("user") or {}
    return user.get("login") == author and (item.get("body") or "").startswith(marker)


def fitted(head: str, body: str, whole: str) -> str:
    """`head` and `body`, cut at the end of a line if they exceed GitHub's limit.

    whole: where the complete text is.
    """
    text = f"{head}\n\n{body}"
    if len(text) <= BODY_LIMIT:
        return text
    note = f"**Cut** at GitHub's limit of {BODY_LIMIT:,} characters. The complete text: {whole}"
    room = BODY_LIMIT - len(head) - len(note) - 4
    return "\n\n".join([head, note, body[:room].rpartition("\n")[0]])


def run_address() -> str:
    """A Markdown link to this run of the workflow; outside of a workflow "a manual run"."""
    environment = os.environ
    if not environment.get("GITHUB_RUN_ID"):
        return "a manual run"
    address = "{GITHUB_SERVER_URL}/{GITHUB_REPOSITORY}/actions/runs/{GITHUB_RUN_ID}".format_map(environment)
    return f"[this run]({address})"
