"""The content is read by its distribution and by nobody else, and what makes no sense is refused."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.site.options import DomainOptions, SiteOptions
from components.site.redirects import Redirect
from components.site.response_headers import SecurityHeaders
from components.site.static_site import StaticSite
from components.site.viewer_request import viewer_request_code
from components.storage.options import StorageOptions
from publish.retention import noncurrent_versions_to_spare
from tests.components.options import take
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud, Recorded

CONTENT = "secure-site-test-content-123456789012"
LOGS = "secure-site-test-logs-123456789012"
DISTRIBUTION_ARN = "arn:aws:cloudfront::123456789012:distribution/E2EXAMPLE"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/1"
DISTRIBUTION = "aws:cloudfront/distribution:Distribution"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
WEB_ACL = "aws:wafv2/webAcl:WebAcl"
DOMAIN = DomainOptions(domain="example.com", zone_id="Z0123456789ABC")


def build(cloud: Cloud, *, preview: bool = False, **more: Any) -> StaticSite:
    options = {
        "site": take(SiteOptions, more),
        "headers": take(SecurityHeaders, more),
        "storage": take(StorageOptions, more),
    }
    return cloud.build(StaticSite, "site", {"context": CONTEXT, **options, **more}, preview=preview)


def distribution(cloud: Cloud, **more: Any) -> Recorded:
    build(cloud, **more)
    return cloud.one(DISTRIBUTION)


def statements(cloud: Cloud, name: str) -> dict[str, dict[str, Any]]:
    """The statements of a policy, by sid."""
    return {statement["Sid"]: statement for statement in json.loads(cloud.named(name)["policy"])["Statement"]}


def test_a_site_needs_no_setting_to_be_chosen(cloud: Cloud) -> None:
    made = distribution(cloud)
    assert (made["enabled"], made["isIpv6Enabled"], made["httpVersion"]) == (True, True, "http2and3")
    assert (made["defaultRootObject"], made["priceClass"]) == ("index.html", "PriceClass_100")
    assert made["viewerCertificate"] == {"cloudfrontDefaultCertificate": True}
    assert made["restrictions"] == {"geoRestriction": {"restrictionType": "none", "locations": []}}
    assert not {"aliases", "webAclId"} & made.keys()


def test_the_distribution_signs_what_it_asks_the_buckets_regional_name(cloud: Cloud) -> None:
    origin = distribution(cloud)["origins"][0]
    access = cloud.one("aws:cloudfront/originAccessControl:OriginAccessControl")
    assert origin["domainName"] == f"{CONTENT}.s3.us-east-1.amazonaws.com"
    assert origin["originAccessControlId"] == access["name"]
    assert (access["originAccessControlOriginType"], access["signingBehavior"], access["signingProtocol"]) == (
        "s3",
        "always",
        "sigv4",
    )


def test_only_this_distribution_reads_the_content_and_hears_what_is_missing_and_it_may_do_nothing_else(
    cloud: Cloud,
) -> None:
    build(cloud)
    policy = statements(cloud, "site-content-policy")
    assert policy.pop("TlsOnly")["Effect"] == "Deny"
    assert policy.pop("NotTheSite") == {
        "Sid": "NotTheSite",
        "Effect": "Deny",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{CONTENT}/.releases/*", f"arn:aws:s3:::{CONTENT}/.previews/*"],
    }
    assert policy == {
        sid: {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": [action],
            "Resource": [resource],
            "Condition": {"StringEquals": {"aws:SourceArn": DISTRIBUTION_ARN}},
        }
        for sid, action, resource in (
            ("OnlyThisDistribution", "s3:GetObject", f"arn:aws:s3:::{CONTENT}/*"),
            ("MissingIsNotDenied", "s3:ListBucket", f"arn:aws:s3:::{CONTENT}"),
        )
    }


def test_the_log_bucket_admits_both_log_services_and_nobody_else(cloud: Cloud) -> None:
    build(cloud)
    policy = statements(cloud, "site-logs-policy")
    assert {sid: statement["Principal"] for sid, statement in policy.items()} == {
        "AWSLogDeliveryWrite1": {"Service": "delivery.logs.amazonaws.com"},
        "WithoutAcl": {"Service": "delivery.logs.amazonaws.com"},
        "S3AccessLogs": {"Service": "logging.s3.amazonaws.com"},
        "TlsOnly": "*",
    }
    assert policy["TlsOnly"]["Resource"] == [f"arn:aws:s3:::{LOGS}", f"arn:aws:s3:::{LOGS}/*"]


def test_requests_to_the_distribution_and_to_the_content_are_logged_but_not_those_to_the_logs(cloud: Cloud) -> None:
    build(cloud)
    assert (cloud.one(LOGGING)["bucket"], cloud.one(LOGGING)["targetBucket"]) == (CONTENT, LOGS)
    assert cloud.one("aws:cloudwatch/logDeliverySource:LogDeliverySource")["resourceArn"] == DISTRIBUTION_ARN
    destination = cloud.one("aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination")
    assert destination["deliveryDestinationConfiguration"] == {"destinationResourceArn": f"arn:aws:s3:::{LOGS}"}


def test_whoever_sends_logs_waits_until_the_log_bucket_takes_them(cloud: Cloud) -> None:
    site = build(cloud)
    assert cloud.named("site-logs-policy").urn in cloud.dependencies(site.log_bucket_name)


def test_logs_expire_and_overwritten_content_does(cloud: Cloud) -> None:
    build(cloud, log_retention_days=90, access_log_days=14, noncurrent_days=9, keep_releases=3)
    logs = {rule["id"]: rule for rule in cloud.named("site-logs-lifecycle")["rules"]}
    content = {rule["id"]: rule for rule in cloud.named("site-content-lifecycle")["rules"]}
    assert logs["objects in s3/"]["expiration"] == {"days": 90}
    assert logs["objects in AWSLogs/"]["expiration"] == {"days": 14}
    assert content["noncurrent-versions"]["noncurrentVersionExpiration"] == {
        "noncurrentDays": 9,
        "newerNoncurrentVersions": noncurrent_versions_to_spare(3),
    }
    for unspared in ("in .previews/", "in .releases/", "tagged secure-site:retired"):
        assert content[f"noncurrent-versions {unspared}"]["noncurrentVersionExpiration"] == {"noncurrentDays": 9}
    assert content["objects in .previews/"]["expiration"] == {"days": 14}
    assert content["objects in .releases/preview/"]["expiration"] == {"days": 14}


def test_a_customer_key_encrypts_the_content_and_opens_it_for_this_distribution_only(cloud: Cloud) -> None:
    site = build(cloud, customer_key=True)
    key = "arn:aws:kms:us-east-1:123456789012:key/site-encryption-key"
    assert cloud.value(site.key_arn) == key
    encryption = cloud.named("site-content-encryption")["rules"][0]["applyServerSideEncryptionByDefault"]
    assert encryption == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}
    policy = statements(cloud, "site-encryption-policy")
    assert policy.keys() == {"Administer", "UseThroughS3", "OnlyThisDistribution"}
    assert (policy["OnlyThisDistribution"]["Action"], policy["OnlyThisDistribution"]["Condition"]) == (
        ["kms:Decrypt"],
        {"StringEquals": {"aws:SourceArn": DISTRIBUTION_ARN}},
    )


def test_logs_stay_on_s3s_key_because_s3_cannot_deliver_to_a_customers(cloud: Cloud) -> None:
    build(cloud, customer_key=True)
    assert cloud.named("site-logs-encryption")["rules"] == [
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    ]


def test_without_a_customer_key_there_is_none(cloud: Cloud) -> None:
    assert build(cloud).key_arn is None
    assert cloud.all("aws:kms/key:Key") == []


def test_own_names_are_served_with_their_certificate_and_tls_version(cloud: Cloud) -> None:
    made = distribution(
        cloud,
        domain=replace(DOMAIN, aliases=("www.example.com",)),
        certificate_arn=CERTIFICATE,
        minimum_tls_version="TLSv1.3_2025",
    )
    assert made["aliases"] == ["example.com", "www.example.com"]
    assert made["viewerCertificate"] == {
        "acmCertificateArn": CERTIFICATE,
        "sslSupportMethod": "sni-only",
        "minimumProtocolVersion": "TLSv1.3_2025",
    }


def test_the_canonical_host_and_the_index_document_reach_the_function(cloud: Cloud) -> None:
    build(
        cloud,
        domain=replace(DOMAIN, aliases=("www.example.com",), canonical_host="example.com"),
        certificate_arn=CERTIFICATE,
        index_document="home.html",
    )
    expected = viewer_request_code("home.html", "example.com")
    assert cloud.named("site-viewer-request-function")["code"] == expected


def test_paths_of_an_application_and_redirects_are_the_functions_and_no_error_page_says_200(cloud: Cloud) -> None:
    redirects = (Redirect("/old/*", "/new/:splat"),)
    made = distribution(cloud, single_page_app=True, prerendered_pages=("/docs/*",), redirects=redirects)
    assert [
        (page["errorCode"], page["responseCode"], page["responsePagePath"]) for page in made["customErrorResponses"]
    ] == [(404, 404, "/404.html")]
    expected = viewer_request_code("index.html", single_page_app=True, prerendered=("/docs/*",), redirects=redirects)
    assert cloud.named("site-viewer-request-function")["code"] == expected


def test_both_functions_run_for_the_site(cloud: Cloud) -> None:
    made = distribution(cloud)
    functions = {
        f"viewer-{event}": f"arn:aws:cloudfront::123456789012:function/secure-site-test-viewer-{event}"
        for event in ("request", "response")
    }
    associations = made["defaultCacheBehavior"]["functionAssociations"]
    assert {one["eventType"]: one["functionArn"] for one in associations} == functions


def test_the_headers_of_the_stack_are_sent(cloud: Cloud) -> None:
    made = distribution(cloud, referrer_policy="no-referrer")
    policy = cloud.one("aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy")
    assert policy["securityHeadersConfig"]["referrerPolicy"]["referrerPolicy"] == "no-referrer"
    assert made["defaultCacheBehavior"]["responseHeadersPolicyId"] == policy["name"]


def test_a_rate_limit_puts_a_web_acl_in_front(cloud: Cloud) -> None:
    made = distribution(cloud, waf_rate_limit=2000)
    assert cloud.one(WEB_ACL)["rules"][0]["statement"]["rateBasedStatement"]["limit"] == 2000
    assert made["webAclId"] == f"arn:aws:wafv2:us-east-1:123456789012:global/webacl/{cloud.one(WEB_ACL)['name']}/1"


def test_countries_can_be_allowed_or_blocked(cloud: Cloud) -> None:
    made = distribution(cloud, geo_block=("KP",))
    assert made["restrictions"]["geoRestriction"] == {"restrictionType": "blacklist", "locations": ["KP"]}


@pytest.mark.parametrize("protect", [True, False])
def test_both_buckets_are_protected_or_neither(cloud: Cloud, protect: bool) -> None:
    build(cloud, protect=protect)
    buckets = cloud.all("aws:s3/bucket:Bucket")
    assert [(bucket.protect, bucket["forceDestroy"]) for bucket in buckets] == [(protect, not protect)] * 2


def test_the_outputs_are_what_dns_a_publisher_and_a_watch_need(cloud: Cloud) -> None:
    site = build(cloud)
    assert (site.bucket_name, site.bucket_arn) == (CONTENT, f"arn:aws:s3:::{CONTENT}")
    assert cloud.value(site.distribution_id) == "E2EXAMPLE"
    assert cloud.value(site.distribution_arn) == DISTRIBUTION_ARN
    assert cloud.value(site.domain_name) == "d2example.cloudfront.net"
    assert cloud.value(site.hosted_zone_id) == "Z2FDTNDATAQYW2"
    assert cloud.value(site.log_bucket_name) == LOGS
    assert cloud.one("secure-site:components:StaticSite").outputs["bucketName"] == CONTENT


def test_at_the_first_preview_only_the_policies_that_name_the_distribution_are_unknown(cloud: Cloud) -> None:
    build(cloud, customer_key=True, preview=True)
    policies = [resource for resource in cloud.resources if "policy" in resource]
    assert {policy.name for policy in policies if "policy" in policy.unknowns()} == {
        "site-content-policy",
        "site-encryption-policy",
    }


def test_names_are_known_at_the_first_preview(cloud: Cloud) -> None:
    build(cloud, customer_key=True, waf_rate_limit=2000, preview=True)
    for resource in cloud.resources:
        assert not {"name", "bucket", "targetBucket"} & resource.unknowns(), resource.name


SAID = {
    "the certificate is missing": ({"domain": DOMAIN}, "domain and certificate_arn go together"),
    "the domain is missing": ({"certificate_arn": CERTIFICATE}, "domain and certificate_arn go together"),
    "the certificate is another account's": (
        {"domain": DOMAIN, "certificate_arn": CERTIFICATE.replace("123456789012", "210987654321")},
        "the certificate is in account 210987654321, and must be in that of the distribution, 123456789012",
    ),
    "the domain is no host": (
        {"domain": replace(DOMAIN, domain="https://example.com"), "certificate_arn": CERTIFICATE},
        "domain must be a host name in lower case, .* got 'https://example.com'",
    ),
    "an alias is no host": (
        {"domain": replace(DOMAIN, aliases=("https://example.com",)), "certificate_arn": CERTIFICATE},
        "aliases must be a host name in lower case, .* got 'https://example.com'",
    ),
    "the canonical host is not served": (
        {"domain": replace(DOMAIN, canonical_host="www.example.com"), "certificate_arn": CERTIFICATE},
        "canonical_host must be one of the names in domain and aliases, got 'www.example.com'",
    ),
    "the index document is a path": ({"index_document": "/index.html"}, "index_document must be a file name"),
    "the page leaves the site": ({"not_found_page": "../404.html"}, "not_found_page must be a path inside the site"),
    "the price class is none": ({"price_class": "cheap"}, "price_class must be one of PriceClass_100, .*'cheap'"),
    "the TLS version is too old": (
        {"minimum_tls_version": "TLSv1.2_2019"},
        "minimum_tls_version must be TLSv1.2_2021 or a newer .*, got 'TLSv1.2_2019'",
    ),
    "a country does not exist": ({"geo_allow": ("XX",)}, "geo_allow must be an ISO 3166-1 country code .*'XX'"),
    "countries are both allowed and blocked": (
        {"geo_allow": ("DE",), "geo_block": ("FR",)},
        "geo_block cannot be used together with geo_allow",
    ),
    "pages of no application": (
        {"prerendered_pages": ("/docs/*",)},
        "prerendered_pages has no effect without single_page",
    ),
    "a redirect leads to itself": ({"redirects": (Redirect("/a/*", "/a/b"),)}, "redirects must be a redirect .* got"),
    "a status is none of a redirect": ({"redirects": (Redirect("/a", "/b", 200),)}, "redirects .* status: 200}"),
    "assets went before": ({"keep_assets_days": -1}, "keep_assets_days must be a whole number from 0 to 3650, got -1"),
    "headers disagree on frames": (
        {"frame_options": "SAMEORIGIN", "content_security_policy": "frame-ancestors 'none'"},
        "content_security_policy must be with frame-ancestors 'self' where frame_options is SAMEORIGIN; or set",
    ),
    "no release is kept": ({"keep_releases": 0}, "keep_releases must be a whole number from 1 to 45, got 0"),
    "too many releases": ({"keep_releases": 46}, "keep_releases must be a whole number from 1 to 45, got 46"),
    "versions go at once": ({"noncurrent_days": 0}, "noncurrent_days must be a whole number from 1 to 3650, got 0"),
    "logs go at once": ({"log_retention_days": 0}, "log_retention_days must be one of 1, 3, .*, got 0"),
    "the limit is too low": ({"waf_rate_limit": 1}, "waf_rate_limit must be a whole number from 10 to .*, got 1"),
    "a header is empty": ({"referrer_policy": ""}, "referrer_policy must be one of"),
}


@pytest.mark.parametrize(("args", "said"), SAID.values(), ids=SAID.keys())
def test_a_site_is_refused_before_its_first_resource_when(cloud: Cloud, args: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=f"StaticSite 'site': {said}"):
        build(cloud, **args)
    assert cloud.resources == []


def test_nobody_writes_logs_before_the_log_bucket_lets_them(cloud: Cloud) -> None:
    build(cloud)
    lets = cloud.named("site-logs-policy").urn
    for writer in (
        "aws:s3/bucketLogging:BucketLogging",
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
    ):
        assert lets in cloud.one(writer).depends_on


@pytest.mark.parametrize("former_keys", [None, "keep"])
def test_what_was_encrypted_is_read_with_the_key_that_encrypted_it_and_what_follows_is_not(
    cloud: Cloud, former_keys: str | None
) -> None:
    build(cloud, customer_key=True)
    key, policy = cloud.one("aws:kms/key:Key"), cloud.named("site-encryption-policy")
    cloud.forget()
    site = build(cloud, customer_key=False, former_keys=former_keys)
    assert cloud.named("site-content-encryption")["rules"] == [
        {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    ]
    if former_keys is None:
        assert (site.key_arn, cloud.all("aws:kms/key:Key")) == (None, [])
        return
    kept = cloud.one("aws:kms/key:Key")
    assert (kept.urn, dict(kept)) == (key.urn, dict(key))
    assert dict(cloud.named("site-encryption-policy")) == dict(policy)
    assert cloud.value(site.key_arn) == "arn:aws:kms:us-east-1:123456789012:key/site-encryption-key"


@pytest.mark.parametrize("protect", [True, False])
@pytest.mark.parametrize("keys", [{"customer_key": True}, {"former_keys": "keep"}])
def test_protection_reaches_the_key_in_use_and_the_one_that_is_kept(
    cloud: Cloud, protect: bool, keys: dict[str, Any]
) -> None:
    build(cloud, protect=protect, **keys)
    assert cloud.one("aws:kms/key:Key").protect is protect
