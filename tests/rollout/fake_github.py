"""A fake of GitHub's comments, issues and workflows on a loopback port, which records the requests."""

import json
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rollout.github import AUTHOR, GitHub

TOKEN = "a-token-that-is-never-shown"
REPOSITORY = "owner/name"

_POLL_SECONDS = 0.01


@dataclass
class FakeGitHub:
    """A repository. `refusal`, if set, is the answer to every request."""

    api: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """The comments of pull request 7."""
    issues: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    written: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Method and path of every write."""
    tokens: set[str | None] = field(default_factory=set[str | None])
    """The values of the Authorization header."""
    pulls: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """The pull requests: number, state, and the commit and repository of the head."""
    runs: dict[int, dict[str, Any]] = field(default_factory=dict[int, dict[str, Any]])
    """The runs of workflows, by id."""
    archives: dict[int, bytes] = field(default_factory=dict[int, bytes])
    """What a run has left as its artifact, by the id of the run, which is that of the artifact as well."""
    refusal: tuple[int, str] | None = None

    @property
    def client(self) -> GitHub:
        return GitHub(REPOSITORY, TOKEN, self.api)

    def answer(self, method: str, path: str, query: dict[str, list[str]], content: dict[str, Any]) -> Any:
        """The answer to a request. Raises LookupError for an unknown path."""
        if method != "GET":
            self.written.append((method, path))
        match method, path.removeprefix(f"/repos/{REPOSITORY}"):
            case "GET", where if found := re.fullmatch(r"/issues/(\d+)/comments", where):
                return _page([one for one in self.comments if one.get("issue", 7) == int(found[1])], query)
            case "GET", "/pulls" if query["state"] == ["open"]:
                return _page([one for one in self.pulls if one["state"] == "open"], query)
            case "GET", "/pulls":
                return sorted(self.pulls, key=lambda one: -one["number"])[: int(query["per_page"][0])]
            case "GET", where if found := re.fullmatch(r"/actions/runs/(\d+)", where):
                return self.runs[int(found[1])]
            case "GET", where if found := re.fullmatch(r"/actions/runs/(\d+)/artifacts", where):
                return {"artifacts": [self._artifact(number) for number in self.archives if number == int(found[1])]}
            case "GET", "/issues":
                return _page([issue for issue in self.issues if issue["state"] == query["state"][0]], query)
            case "POST", "/issues":
                return _added(self.issues, {**content, "number": 40 + len(self.issues), "state": "open"})
            case "POST", where if found := re.fullmatch(r"/issues/(\d+)/comments", where):
                return _added(self.comments, {**content, "issue": int(found[1]), "id": 400 + len(self.comments)})
            case "PATCH", where if found := re.fullmatch(r"/issues/comments/(\d+)", where):
                return _changed(self.comments, "id", int(found[1]), content)
            case "PATCH", where if found := re.fullmatch(r"/issues/(\d+)", where):
                return _changed(self.issues, "number", int(found[1]), content)
            case "PUT", where if re.fullmatch(r"/actions/workflows/[\w-]+\.yml/enable", where):
                return None
            case _:
                raise LookupError(path)

    def _artifact(self, number: int) -> dict[str, Any]:
        return {"id": number, "name": "site-preview", "expired": False, "size_in_bytes": len(self.archives[number])}

    def archive(self, path: str) -> bytes | None:
        """The storage that GitHub sends to for an artifact, which wants no token."""
        found = re.fullmatch(r"/storage/(\d+)", path)
        return self.archives[int(found[1])] if found else None


def written_by(author: str, body: str, **more: Any) -> dict[str, Any]:
    """A comment or an issue of another author."""
    return {"user": {"login": author}, "body": body, **more}


@contextmanager
def serving() -> Generator[FakeGitHub]:
    """Serves a repository until the end of the block."""
    fake = FakeGitHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    fake.api = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[_POLL_SECONDS])
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(fake: FakeGitHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            if (archive := fake.archive(self.path)) is not None:
                assert "Authorization" not in self.headers
                self._send_bytes(200, archive, {})
                return
            if found := re.fullmatch(rf"/repos/{REPOSITORY}/actions/artifacts/(\d+)/zip", self.path):
                self._send(302, {}, {"Location": f"{fake.api}/storage/{found[1]}"})
                return
            fake.tokens.add(self.headers["Authorization"])
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or "{}")
            where = urlsplit(self.path)
            if fake.refusal:
                status, message = fake.refusal
                self._send(status, {"message": message}, {"Location": "http://127.0.0.1:9/elsewhere"})
                return
            try:
                answer = fake.answer(self.command, where.path, parse_qs(where.query), content)
                self._send(204 if answer is None else 200, answer)
            except LookupError:
                self._send(404, {"message": "Not Found"})

        do_GET = do_POST = do_PATCH = do_PUT = _serve  # noqa: N815 - the base class's names

        def _send(self, status: int, content: Any, headers: dict[str, str] | None = None) -> None:
            self._send_bytes(status, b"" if status == 204 else json.dumps(content).encode(), headers or {})

        def _send_bytes(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            del format, args

    return Handler


def _page(items: list[dict[str, Any]], query: dict[str, list[str]]) -> list[dict[str, Any]]:
    size, number = int(query["per_page"][0]), int(query["page"][0])
    return items[size * (number - 1) : size * number]


def _added(items: list[dict[str, Any]], item: dict[str, Any]) -> dict[str, Any]:
    items.append({**item, "user": {"login": AUTHOR}})
    return items[-1]


def _changed(items: list[dict[str, Any]], key: str, value: int, content: dict[str, Any]) -> dict[str, Any]:
    found = next((item for item in items if item.get(key) == value), None)
    if found is None:
        raise LookupError(value)
    found.update(content)
    return found
