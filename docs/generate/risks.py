"""The risks of a static site and its delivery, and this project's control against each.

AWS: https://aws.amazon.com/compliance/shared-responsibility-model/
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk of the table."""

    title: str
    aws: str
    """AWS's part of the responsibility."""
    ours: str
    """The customer's part of the responsibility."""
    control: str
    """The control against the risk."""
    built: tuple[str, ...]
    """The files that implement the control."""
    rules: tuple[str, ...]
    """The rules of the pack that enforce the control."""
    tests: tuple[str, ...] = ()
    """The test files that show the control, beside the rules' own tests."""


@dataclass(frozen=True, slots=True)
class Weakness:
    """A common weakness of CI/CD set-ups."""

    title: str
    design: str
    """How the design excludes it."""
    built: tuple[str, ...]
    """The files that implement the design."""
    rules: tuple[str, ...]
    """The rules that block a change that brings it back."""
    tests: tuple[str, ...]
    """The test files that show it."""


WEAKNESSES: tuple[Weakness, ...] = (
    Weakness(
        "A CI role that may get and put in any bucket",
        "A statement with a wildcard for the bucket raises while the program runs; the boundaries of all roles name "
        "the stack's buckets",
        ("components/iam/statement_rules.py", "components/iam/boundary.py", "foundation/permissions/boundary.py"),
        ("iam-resource-wildcards", "s3-wildcards", "role-boundary"),
        (
            "tests/components/iam/test_statement_rules.py",
            "tests/stacks/mutations/permissions.py",
            "tests/stacks/test_role_refusals.py",
        ),
    ),
    Weakness(
        "An OAuth token in a local file",
        "The program reads the token only from the stack's encrypted config, and rejects one that is not a secret",
        ("components/settings/reader.py", "components/pipeline/source.py"),
        ("pipeline-source-secret", "plain-secrets"),
        ("tests/stacks/test_lifecycle.py", "tests/stacks/mutations/delivery.py"),
    ),
    Weakness(
        "A privileged service account with standing keys",
        "The program creates no users and no keys: services assume roles that are limited to one resource each; "
        "workflows exchange GitHub's token for a one-hour role, with derived permissions that they cannot widen",
        ("components/iam/service_role.py", "foundation/roles/workflow_role.py", "foundation/permissions/grants.py"),
        ("standing-keys", "group-admin", "oidc-trust", "privilege-escalation"),
        (
            "tests/stacks/mutations/people.py",
            "tests/stacks/mutations/trust.py",
            "tests/stacks/test_deploy_role.py",
            "tests/stacks/test_role_refusals.py",
        ),
    ),
    Weakness(
        "Security as a point in time",
        "The pack runs with every preview and update, and every night over the account; an unknown value is a "
        "violation, an exemption has an end, and no change is merged without passing the gate",
        (
            ".github/workflows/gate.yml",
            ".github/workflows/drift.yml",
            "foundation/github/repository.py",
            "policies/secure_site_policies/frame/exemptions.py",
        ),
        ("exemptions", "github-ruleset"),
        ("tests/stacks/test_mutations.py", "tests/stacks/test_ci_commands.py", "tests/stacks/test_clone.py"),
    ),
)

RISKS: tuple[Risk, ...] = (
    Risk(
        "A role has more permissions than its work needs",
        "IAM evaluates every request",
        "Each role's permissions",
        "A statement with a wildcard cannot be written; every role has a permissions boundary",
        ("components/iam/statements.py", "components/iam/statement_rules.py", "components/iam/boundary.py"),
        (
            *("s3-wildcards", "iam-wildcards", "iam-not-elements", "iam-resource-wildcards", "role-boundary"),
            "unread-documents",
        ),
        (
            "tests/components/iam/test_statement_rules.py",
            "tests/components/iam/test_boundary.py",
            "tests/stacks/test_rehearsal.py",
        ),
    ),
    Risk(
        "A role extends its own permissions",
        "IAM checks iam:PassRole and the boundary",
        "Which role may change or pass which",
        "No role of the stack may change or pass a role; the deploy role writes the stack's roles only under their "
        "boundary, and neither managed policies nor boundaries",
        (
            "components/iam/boundary.py",
            "foundation/__main__.py",
            "foundation/permissions/roles.py",
            "foundation/permissions/conditions.py",
        ),
        ("pass-role", "privilege-escalation", "group-admin", "attached-boundary"),
        (
            "tests/components/iam/test_boundary.py",
            "tests/stacks/test_role_refusals.py",
            "tests/stacks/test_foundation.py",
        ),
    ),
    Risk(
        "A pull request of a stranger reaches the site or its visitors through a preview",
        "Browsers keep the cookies and the storage of two sites apart; STS checks GitHub's token",
        "Where previews are, and what publishes them",
        "Previews have a bucket, a distribution and a site of their own for browsers; what a fork has built runs in no "
        "job with a role or a token that writes; the role is for one workflow at one commit and reaches previews alone",
        (
            "components/previews/previews.py",
            "rollout/previews/archive.py",
            "foundation/roles/site_preview_role.py",
            ".github/workflows/site-previews.yml",
        ),
        ("oidc-trust", "public-exposure"),
        (
            "tests/stacks/test_previews.py",
            "tests/rollout/test_preview_archive.py",
            "tests/foundation/roles/test_site_preview_role.py",
        ),
    ),
    Risk(
        "A key of a person or a machine is stolen",
        "STS issues credentials that expire",
        "Having no long-lived credentials",
        "There is no IAM user and no access key; services assume roles, CI assumes a role by OIDC for an hour",
        ("foundation/roles/github_oidc.py", "foundation/roles/workflow_role.py", "components/iam/statement_rules.py"),
        ("standing-keys", "oidc-trust", "oidc-provider", "password-policy", "github-deploy-key"),
        ("tests/foundation/roles/test_github_oidc.py", "tests/stacks/test_role_refusals.py"),
    ),
    Risk(
        "A stranger makes a service act on this account",
        "Services send the account and resource that they act for",
        "Requiring them in policies",
        "Every trust and every resource policy for a service has aws:SourceAccount or aws:SourceArn",
        ("components/iam/statements.py", "components/storage/encryption_key.py", "components/alerts/event_mail.py"),
        ("confused-deputy", "open-principals", "public-exposure", "open-ports", "unread-grants"),
        ("tests/components/iam/test_service_role.py", "tests/sandbox/rehearsal/test_trust.py"),
    ),
    Risk(
        "A secret is readable in code, state or logs",
        "CodePipeline masks its token; KMS keeps keys",
        "Where secrets are stored",
        "Secrets are in the stack's encrypted config and stay Pulumi secrets throughout",
        ("components/settings/reader.py", "components/pipeline/source.py", "Pulumi.yaml"),
        (
            "plain-secrets",
            "stack-outputs",
            "pipeline-source-secret",
            "pipeline-plain-secrets",
            "codebuild-plain-secrets",
            "parameter-secure-string",
        ),
        ("tests/stacks/test_lifecycle.py", "tests/policies/subjects/test_detectors.py"),
    ),
    Risk(
        "A bucket is public",
        "S3 enforces the public access block",
        "Turning it on; the bucket's policy",
        "All four settings of the public access block are on, ACLs are off, and only the distribution has access",
        ("components/storage/bucket.py", "components/site/static_site.py"),
        (
            *("bucket-public-access", "bucket-public-acl", "public-access-block", "bucket-website", "open-principals"),
            "cloudfront-origin-access",
        ),
        ("tests/stacks/test_access.py",),
    ),
    Risk(
        "An attacker reads data from a disk",
        "S3 encrypts stored data; AWS guards its data centres",
        "The choice of the key",
        "SSE-S3, or a key of the stack (customerKey)",
        ("components/storage/bucket.py", "components/storage/encryption_key.py"),
        ("bucket-encryption", "pipeline-encrypted-artifacts", "kms-rotation", "kms-deletion-window", "sns-encryption"),
        ("tests/components/storage/test_encryption_key.py",),
    ),
    Risk(
        "A page or a file is read or changed in transit",
        "CloudFront and S3 support TLS",
        "Allowing no plain HTTP",
        "Viewers are redirected to HTTPS, TLS 1.2 (2025) at least; buckets and topics deny plain HTTP",
        ("components/site/distribution.py", "components/storage/bucket.py", "components/site/certificate.py"),
        (
            "cloudfront-viewer-https",
            "cloudfront-tls-version",
            "bucket-tls-only",
            "sns-tls-only",
            "certificate-validation",
            "certificate-key",
        ),
        ("tests/stacks/test_viewer.py", "tests/stacks/test_access.py"),
    ),
    Risk(
        "An attacker makes a page harm its reader",
        "CloudFront sends the configured headers",
        "The choice of the headers and of the root page",
        "HSTS, a strict content security policy and the other headers on every response",
        ("components/site/response_headers.py", "components/site/viewer_request.js"),
        ("cloudfront-security-headers", "cloudfront-default-root-object", "waf-attached"),
        ("tests/stacks/test_browser.py", "tests/components/site/test_response_headers.py"),
    ),
    Risk(
        "A stranger starts or feeds the pipeline",
        "CodePipeline verifies the webhook's signature",
        "Requiring a signature; who may push",
        "A webhook with HMAC or a connection; the buildspec is the stack's own, not the repository's",
        ("components/pipeline/webhook.py", "components/pipeline/source.py", "components/pipeline/buildspec.py"),
        (
            "pipeline-webhook-hmac",
            "pipeline-no-polling",
            "codebuild-webhook",
            "github-webhook",
            "github-ruleset",
            "github-protected-branch",
            "github-workflow-permissions",
            "github-actions-pinning",
            "github-environment",
        ),
        ("tests/components/pipeline/test_webhook.py", "tests/components/pipeline/test_buildspec.py"),
    ),
    Risk(
        "A build breaks out",
        "CodeBuild isolates every build in a machine of its own",
        "The privileges of the build",
        "Builds are not privileged; one project runs the site's code, and another, which runs none of it, publishes",
        (
            "components/pipeline/site_build.py",
            "components/pipeline/publish_project.py",
            "components/iam/boundary.py",
        ),
        ("codebuild-privileged",),
        (
            "tests/components/pipeline/test_site_code.py",
            "tests/components/pipeline/test_site_build.py",
            "tests/stacks/test_site_code.py",
        ),
    ),
    Risk(
        "Content is overwritten or deleted",
        "S3 keeps versions where versioning is on",
        "Turning it on; who may delete",
        "Versioned buckets with a lifecycle; the setting protect prevents the deletion of a stack's buckets",
        ("components/storage/bucket.py",),
        ("bucket-versioning", "bucket-aborted-uploads"),
        ("tests/components/storage/test_bucket.py",),
    ),
    Risk(
        "An incident goes unnoticed",
        "Services write logs and metrics to a configured destination",
        "Configuring logs; reading them; alarms",
        "Access logs of the site and of the buckets, build logs, an alarm on errors, mail about failures",
        ("components/site/access_logs.py", "components/alerts/watch.py", "components/alerts/notifications.py"),
        (
            "cloudfront-logging",
            "bucket-logging",
            "codebuild-logs",
            "log-retention",
            "cloudtrail-coverage",
            "config-recorder",
            "alarm-actions",
            "event-rule-target",
            "budget-notifications",
        ),
        ("tests/components/site/test_access_logs.py", "tests/components/alerts/test_watch.py"),
    ),
    Risk(
        "A flood of requests makes a bill without end",
        "CloudFront and Shield absorb it; the bill is by use",
        "Limiting what may be spent",
        "A flat-rate plan without overage, or a stop: alarms on spending turn the distribution off, by a role that can "
        "do nothing else; mail from the budget",
        ("components/alerts/stop.py", "components/site/pricing_plan.py", "components/alerts/watch.py"),
        ("budget-notifications", "waf-attached"),
        ("tests/stacks/test_stop.py", "tests/components/alerts/test_stop_machine.py"),
    ),
    Risk(
        "Security is a point in time",
        "AWS publishes what changes in its services",
        "Judging every change before it is made",
        "The pack judges every preview and update and fails closed; every exemption has an end",
        (
            "policies/secure_site_policies/frame/unknowns.py",
            "policies/exemptions.yaml",
            "policies/secure_site_policies/report/__main__.py",
        ),
        ("exemptions", "exempted", "unknown-values", "unknown-values-in-stack", "github-ruleset", "required-tags"),
        ("tests/stacks/test_mutations.py", "tests/policies/frame/test_rule.py"),
    ),
)
