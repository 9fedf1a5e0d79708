"""The rules of the pack, one a module, each in its place of the order."""

from collections.abc import Sequence
from importlib import import_module

from pulumi_policy import Policy

LAST = ("unknown_values", "unknown_values_in_stack", "exempted", "exemptions")
"""The modules of the rules that judge what the others did: what they could not read, what they let pass, and which
exemptions they did not need. A new rule stands before them."""

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
    "attached_boundary",
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
    "bucket_aborted_uploads",
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
    "pipeline_plain_secrets",
    "codebuild_privileged",
    "codebuild_plain_secrets",
    "codebuild_webhook",
    "codebuild_logs",
    "plain_secrets",
    "unread_documents",
    "unread_grants",
    "stack_outputs",
    "github_webhook",
    "github_ruleset",
    "github_protected_branch",
    "github_deploy_key",
    "github_workflow_permissions",
    "github_actions_pinning",
    "github_environment",
    "parameter_secure_string",
    "kms_rotation",
    "kms_deletion_window",
    "sns_tls_only",
    "sns_encryption",
    "log_retention",
    "cloudtrail_coverage",
    "config_recorder",
    "alarm_actions",
    "event_rule_target",
    "budget_notifications",
    "waf_attached",
    "certificate_validation",
    "certificate_key",
    "oidc_provider",
    "password_policy",
    "required_tags",
    *LAST,
)
"""The module of every rule, in the order in which the rules judge."""

ALL: Sequence[Policy] = tuple(import_module(f"{__name__}.{module}").policy for module in ORDER)
"""Every rule, in that order."""
