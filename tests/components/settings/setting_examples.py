"""Configurations for the tests of the settings: whole ones, and values that are refused or accepted for a key."""

import json
from collections.abc import Mapping

TOKEN = "ghp_tokenTokenTokenToken"
WEBHOOK_SECRET = "hook0hook0hook0hook0"
CONNECTION = "arn:aws:codeconnections:eu-west-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef"

OAUTH = {
    "source": "oauth",
    "repository": "example/site",
    "githubToken": TOKEN,
    "webhookSecret": WEBHOOK_SECRET,
}
CONNECTED = {"source": "connection", "repository": "example/site"}
NAMED = {**CONNECTED, "domain": "example.com", "zoneId": "Z0123456789ABCDEFGHIJ"}
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"
OWN = {**CONNECTED, "domain": "example.com", "certificateArn": CERTIFICATE, "dns": "false"}
"""A certificate and DNS of one's own."""
_LONG = f"{'a' * 60}.example.com"
"""A name of 72 characters."""
_SHORT_ENOUGH = f"{'a' * 50}.example.com"
"""A name of 62 characters."""

PREVIEWED = {
    **CONNECTED,
    "previews": "true",
    "previewDomain": "previews.example.net",
    "previewZoneId": "Z0123456789ABCDEFGHIJ",
}
_LONG_LABELS = ".".join(("a" * 60, "b" * 60, "c" * 60, "d" * 60))

FRAMED = {**CONNECTED, "frameOptions": "SAMEORIGIN"}

NO_PATHS = ("", "old", "//old", "/\\\\old", "/a b", "/a?b", "/a#b", "/a*", "/*/a", "https://a.com/old")
NO_TARGETS = (
    *("", "new", "//a.com", "/\\\\a.com", "/a b", "http://a.com/", "https://a.com", "https://a.com:splat/"),
    *("https://:splat/", "https://a@b.com/", "javascript:x", "/old/new", "/old/:splat/x"),
)
TOO_MANY = json.dumps([{"from": f"/old/{number}/*", "to": f"/new/{number}/:splat"} for number in range(400)])

Case = tuple[str, str, Mapping[str, str]]


def cases(key: str, config: Mapping[str, str], *values: str) -> list[Case]:
    """Each of the values, to be set for the key in the configuration."""
    return [(key, value, config) for value in values]


REFUSED: list[Case] = [
    *cases("domain", NAMED, "example", "Example.com", "-a.com", "a..com", "*.a.com", "a.com.", "https://a.com"),
    *cases("domain", NAMED, f"{'a' * 64}.com"),
    *cases("domain", NAMED, "a." * 126 + "com"),
    *cases("aliases", NAMED, '["www.other.com"]', '["notexample.com"]', '["example.com"]', '["a b.example.com"]'),
    *cases("aliases", NAMED, "www.example.com", "[1]", '{"a":"b"}', '["a.example.com","a.example.com"]'),
    *cases("domain", NAMED, _LONG),
    *cases("aliases", NAMED, json.dumps([f"{number}.example.com" for number in range(100)])),
    *cases("aliases", OWN, '["example.com"]', '["a b.example.org"]'),
    *cases(
        "certificateArn",
        NAMED,
        CERTIFICATE.replace("us-east-1", "eu-west-1"),
        CERTIFICATE.replace("acm", "iam"),
        CERTIFICATE[:-1],
        "01234567-89ab-cdef-0123-456789abcdef",
    ),
    *cases("dns", NAMED, "no"),
    *cases("zoneId", OWN, "Z0123456789ABCDEFGHIJ"),
    *cases("zoneId", {**OWN, "dns": "true"}, ""),
    *cases("zoneId", {**OWN, "certificateArn": ""}, ""),
    *cases("formerKeys", CONNECTED, "true", "Keep"),
    *cases("accessLogDays", CONNECTED, "0", "3651"),
    *cases("logVisitorAddress", CONNECTED, "no"),
    *cases("wafCountOnly", CONNECTED, "yes"),
    *cases("zoneId", NAMED, "example.com", "z0123456789", "Z", "/hostedzone/Z0123456789ABC"),
    *cases("canonicalHost", NAMED, "www.example.com", "other.com"),
    *cases("indexDocument", CONNECTED, "/index.html", "a/index.html", "..", "in dex.html"),
    *cases("notFoundPage", CONNECTED, "/404.html", "../404.html", "4 04.html"),
    *cases("singlePageApp", CONNECTED, "yes", "True", "1"),
    *cases("priceClass", CONNECTED, "PriceClass_300", "100"),
    *cases("geoAllow", CONNECTED, '["XX"]', '["de"]', '["DEU"]', '["DE","DE"]', "DE"),
    *cases("geoAllow", CONNECTED, '["DE"]', '["DE","AT"]'),
    *cases("geoBlock", CONNECTED, '["US"]', '["KP","US"]'),
    *cases("geoBlock", {**CONNECTED, "geoAllow": '["US"]'}, '["FR"]'),
    *cases("minimumTlsVersion", CONNECTED, "TLSv1", "TLSv1.1_2016", "TLSv1.2_2018", "TLSv1.2_2019", "TLSv1.2"),
    *cases("wafRateLimit", CONNECTED, "9", "10", "99", "-1", "many", "1.5", "2000000001"),
    *cases("contentSecurityPolicy", CONNECTED, "default-src 'self'\nX-Evil: 1"),
    *cases("contentSecurityPolicy", CONNECTED, "default-src 'self'; frame-ancestors 'self'"),
    *cases(
        "contentSecurityPolicy", CONNECTED, "Frame-Ancestors https://a.com", "frame-ancestors *; default-src 'self'"
    ),
    *cases("contentSecurityPolicy", FRAMED, "frame-ancestors 'none'", "frame-ancestors", "frame-ancestors 'NONE'"),
    *cases("frameOptions", CONNECTED, "ALLOW-FROM https://a.com", "deny"),
    *cases("prerenderedPages", CONNECTED, '["/docs/*"]'),
    *cases("prerenderedPages", {**CONNECTED, "singlePageApp": "true"}, '["docs"]', '["/a*"]', '["/a/*/b"]', '["//a"]'),
    *cases("redirects", CONNECTED, "/old", '["/old"]', "[{}]", '[{"from":"/old"}]', '[{"to":"/new"}]'),
    *cases("redirects", CONNECTED, '[{"from":"/old","to":"/new","status":"301"}]', '[{"from":1,"to":"/new"}]'),
    *cases(
        "redirects", CONNECTED, '[{"from":"/old","to":"/new","status":200}]', '[{"from":"/a","to":"/b","code":301}]'
    ),
    *cases("redirects", CONNECTED, *(f'[{{"from":"{path}","to":"/new"}}]' for path in NO_PATHS)),
    *cases("redirects", CONNECTED, *(f'[{{"from":"/old/*","to":"{target}"}}]' for target in NO_TARGETS)),
    *cases("redirects", CONNECTED, '[{"from":"/old","to":"/new/:splat"}]', '[{"from":"/index.html","to":"/en/"}]'),
    *cases("redirects", CONNECTED, '[{"from":"/a","to":"/b"},{"from":"/a","to":"/b"}]', TOO_MANY),
    *cases("referrerPolicy", CONNECTED, "unsafe-url", "none"),
    *cases("hstsDays", CONNECTED, "0", "-1", "3651"),
    *cases("hstsSubdomains", CONNECTED, "yes", "0"),
    *cases("hstsPreload", CONNECTED, "true"),
    *cases("hstsPreload", {**CONNECTED, "hstsSubdomains": "true", "hstsDays": "364"}, "true"),
    *cases("hstsPreload", {**CONNECTED, "hstsSubdomains": "false"}, "true"),
    *cases("noncurrentDays", CONNECTED, "0", "3651", "1e3", "9" * 400),
    *cases("logRetentionDays", CONNECTED, "0", "2", "366"),
    *cases("buildTimeoutMinutes", CONNECTED, "4", "2161"),
    *cases("source", CONNECTED, "svn", "OAuth", ""),
    *cases("repository", CONNECTED, "", "site", "a/b/c", "https://github.com/a/b", "a/b c", "-a/b", "a/.."),
    *cases("branch", CONNECTED, "my branch", "-main", "a..b", "a//b", "/a", "a/", "a.lock", "a/.b", "a*"),
    *cases("connectionArn", CONNECTED, "connection", CONNECTION.replace("connections", "commit", 1), CONNECTION[:-1]),
    *cases("outputDirectory", CONNECTED, "/public", "../public", "a/../../b", "-rf", "a b", "a;b", "$HOME"),
    *cases("buildCommands", CONNECTED, '[""]', '["a\\nb"]', "make", "[1]"),
    *cases("buildImage", CONNECTED, "my image", "$(image)"),
    *cases("notificationEmail", CONNECTED, "ops", "a@b", "a b@c.de", "a@@c.de"),
    *cases("alarmEmail", CONNECTED, "ops", "a@b", "a b@c.de", "a@@c.de"),
    *cases("monthlyBudgetUsd", {**CONNECTED, "alarmEmail": "ops@example.com"}, "-5", "1000001", "5.5"),
    *cases("stopAtUsd", {**CONNECTED, "alarmEmail": "ops@example.com"}, "-5", "1000001", "5.5"),
    *cases("pricingPlan", {**CONNECTED, "wafRateLimit": "2000"}, "gold", "Free"),
    *cases("errorRatePercent", CONNECTED, "0", "101"),
    *cases("clientErrorRatePercent", CONNECTED, "0", "101"),
    *cases("keepAssetsDays", CONNECTED, "-1", "3651"),
    *cases("keepReleases", CONNECTED, "0", "46"),
    *cases("previews", CONNECTED, "yes"),
    *cases("previewDomain", PREVIEWED, "previews", "*.example.net", "Previews.example.net", f"{_LONG_LABELS}.net"),
    *cases("previewDomain", PREVIEWED, f"{'p' * 51}.example.net"),
    *cases("previewDomain", {**PREVIEWED, **NAMED}, "example.com", "previews.example.com", "a.b.example.com"),
    *cases("previewDomain", {**PREVIEWED, **NAMED, "domain": "www.example.co.uk"}, "previews.example.co.uk"),
    *cases("previewZoneId", PREVIEWED, "", "example.net"),
    *cases("previewDays", PREVIEWED, "1", "3651"),
    *cases("verifyRelease", CONNECTED, "no"),
    *cases("foundation", CONNECTED, "yes"),
    *cases("tags", CONNECTED, '{"Project":"x"}', '{"aws:x":"y"}', '{"a":1}', '["a"]', '{"":"x"}'),
    *cases("tags", CONNECTED, '{"project":"x"}', '{"STACK":"x"}', '{"AWS:x":"y"}', '{"Team":"a","team":"b"}'),
    *cases("tags", CONNECTED, json.dumps({"a" * 128: "x"}), json.dumps({"a": "x" * 256}), '{"a":"x!"}'),
    *cases("tags", CONNECTED, json.dumps({f"tag{number}": "x" for number in range(48)})),
]

ACCEPTED: list[Case] = [
    *cases("previewDomain", PREVIEWED, "previews.example.net", "example.net", f"{'p' * 50}.example.net"),
    *cases("previewDomain", {**PREVIEWED, **NAMED}, "example.net", "previews.example.org"),
    *cases("previewDays", {**CONNECTED, "previews": "true"}, "2", "3650"),
    *cases("domain", {**NAMED, "aliases": f'["{_SHORT_ENOUGH}"]'}, f"www.{_SHORT_ENOUGH}"),
    *cases("domain", OWN, _LONG),
    *cases("aliases", NAMED, json.dumps([f"{number}.example.com" for number in range(99)])),
    *cases("aliases", OWN, '["www.example.com","example.org"]'),
    *cases("certificateArn", NAMED, CERTIFICATE),
    *cases("dns", NAMED, "false", "true"),
    *cases("formerKeys", CONNECTED, "keep", "delete", ""),
    *cases("formerKeys", {**CONNECTED, "customerKey": "true"}, "keep"),
    *cases("accessLogDays", CONNECTED, "1", "3650"),
    *cases("logVisitorAddress", CONNECTED, "false"),
    *cases("wafCountOnly", {**CONNECTED, "wafRateLimit": "2000"}, "true"),
    *cases("hstsPreload", {**CONNECTED, "hstsSubdomains": "true"}, "true"),
    *cases("tags", CONNECTED, json.dumps({"a" * 127: "x" * 255}), '{"Größe":"naïve"}', '{"a":""}'),
    *cases("tags", CONNECTED, json.dumps({f"tag{number}": "x" for number in range(47)})),
    *cases("domain", NAMED, "xn--bcher-kva.example", "a-b.co.uk", "example.xn--p1ai", "1.com"),
    *cases("aliases", {**NAMED, "domain": "www.example.com"}, '["example.com","shop.example.com"]'),
    *cases("minimumTlsVersion", CONNECTED, "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"),
    *cases("geoBlock", CONNECTED, '["DE"]', "[]"),
    *cases("geoBlock", {**CONNECTED, "verifyRelease": "false"}, '["US"]'),
    *cases("geoBlock", {**CONNECTED, "singlePageApp": "true"}, '["DE"]'),
    *cases("geoAllow", CONNECTED, '["DE","US"]'),
    *cases("contentSecurityPolicy", CONNECTED, "default-src 'self'", "default-src 'self'; frame-ancestors 'none'"),
    *cases("contentSecurityPolicy", FRAMED, "frame-ancestors 'self' https://a.com", "default-src 'self'"),
    *cases("frameOptions", CONNECTED, "SAMEORIGIN"),
    *cases("prerenderedPages", {**CONNECTED, "singlePageApp": "true"}, '["/about","/docs/*","/*","/über"]'),
    *cases("redirects", CONNECTED, '[{"from":"/old","to":"/new"}]', '[{"from":"/","to":"/en/","status":302}]'),
    *cases("redirects", CONNECTED, '[{"from":"/old/*","to":"https://a.com/:splat","status":308}]'),
    *cases("redirects", CONNECTED, '[{"from":"/*","to":"https://docs.a.com:8443/"}]', '[{"from":"/a","to":"/b#c?d"}]'),
    *cases("branch", CONNECTED, "main", "release/1.0", "feature_x", "v1.2-rc"),
    *cases("outputDirectory", CONNECTED, ".", "public", "site/dist", ".output", "a..b"),
    *cases("repository", CONNECTED, "example/.github", "a/b", "a-b/c_d.e"),
    *cases("wafRateLimit", CONNECTED, "0", "100", "2000000000"),
    *cases("wafRateLimit", {**CONNECTED, "verifyRelease": "false"}, "10"),
    *cases("monthlyBudgetUsd", CONNECTED, "0", ""),
    *cases("stopAtUsd", CONNECTED, "0", ""),
    *cases("stopAtUsd", {**CONNECTED, "alarmEmail": "ops@example.com"}, "1", "1000000"),
    *cases("pricingPlan", CONNECTED, "pay-as-you-go", ""),
    *cases("pricingPlan", {**CONNECTED, "wafRateLimit": "2000"}, "free", "pro", "business", "premium"),
    *cases("keepReleases", CONNECTED, "1", "45"),
    *cases("keepAssetsDays", CONNECTED, "0", "3650"),
    *cases("foundation", CONNECTED, "true"),
    *cases("connectionArn", CONNECTED, CONNECTION, CONNECTION.replace("codeconn", "codestar-conn")),
]
