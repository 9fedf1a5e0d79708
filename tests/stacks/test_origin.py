"""Local S3 is as strict an origin as S3, and a distribution with the program's own parts lets nothing out."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from components.site.distribution import CACHING_OPTIMIZED, error_pages
from components.site.redirects import Redirect
from components.site.viewer_request import viewer_request_code
from components.site.viewer_response import viewer_response_code
from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import forget_own_account
from sandbox.viewer import Viewer

BUCKET = "content"
STRICT = "default-src 'self'"
OWN = "default-src 'self'; script-src 'self' 'sha256-abc='"
OBJECTS: dict[str, dict[str, str]] = {
    "index.html": {"content-security-policy": OWN},
    "about.html": {},
    "c++.html": {},
    "LICENSE.html": {"x-own": "1"},
    "docs.html": {"status": "302", "location": "/docs/"},
    "docs/index.html": {},
    "404.html": {},
    ".releases/1.json": {},
}


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> None:
        return None


@dataclass
class Edge:
    """A distribution of a bucket, behind the viewer."""

    cloud: Cloud
    viewer: Viewer
    distribution_arn: str

    def get(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Message, str]:
        trust = urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=self.viewer.ca))
        opener = urllib.request.build_opener(trust, NoRedirects)
        asked = urllib.request.Request(f"{self.viewer.address}{path}", headers=headers, method=method)  # noqa: S310
        try:
            answer: Any = opener.open(asked)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, cast("Message", answer.headers), answer.read().decode()

    def allow(self, *actions: str) -> None:
        """Lets the distribution do this with the content, but for the releases."""
        same = {"Principal": {"Service": "cloudfront.amazonaws.com"}}
        only = {"Condition": {"StringEquals": {"aws:SourceArn": self.distribution_arn}}}
        everything = [f"arn:aws:s3:::{BUCKET}", f"arn:aws:s3:::{BUCKET}/*"]
        statements = [
            {"Effect": "Allow", "Action": list(actions), "Resource": everything, **same, **only},
            {"Effect": "Deny", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/.releases/*", **same},
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        self.cloud.client("s3").put_bucket_policy(Bucket=BUCKET, Policy=policy)


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    forget_own_account()
    folder: Path = tmp_path_factory.mktemp("origin")
    local, viewer = LocalCloud(folder), Viewer(folder / "viewer", folder / "logs")
    try:
        cloud = local.start("us-east-1")
        found = distribution(cloud)
        viewer.serve(cloud, found["Id"])
        yield Edge(cloud, viewer, found["ARN"])
    finally:
        viewer.stop()
        local.stop()


@pytest.fixture(autouse=True)
def may_read_and_list(edge: Edge) -> None:
    edge.allow("s3:GetObject", "s3:ListBucket")


def distribution(cloud: Cloud) -> Any:
    s3, cloudfront = cloud.client("s3"), cloud.client("cloudfront")
    s3.create_bucket(Bucket=BUCKET)
    for key, metadata in OBJECTS.items():
        s3.put_object(Bucket=BUCKET, Key=key, Body=key.encode(), ContentType="text/html", Metadata=metadata)
    redirects = [Redirect("/blog/*", "https://blog.example.com/:splat", 308)]
    functions = {
        "viewer-request": viewer_request_code("index.html", redirects=redirects),
        "viewer-response": viewer_response_code(),
    }
    access = {
        "Name": "a",
        "OriginAccessControlOriginType": "s3",
        "SigningBehavior": "always",
        "SigningProtocol": "sigv4",
    }
    control = cloudfront.create_origin_access_control(OriginAccessControlConfig=access)["OriginAccessControl"]["Id"]
    csp = {"Override": True, "ContentSecurityPolicy": STRICT}
    headers = cloudfront.create_response_headers_policy(
        ResponseHeadersPolicyConfig={"Name": "h", "SecurityHeadersConfig": {"ContentSecurityPolicy": csp}}
    )["ResponseHeadersPolicy"]["Id"]
    (page,) = error_pages("404.html")
    config = {
        "CallerReference": "1",
        "Comment": "",
        "Enabled": True,
        "DefaultRootObject": "index.html",
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": "content",
                    "DomainName": f"{BUCKET}.s3.us-east-1.amazonaws.com",
                    "OriginAccessControlId": control,
                    "S3OriginConfig": {"OriginAccessIdentity": ""},
                }
            ],
        },
        "DefaultCacheBehavior": {
            "TargetOriginId": "content",
            "ViewerProtocolPolicy": "redirect-to-https",
            "CachePolicyId": CACHING_OPTIMIZED,
            "ResponseHeadersPolicyId": headers,
            "FunctionAssociations": {
                "Quantity": 2,
                "Items": [
                    {"EventType": event, "FunctionARN": published(cloudfront, event, code)}
                    for event, code in functions.items()
                ],
            },
        },
        "CustomErrorResponses": {
            "Quantity": 1,
            "Items": [
                {
                    "ErrorCode": page["error_code"],
                    "ResponseCode": str(page.get("response_code")),
                    "ResponsePagePath": page.get("response_page_path"),
                    "ErrorCachingMinTTL": 10,
                }
            ],
        },
    }
    return cloudfront.create_distribution(DistributionConfig=config)["Distribution"]


def published(cloudfront: Any, name: str, code: str) -> str:
    config = {"Comment": "", "Runtime": "cloudfront-js-2.0"}
    made = cloudfront.create_function(Name=name, FunctionConfig=config, FunctionCode=code.encode())
    cloudfront.publish_function(Name=name, IfMatch=made["ETag"])
    return made["FunctionSummary"]["FunctionMetadata"]["FunctionARN"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/", "index.html"),
        ("/about", "about.html"),
        ("/about.html", "about.html"),
        ("/LICENSE", "LICENSE.html"),
        ("/docs/", "docs/index.html"),
        ("/c++", "c++.html"),
        ("/c%2B%2B.html", "c++.html"),
    ],
)
def test_a_path_serves_its_file(edge: Edge, path: str, key: str) -> None:
    status, _, body = edge.get(path)
    assert (status, body) == (200, key)


def test_a_plus_in_a_path_is_a_space_for_s3_so_the_function_is_what_makes_it_a_plus(edge: Edge) -> None:
    s3 = edge.cloud.client("s3")
    s3.put_object(Bucket=BUCKET, Key=".well-known/a b", Body=b"space")
    s3.put_object(Bucket=BUCKET, Key="a b.html", Body=b"space")
    assert edge.get("/.well-known/a%20b")[::2] == (200, "space")
    assert edge.get("/a+b")[0] == 404


def test_what_is_missing_is_404_with_the_sites_page_and_what_is_denied_is_403_without(edge: Edge) -> None:
    assert edge.get("/nothing")[::2] == (404, "404.html")
    status, _, body = edge.get("/.releases/1.json")
    assert (status, "AccessDenied" in body) == (403, True)
    assert edge.get("/.releases/nothing.json")[0] == 403


def test_without_the_permission_to_list_a_missing_file_looks_denied(edge: Edge) -> None:
    edge.allow("s3:GetObject")
    assert edge.get("/nothing")[0] == 403
    assert edge.get("/about")[0] == 200


def test_a_broken_bucket_policy_is_403_for_everything(edge: Edge) -> None:
    edge.allow("s3:ListBucket")
    assert [edge.get(path)[0] for path in ("/", "/about", "/nothing")] == [403, 403, 403]


@pytest.mark.parametrize(
    "path", ["/", "//", "///", "/%2F", "/.", "/./", "/docs/", "/.previews/", "/.well-known/", "/.well-known/.."]
)
@pytest.mark.parametrize(
    "query", ["", "?list-type=2", "?prefix=", "?prefix=.releases/", "?versions", "?delimiter=/", "?location"]
)
def test_no_listing_gets_out(edge: Edge, path: str, query: str) -> None:
    _, headers, body = edge.get(f"{path}{query}")
    assert "ListBucketResult" not in body
    assert ".releases" not in body
    assert headers.get_content_type() == "text/html" or "<Error>" in body


def test_a_distribution_that_asks_for_the_bucket_itself_would_get_a_listing(edge: Edge) -> None:
    cloudfront = edge.cloud.client("cloudfront")
    distribution_id = edge.distribution_arn.rpartition("/")[2]
    found = cloudfront.get_distribution_config(Id=distribution_id)
    config = found["DistributionConfig"]
    bare = {
        **config,
        "DefaultRootObject": "",
        "DefaultCacheBehavior": {**config["DefaultCacheBehavior"], "FunctionAssociations": {"Quantity": 0}},
    }
    changed = cloudfront.update_distribution(Id=distribution_id, IfMatch=found["ETag"], DistributionConfig=bare)
    try:
        assert ".releases/1.json" in edge.get("/")[2]
    finally:
        cloudfront.update_distribution(Id=distribution_id, IfMatch=changed["ETag"], DistributionConfig=config)


def test_a_page_has_its_own_policy_and_any_other_the_stacks(edge: Edge) -> None:
    assert edge.get("/")[1]["Content-Security-Policy"] == OWN
    assert edge.get("/about")[1]["Content-Security-Policy"] == STRICT
    assert edge.get("/nothing")[1]["Content-Security-Policy"] == STRICT
    assert edge.get("/LICENSE")[1]["X-Own"] == "1"


def test_a_redirect_is_an_object_or_the_stacks(edge: Edge) -> None:
    for method in ("GET", "HEAD"):
        status, headers, _ = edge.get("/docs?a=1", method)
        assert (status, headers["Location"]) == (302, "/docs/?a=1")
    status, headers, _ = edge.get("/blog/2024/?a=1")
    assert (status, headers["Location"]) == (308, "https://blog.example.com/2024/?a=1")


@pytest.mark.parametrize("path", ["/", "/docs", "/about", "/LICENSE"])
def test_no_metadata_gets_out_and_an_unchanged_page_keeps_the_policy_that_the_browser_has(
    edge: Edge, path: str
) -> None:
    _, headers, _ = edge.get(path)
    assert [name for name in headers if name.lower().startswith("x-amz-meta-")] == []
    status, again, _ = edge.get(path, **{"If-None-Match": headers["ETag"]})
    assert (status, again["Content-Security-Policy"]) == (304, None)
    assert [name for name in again if name.lower().startswith("x-amz-meta-")] == []


def test_s3_sends_its_own_headers_along(edge: Edge) -> None:
    _, headers, _ = edge.get("/about")
    assert (headers["Server"], headers["x-amz-server-side-encryption"]) == ("AmazonS3", "AES256")


def test_a_page_of_a_key_that_is_pending_deletion_is_not_served(edge: Edge) -> None:
    s3, kms = edge.cloud.client("s3"), edge.cloud.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    sealed = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    s3.put_object(Bucket=BUCKET, Key="sealed.html", Body=b"sealed", **sealed)
    edge.allow("s3:GetObject", "s3:ListBucket")
    status, headers, body = edge.get("/sealed")
    assert (status, body, headers["x-amz-server-side-encryption-aws-kms-key-id"]) == (200, "sealed", key)
    kms.schedule_key_deletion(KeyId=key)
    status, _, body = edge.get("/sealed")
    assert (status, "KMS.KMSInvalidStateException" in body, "sealed" in body) == (400, True, False)


def test_a_version_can_be_tagged_after_its_object_was_deleted(edge: Edge) -> None:
    s3 = edge.cloud.client("s3")
    s3.create_bucket(Bucket="versioned")
    s3.put_bucket_versioning(Bucket="versioned", VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket="versioned", Key="a", Body=b"a")["VersionId"]
    s3.delete_object(Bucket="versioned", Key="a")
    tags = [{"Key": "retired", "Value": "true"}]
    s3.put_object_tagging(Bucket="versioned", Key="a", VersionId=version, Tagging={"TagSet": tags})
    assert s3.get_object_tagging(Bucket="versioned", Key="a", VersionId=version)["TagSet"] == tags
    with pytest.raises(ClientError, match="404"):
        s3.head_object(Bucket="versioned", Key="a")


def test_more_metadata_than_s3_takes_is_refused(edge: Edge) -> None:
    s3 = edge.cloud.client("s3")
    fits = {"name": "x" * (2048 - len("name"))}
    s3.put_object(Bucket=BUCKET, Key="fits", Metadata=fits)
    for call in (s3.put_object, s3.create_multipart_upload):
        with pytest.raises(ClientError, match="MetadataTooLarge"):
            call(Bucket=BUCKET, Key="large", Metadata={**fits, "a": ""})
    with pytest.raises(ClientError, match="MetadataTooLarge"):
        s3.copy_object(
            Bucket=BUCKET,
            Key="large",
            CopySource={"Bucket": BUCKET, "Key": "fits"},
            Metadata={**fits, "a": "b"},
            MetadataDirective="REPLACE",
        )
