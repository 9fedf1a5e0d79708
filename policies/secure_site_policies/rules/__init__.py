"""The rules of the pack, one a module, each in its place of the order."""

from collections.abc import Sequence
from importlib import import_module

from pulumi_policy import Policy

ORDER = (
    "s3_wildcards",
    "iam_wildcards",
    "iam_not_elements",
    "iam_resource_wildcards",
    "open_principals",
    "confused_deputy",
    "oidc_trust",
    "pass_role",
    "privilege_escalation",
    "role_boundary",
    "standing_keys",
    "group_admin",
    "public_exposure",
    "public_access_block",
    "open_ports",
    "bucket_public_access",
    "bucket_public_acl",
    "bucket_website",
    "bucket_tls_only",
    "bucket_encryption",
    "bucket_versioning",
    "bucket_logging",
    "cloudfront_viewer_https",
    "cloudfront_tls_version",
    "cloudfront_origin_access",
    "cloudfront_security_headers",
    "cloudfront_default_root_object",
    "cloudfront_logging",
    "pipeline_source_secret",
    "pipeline_webhook_hmac",
    "pipeline_no_polling",
    "pipeline_encrypted_artifacts",
    "codebuild_privileged",
    "codebuild_plain_secrets",
    "codebuild_logs",
    "plain_secrets",
    "unread_documents",
    "unread_grants",
    "github_webhook",
    "github_ruleset",
    "required_tags",
    "exemptions",
)
"""The module of every rule, in the order in which the rules judge. `exemptions` is the last: it reports what the other
rules did not need."""

ALL: Sequence[Policy] = tuple(import_module(f"{__name__}.{module}").policy for module in ORDER)
"""Every rule, in that order."""
