"""Previews have a bucket and a distribution of their own, and nothing of the site is reachable from there."""

import base64
import json
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.previews.options import PreviewOptions
from components.previews.previews import CACHING_DISABLED, Previews
from components.site.options import SiteOptions
from components.site.redirects import Redirect
from components.site.response_headers import SecurityHeaders
from components.storage.options import StorageOptions
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

BUCKET = "secure-site-test-previews-123456789012"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
ZONE = "Z0123456789ABCDEFGHIJ"
AT_HOME = PreviewOptions(previews=True)
NAMED = PreviewOptions(previews=True, preview_domain="previews.example.net", preview_zone_id=ZONE)


def build(cloud: Cloud, options: PreviewOptions = AT_HOME, site: SiteOptions | None = None) -> Previews:
    args: dict[str, Any] = {
        "context": CONTEXT,
        "previews": options,
        "site": site or SiteOptions(),
        "headers": SecurityHeaders(),
        "storage": StorageOptions(),
        "log_bucket": "logs",
    }
    return cloud.build(Previews, "previews", args)


def statements(cloud: Cloud) -> dict[str, dict[str, Any]]:
    return {one["Sid"]: one for one in json.loads(cloud.named("previews-content-policy")["policy"])["Statement"]}


def test_nothing_is_cached_and_search_engines_are_sent_away(cloud: Cloud) -> None:
    build(cloud)
    assert cloud.one(DISTRIBUTION)["defaultCacheBehavior"]["cachePolicyId"] == CACHING_DISABLED
    policy = cloud.named("previews-headers-policy")
    sent = {one["header"]: one["value"] for one in policy["customHeadersConfig"]["items"]}
    assert sent["X-Robots-Tag"] == "noindex, nofollow"
    assert sent["Cache-Control"] == "no-store"
    assert policy["securityHeadersConfig"]["contentSecurityPolicy"]["contentSecurityPolicy"] == SecurityHeaders().policy


def test_only_previews_are_read_and_only_by_their_distribution(cloud: Cloud) -> None:
    build(cloud)
    found = statements(cloud)
    own = {"StringEquals": {"aws:SourceArn": "arn:aws:cloudfront::123456789012:distribution/E2EXAMPLE"}}
    assert found["OnlyThisDistribution"]["Resource"] == [f"arn:aws:s3:::{BUCKET}/.previews/*"]
    assert found["OnlyThisDistribution"]["Condition"] == found["MissingIsNotDenied"]["Condition"] == own
    assert found["NotAPreview"]["Resource"] == [
        f"arn:aws:s3:::{BUCKET}/.releases/preview/*",
        f"arn:aws:s3:::{BUCKET}/.site/settings.json",
    ]


def test_no_resource_names_the_bucket_or_the_distribution_of_the_site(cloud: Cloud) -> None:
    build(cloud)
    assert not [one.name for one in cloud.resources if "secure-site-test-content" in json.dumps(one, default=str)]


def test_a_preview_and_its_manifests_expire_and_their_old_versions_a_day_later(cloud: Cloud) -> None:
    build(cloud, replace(AT_HOME, preview_days=5))
    rules = {rule["id"]: rule for rule in cloud.named("previews-content-lifecycle")["rules"]}
    assert rules["objects in .previews/"]["expiration"] == {"days": 5}
    assert rules["objects in .releases/preview/"]["expiration"] == {"days": 5}
    assert rules["noncurrent-versions"]["noncurrentVersionExpiration"] == {"noncurrentDays": 1}
    assert "objects" not in rules


def test_without_a_domain_the_previews_are_at_the_name_of_cloudfront(cloud: Cloud) -> None:
    made = build(cloud)
    assert "aliases" not in cloud.one(DISTRIBUTION)
    name = cloud.value(made.address).removeprefix("https://").partition("/")
    assert name[0].endswith(".cloudfront.net")
    assert name[2] == ".previews/NAME/"
    assert not cloud.all("aws:acm/certificate:Certificate")


def test_with_a_domain_one_certificate_and_one_wildcard_serve_all_hosts(cloud: Cloud) -> None:
    made = build(cloud, NAMED)
    assert cloud.value(made.address) == "https://NAME.previews.example.net/"
    assert cloud.one(DISTRIBUTION)["aliases"] == ["*.previews.example.net"]
    assert cloud.one("aws:acm/certificate:Certificate")["subjectAlternativeNames"] == ["*.previews.example.net"]
    records = {(one["name"], one["type"]) for one in cloud.all("aws:route53/record:Record") if "aliases" in one}
    assert records == {("*.previews.example.net", "A"), ("*.previews.example.net", "AAAA")}


def test_the_workflows_read_how_a_preview_is_published_and_served(cloud: Cloud) -> None:
    site = SiteOptions(single_page_app=True, prerendered_pages=("/a",), redirects=(Redirect("/old", "/new"),))
    build(cloud, NAMED, site)
    found = cloud.named("previews-settings")
    assert (found["bucket"], found["key"]) == (BUCKET, ".site/settings.json")
    assert json.loads(base64.b64decode(found["contentBase64"])) == {
        "address": "https://NAME.previews.example.net/",
        "contentSecurityPolicy": SecurityHeaders().policy,
        "indexDocument": "index.html",
        "singlePageApp": True,
        "prerendered": ["/a"],
        "redirected": ["/old"],
    }


def test_the_function_has_a_digest_of_the_password_as_a_secret_and_never_the_password(cloud: Cloud) -> None:
    password = "0123456789abcdef01234567"
    build(cloud, replace(AT_HOME, preview_password=pulumi.Output.secret(password)))
    function = cloud.named("previews-function")
    assert '"digest"' in str(function["code"])
    assert not [one.name for one in cloud.resources if password in json.dumps(one, default=str)]


def test_countries_that_the_site_keeps_out_are_kept_out_of_its_previews(cloud: Cloud) -> None:
    build(cloud, site=SiteOptions(geo_allow=("DE",)))
    restriction = cloud.one(DISTRIBUTION)["restrictions"]["geoRestriction"]
    assert restriction == {"restrictionType": "whitelist", "locations": ["DE"]}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (PreviewOptions(previews=True, preview_domain="previews.example.net"), "preview_zone_id"),
        (PreviewOptions(previews=True, preview_zone_id=ZONE), "preview_domain"),
        (replace(NAMED, preview_domain=f"{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.net"), "preview_domain"),
        (replace(AT_HOME, preview_password="short"), "preview_password"),
        (replace(AT_HOME, preview_days=1), "preview_days"),
    ],
)
def test_what_makes_no_sense_is_refused_before_the_first_resource(
    cloud: Cloud, options: PreviewOptions, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        build(cloud, options)
    assert not cloud.resources


@pytest.mark.parametrize(
    ("domain", "names", "is_refused"),
    [
        ("previews.example.com", ["example.com"], True),
        ("example.com", ["www.example.com"], True),
        ("previews.example.net", ["example.org", "*.example.net"], True),
        ("previews.example.co.uk", ["example.co.uk"], True),
        ("previews.example.net", ["example.com", "www.example.com"], False),
        ("previews.example.net", [], False),
    ],
)
def test_a_domain_that_could_share_cookies_with_the_site_is_refused(
    domain: str, names: list[str], is_refused: bool
) -> None:
    found = list(replace(NAMED, preview_domain=domain).faults_beside(names))
    assert bool(found) == is_refused
