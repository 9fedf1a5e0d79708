"""Previews of pull requests, from GitHub's run to the browser: published, updated, kept apart, gone without a trace.

The steps run as the jobs of site-previews.yml run them, the one with the role under nothing but its permissions.
"""

import base64
import io
import json
import os
import ssl
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pulumi import automation

from components.iam.statements import document
from foundation.github.repository_name import RepositoryName
from foundation.roles.github_oidc import github_trust, workflow_jobs
from foundation.roles.site_preview_role import may_publish_previews
from publish.errors import error_code
from rollout.previews.comment import MARKER
from sandbox.emulator.certificate import Certificate
from sandbox.emulator.cloud import without_aws
from sandbox.emulator.processes import LOOPBACK
from sandbox.home import REPOSITORY
from sandbox.viewer import Viewer
from tests.rollout.fake_github import REPOSITORY as NAME
from tests.rollout.fake_github import TOKEN, FakeGitHub, serving
from tests.stacks.browser import Browser, chromium
from tests.stacks.conftest import Sandbox, rehearsed
from tests.stacks.github_actions import identity_token, sign_in

SUBJECT = "repo:example@9919/site@75:ref:refs/heads/main"
WORKFLOW = f"example/secure-site/.github/workflows/site-previews.yml@{'c' * 40}"
PASSWORD = "preview0preview0preview0"
FORK = 4242
PROBE = """
const answer = { cookie: document.cookie, storage: localStorage.getItem('token') };
document.cookie = 'tossed=1; Domain=cloudfront.net; Path=/; Secure';
document.cookie = '__Host-preview=pr-2; Path=/; Secure';
fetch('SITE/', { credentials: 'include' })
  .then((found) => found.text())
  .then((text) => { answer.fetched = text; }, (error) => { answer.fetched = null; })
  .then(() => { document.title = JSON.stringify(answer); });
"""


@dataclass
class Place:
    """The stack with previews, GitHub, and the role of the workflow."""

    sandbox: Sandbox
    viewer: Viewer
    github: FakeGitHub
    role: str
    folder: Path

    @property
    def bucket(self) -> str:
        return self.sandbox.outputs["previewBucket"]

    def session(self, **claims: str) -> Any:
        token = identity_token(SUBJECT, **{"job_workflow_ref": WORKFLOW, **claims})
        return sign_in(self.sandbox.cloud, self.role, token)

    def client(self, service: str) -> Any:
        return self.sandbox.cloud.client(service, self.session())

    def step(self, step: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """A step as its job runs it: only `publish` has the role, and only the others have a token."""
        given = {"PYTHONPATH": str(REPOSITORY), **variables}
        if step == "publish":
            given |= {**self.sandbox.cloud.environment(self.session()), "SITE_PREVIEW_BUCKET": self.bucket}
        else:
            given |= {"GITHUB_REPOSITORY": NAME, "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": self.github.api}
        command = [sys.executable, "-m", "rollout", "previews", step, "--folder", str(self.folder)]
        environment = {**without_aws(os.environ), **given}
        return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)

    def run(self, run_id: int | None = None) -> list[subprocess.CompletedProcess[str]]:
        """The whole workflow. Without a run of the build it is the one by the hour."""
        return [self.step("fetch", RUN_ID=str(run_id or "")), self.step("publish"), self.step("comment")]

    def open(self, number: int, revision: int, **files: str) -> int:
        """A fork opens or updates a pull request, and its build leaves these files. Returns the id of the run."""
        self.github.pulls[:] = [one for one in self.github.pulls if one["number"] != number]
        head = {"sha": sha(number, revision), "repo": {"id": FORK}}
        self.github.pulls.append({"number": number, "state": "open", "head": head})
        run_id = 100 + len(self.github.runs)
        self.github.runs[run_id] = {
            "id": run_id,
            "event": "pull_request",
            "conclusion": "success",
            "head_sha": sha(number, revision),
            "head_repository": {"id": FORK},
        }
        self.github.archives[run_id] = zipped({f"site/{name.replace('__', '.')}": text for name, text in files.items()})
        return run_id

    def close(self, number: int) -> None:
        next(one for one in self.github.pulls if one["number"] == number)["state"] = "closed"

    def versions(self, name: str) -> list[str]:
        """Everything in the bucket that is a preview's, old versions, markers and started uploads included."""
        s3, found = self.sandbox.cloud.client("s3"), list[str]()
        for prefix in (f".previews/{name}/", f".releases/preview/{name}/"):
            page = s3.list_object_versions(Bucket=self.bucket, Prefix=prefix)
            found += [one["Key"] for one in (*page.get("Versions", []), *page.get("DeleteMarkers", []))]
        uploads = s3.list_multipart_uploads(Bucket=self.bucket).get("Uploads", [])
        return found + [one["Key"] for one in uploads if f"/{name}/" in one["Key"]]

    def visit(self, path: str, password: str | None = PASSWORD) -> tuple[int, str, Message]:
        """What a viewer gets who follows redirects and keeps cookies."""
        trust = ssl.create_default_context(cafile=self.viewer.ca)
        opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trust), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        asked = urllib.request.Request(self.viewer.address + path)  # noqa: S310 - https, our own viewer
        if password is not None:
            asked.add_header("Authorization", "Basic " + base64.b64encode(f"preview:{password}".encode()).decode())
        try:
            with opener.open(asked) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers

    def comments(self, number: int) -> list[str]:
        return [one["body"] for one in self.github.comments if one["issue"] == number]


def sha(number: int, revision: int) -> str:
    """The commit at the head of a pull request."""
    return f"{number:038d}{revision:02d}"


def zipped(files: Mapping[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return written.getvalue()


def _role(sandbox: Sandbox) -> str:
    """The role as the foundation makes it, from the same functions."""
    iam, account = sandbox.cloud.client("iam"), sandbox.cloud.account_id
    iam.create_open_id_connect_provider(
        Url="https://token.actions.githubusercontent.com", ClientIDList=["sts.amazonaws.com"]
    )
    provider = f"arn:aws:iam::{account}:oidc-provider/token.actions.githubusercontent.com"
    jobs = workflow_jobs(RepositoryName.parse("example@9919/site@75"), "main", WORKFLOW)
    may = str(document(*may_publish_previews(f"arn:aws:s3:::{sandbox.outputs['previewBucket']}")))
    boundary = iam.create_policy(PolicyName="site-previews-boundary", PolicyDocument=may)["Policy"]["Arn"]
    role = iam.create_role(
        RoleName="site-previews",
        AssumeRolePolicyDocument=str(document(github_trust(provider, jobs))),
        PermissionsBoundary=boundary,
    )["Role"]
    iam.put_role_policy(RoleName="site-previews", PolicyName="inline", PolicyDocument=may)
    return role["Arn"]


@contextmanager
def place_of(base: Path) -> Generator[Place]:
    with rehearsed("dev", base) as sandbox, serving() as github:
        sandbox.stack.set_config("secure-site:previews", "true")
        sandbox.stack.automation.set_config(
            "secure-site:previewPassword", automation.ConfigValue(PASSWORD, secret=True)
        )
        sandbox.up()
        sandbox.push()
        viewer = Viewer(base / "previews", sandbox.home.logs / "previews")
        (sandbox.home.logs / "previews").mkdir(parents=True, exist_ok=True)
        (base / "previews").mkdir(exist_ok=True)
        viewer.serve(sandbox.cloud, sandbox.outputs["previewDistributionId"])
        try:
            yield Place(sandbox, viewer, github, _role(sandbox), base / "task")
        finally:
            viewer.stop()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place_of(tmp_path_factory.mktemp("previews")) as found:
        yield found


def page(text: str) -> str:
    head = f'<!doctype html><title>{text}</title><link rel="icon" href="data:,">'
    return f'{head}<p>{text}</p><script src="/probe.js"></script>'


def test_two_pull_requests_are_published_updated_and_one_that_is_closed_leaves_nothing(place: Place) -> None:
    for number in (1, 12):
        ran = place.run(place.open(number, 1, index__html=page(f"first of {number}"), old__css="p{}"))
        assert [one.returncode for one in ran] == [0, 0, 0], [one.stderr for one in ran]
    place.run(place.open(1, 2, index__html=page("second of 1")))
    assert "second of 1" in place.visit("/.previews/pr-1/")[1]
    assert "first of 12" in place.visit("/.previews/pr-12/")[1]
    (comment,) = place.comments(1)
    address = str(place.sandbox.outputs["previewAddress"]).replace("NAME", "pr-1")
    assert comment.startswith(MARKER)
    assert address in comment
    assert sha(1, 2) in comment
    place.close(1)
    ran = place.run()
    assert "pr-1: deleted" in ran[1].stdout, ran[1].stderr
    assert place.versions("pr-1") == []
    assert place.visit("/.previews/pr-1/")[0] == 404
    assert "first of 12" in place.visit("/.previews/pr-12/")[1]
    (comment,) = place.comments(1)
    assert "deleted" in comment
    assert address not in comment
    for one in place.github.pulls:
        place.close(one["number"])
    place.run()
    left = place.sandbox.cloud.client("s3").list_object_versions(Bucket=place.bucket)
    assert {one["Key"] for one in left["Versions"]} == {".site/settings.json"}


def test_a_preview_is_shown_to_who_knows_the_password_and_kept_by_nobody(place: Place) -> None:
    place.run(place.open(2, 1, index__html=page("shown"), docs__html=page("docs")))
    status, text, headers = place.visit("/.previews/pr-2/docs")
    assert (status, "docs" in text) == (200, True)
    assert (headers["X-Robots-Tag"], headers["Cache-Control"]) == ("noindex, nofollow", "no-store")
    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert headers["Strict-Transport-Security"]
    for wrong in (None, "", PASSWORD[:-1], PASSWORD.upper()):
        assert place.visit("/.previews/pr-2/", wrong)[0] == 401


def test_what_a_run_has_built_reaches_no_other_pull_request(place: Place) -> None:
    place.run(place.open(3, 1, index__html=page("the third")))
    forged = place.open(4, 1, index__html=page("by a stranger"), __site__settings__json="{}")
    place.github.runs[forged]["head_sha"] = sha(3, 1)
    place.github.runs[forged]["head_repository"] = {"id": FORK + 1}
    place.run(forged)
    assert "the third" in place.visit("/.previews/pr-3/")[1]
    assert place.versions("pr-4") == []
    outdated = place.open(3, 2, index__html=page("newer"))
    place.github.runs[outdated]["head_sha"] = sha(3, 1)
    place.run(outdated)
    assert "the third" in place.visit("/.previews/pr-3/")[1]


@pytest.mark.parametrize(("key", "value"), [("event", "push"), ("conclusion", "failure"), ("head_repository", None)])
def test_only_a_build_of_a_pull_request_that_succeeded_is_published(place: Place, key: str, value: object) -> None:
    run_id = place.open(5, 1, index__html=page("not yet"))
    place.github.runs[run_id][key] = value
    assert [one.returncode for one in place.run(run_id)] == [0, 0, 0]
    assert place.versions("pr-5") == []


def test_a_hostile_archive_stops_before_the_role_is_asked_for(place: Place) -> None:
    run_id = place.open(6, 1, index__html=page("x"))
    place.github.archives[run_id] = zipped({"site/index.html": "x", "site/../../task.json": "{}"})
    fetched = place.step("fetch", RUN_ID=str(run_id))
    assert fetched.returncode == 2
    assert "its path is absolute, or has a part that is empty" in fetched.stderr
    assert place.step("publish").returncode == 2
    assert place.versions("pr-6") == []


def test_a_page_that_the_policy_would_break_is_said_in_the_comment_and_in_no_log(place: Place) -> None:
    hostile = '<img src="https://images.example/::set-output name=a::b">'
    ran = place.run(place.open(7, 1, index__html=page(hostile)))
    assert [one.returncode for one in ran] == [0, 1, 0]
    assert "::" not in ran[1].stdout + ran[1].stderr
    assert "images.example" in place.comments(7)[0]
    assert place.versions("pr-7") == []


def test_a_pull_request_that_is_newer_than_the_list_of_open_ones_is_left_alone(place: Place) -> None:
    place.run(place.open(20, 1, index__html=page("x")))
    place.step("fetch")
    task = json.loads((place.folder / "task.json").read_text())
    (place.folder / "task.json").write_text(json.dumps({**task, "open": [], "newest": 19}))
    place.step("publish")
    assert place.versions("pr-20")


def refused(call: Any) -> bool:
    try:
        call()
    except ClientError as error:
        return error_code(error) in ("AccessDenied", "AccessDeniedException")
    return False


FOREIGN: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "the site's content is read": ("s3", "get_object", {"Bucket": "CONTENT", "Key": "index.html"}),
    "the site's content is written": ("s3", "put_object", {"Bucket": "CONTENT", "Key": "index.html", "Body": b"x"}),
    "an earlier preview beside the site": ("s3", "put_object", {"Bucket": "CONTENT", "Key": ".previews/pr-1/a"}),
    "the site's content is listed": ("s3", "list_objects_v2", {"Bucket": "CONTENT"}),
    "the settings of previews are replaced": ("s3", "put_object", {"Bucket": "OWN", "Key": ".site/settings.json"}),
    "the settings of previews are deleted": ("s3", "delete_object", {"Bucket": "OWN", "Key": ".site/settings.json"}),
    "something else in the own bucket": ("s3", "put_object", {"Bucket": "OWN", "Key": "index.html", "Body": b"x"}),
    "the own bucket's policy": ("s3", "get_bucket_policy", {"Bucket": "OWN"}),
    "the own bucket is opened": ("s3", "delete_public_access_block", {"Bucket": "OWN"}),
    "the own bucket is deleted": ("s3", "delete_bucket", {"Bucket": "OWN"}),
    "all buckets": ("s3", "list_buckets", {}),
    "the site's edge": (
        "cloudfront",
        "create_invalidation",
        {
            "DistributionId": "SITE",
            "InvalidationBatch": {"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": "x"},
        },
    ),
    "the edge of previews": ("cloudfront", "get_distribution", {"Id": "PREVIEWS"}),
    "a role": ("iam", "list_roles", {}),
    "a role of the site": (
        "sts",
        "assume_role",
        {"RoleArn": "arn:aws:iam::123456789012:role/secure-site-dev-publish", "RoleSessionName": "preview"},
    ),
    "a secret": ("kms", "list_keys", {}),
    "a build": ("codebuild", "list_projects", {}),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_the_role_is_refused_everything_else(place: Place, what: str) -> None:
    service, operation, arguments = FOREIGN[what]
    outputs = place.sandbox.outputs
    names = {
        "CONTENT": outputs["contentBucket"],
        "OWN": place.bucket,
        "SITE": outputs["distributionId"],
        "PREVIEWS": outputs["previewDistributionId"],
    }
    filled = {key: names.get(value, value) if isinstance(value, str) else value for key, value in arguments.items()}
    assert refused(lambda: getattr(place.client(service), operation)(**filled))


@pytest.mark.parametrize(
    "claims",
    [
        {"job_workflow_ref": f"example/site/.github/workflows/site-previews.yml@{'c' * 40}"},
        {"job_workflow_ref": WORKFLOW.replace("c" * 40, "refs/heads/main")},
        {"job_workflow_ref": WORKFLOW.replace("c", "d")},
        {"repository_id": "74"},
        {"sub": "repo:example@9919/site@75:pull_request"},
        {"sub": "repo:example@9919/site@75:ref:refs/heads/other"},
        {"sub": "repo:other@1/site@75:ref:refs/heads/main"},
    ],
    ids=str,
)
def test_no_other_workflow_gets_the_role(place: Place, claims: Mapping[str, str]) -> None:
    assert place.session()
    assert refused(lambda: place.session(**claims))


def test_a_script_on_a_preview_reads_neither_cookies_nor_storage_of_the_site(place: Place) -> None:
    cloudfront, outputs = place.sandbox.cloud.client("cloudfront"), place.sandbox.outputs
    ids = (outputs["distributionId"], outputs["previewDistributionId"])
    site, preview = (cloudfront.get_distribution(Id=one)["Distribution"]["DomainName"] for one in ids)
    probe = PROBE.replace("SITE", f"https://{site}")
    place.run(place.open(8, 1, index__html=page("probing"), probe__js=probe))
    hosts = {site: place.sandbox.site, preview: place.viewer.address}
    where = {name: address.replace("https://", "") for name, address in hosts.items()}
    assert all(one.startswith(LOOPBACK) for one in where.values())
    certificates = [Certificate(ca.parent).chain for ca in (place.sandbox.ca, place.viewer.ca)]
    with chromium(certificates[0], also=certificates[1], hosts=where) as browser:
        run = browser.driver.execute_script
        browser.open(f"https://{site}/")
        run("document.cookie = 'session=secret; Path=/; Secure'; localStorage.setItem('token', 'secret')")
        assert run("return [document.cookie, localStorage.getItem('token')]") == ["session=secret", "secret"]
        found = probed(browser, f"https://preview:{PASSWORD}@{preview}/.previews/pr-8/")
        assert browser.driver.current_url.endswith(f"{preview}/")
        assert found == {"cookie": "", "storage": None, "fetched": None}
        browser.open(f"https://{site}/")
        assert run("return [document.cookie, localStorage.getItem('token')]") == ["session=secret", "secret"]


def probed(browser: Browser, address: str) -> dict[str, Any]:
    """What the script of the preview has found out."""
    from selenium.webdriver.support.ui import WebDriverWait

    browser.open(address)
    title = WebDriverWait(browser.driver, 20).until(lambda driver: driver.title.startswith("{") and driver.title)
    return json.loads(title)
