"""A value other than the default for every setting of the site's program, in groups that go together."""

from collections.abc import Mapping

ZONE = "Z0123456789ABCDEFGHIJ"
CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"
CONNECTION = "arn:aws:codeconnections:us-east-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef"

LEAST = {"repository": "example/site", "source": "oauth"}
"""What a stack is before: nothing but what it cannot be without, and the two secrets."""

FIRST: Mapping[str, str] = {
    "domain": "example.com",
    "aliases": '["www.example.com","*.example.com"]',
    "zoneId": ZONE,
    "canonicalHost": "example.com",
    "indexDocument": "home.html",
    "notFoundPage": "missing.html",
    "singlePageApp": "true",
    "prerenderedPages": '["/docs/*"]',
    "redirects": '[{"from":"/old/*","to":"https://old.example.com/:splat","status":308}]',
    "priceClass": "PriceClass_All",
    "geoBlock": '["KP"]',
    "minimumTlsVersion": "TLSv1.3_2025",
    "wafRateLimit": "2000",
    "wafCountOnly": "true",
    "previews": "true",
    "previewDomain": "previews.example.net",
    "previewZoneId": ZONE,
    "previewPassword": "preview0preview0preview0",
    "previewDays": "7",
    "contentSecurityPolicy": "default-src 'self' https://cdn.example.com; frame-ancestors 'self'",
    "frameOptions": "SAMEORIGIN",
    "referrerPolicy": "no-referrer",
    "permissionsPolicy": "camera=()",
    "hstsDays": "400",
    "hstsSubdomains": "true",
    "hstsPreload": "true",
    "customerKey": "true",
    "noncurrentDays": "45",
    "keepReleases": "7",
    "keepAssetsDays": "9",
    "logRetentionDays": "400",
    "accessLogDays": "60",
    "logVisitorAddress": "false",
    "artifactDays": "31",
    "protect": "true",
    "branch": "release",
    "githubToken": "ghp_anotherTokenAnotherToken",
    "webhookSecret": "hook1hook1hook1hook1",
    "buildCommands": '["make"]',
    "outputDirectory": "site/dist",
    "buildImage": "aws/codebuild/amazonlinux-aarch64-standard:3.0",
    "buildTimeoutMinutes": "20",
    "verifyRelease": "false",
    "approval": "true",
    "notificationEmail": "ops@example.com",
    "alarmEmail": "ops@example.com",
    "errorRatePercent": "6",
    "clientErrorRatePercent": "60",
    "monthlyBudgetUsd": "50",
    "stopAtUsd": "60",
    "tags": '{"team":"edge"}',
}
"""The first group: all that a stack can have at once."""

SECOND: Mapping[str, str] = {
    "domain": "example.com",
    "certificateArn": CERTIFICATE,
    "dns": "false",
    "pricingPlan": "pro",
    "wafRateLimit": "3000",
    "geoAllow": '["US","DE"]',
    "source": "connection",
    "connectionArn": CONNECTION,
    "repository": "example/other",
    "foundation": "true",
    "formerKeys": "keep",
}
"""The second group: what the first excludes."""
SECRETS = ("githubToken", "webhookSecret", "previewPassword")
