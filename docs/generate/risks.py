"""The risks of a static site and its delivery, and what this project does about each.

AWS: https://aws.amazon.com/compliance/shared-responsibility-model/
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Risk:
    """One line of the matrix."""

    title: str
    aws: str
    """What AWS answers for."""
    ours: str
    """What is left to us."""
    control: str
    """What we do about it."""
    built: tuple[str, ...]
    """Where: files of the repository."""
    rules: tuple[str, ...]
    """Which rules of the pack keep it so."""
    tests: tuple[str, ...] = ()
    """What shows it beside the rules' own tests: files of the repository."""


@dataclass(frozen=True, slots=True)
class WeakPoint:
    """A common weakness of CI/CD that must not occur here."""

    title: str
    design: str
    """Why it cannot be written here."""
    built: tuple[str, ...]
    rules: tuple[str, ...]
    """Which rules block it where somebody writes it nevertheless."""
    tests: tuple[str, ...]
    """What shows it."""


WEAK_POINTS: tuple[WeakPoint, ...] = (
    WeakPoint(
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
    WeakPoint(
        "An OAuth token in a local file",
        "The token is read from the stack's encrypted config alone, and refused where it is not a secret",
        ("components/settings/reader.py", "components/pipeline/source.py"),
        ("pipeline-source-secret", "plain-secrets"),
        ("tests/stacks/test_lifecycle.py", "tests/stacks/mutations/delivery.py"),
    ),
    WeakPoint(
        "A privileged service account with standing keys",
        "Nothing here makes a user or a key: services assume roles that are bound to one resource each, workflows "
        "for an hour by what they are; what these may do is derived, and not theirs to widen",
        ("components/iam/service_role.py", "foundation/roles/workflow_role.py", "foundation/permissions/grants.py"),
        ("standing-keys", "group-admin", "oidc-trust", "privilege-escalation"),
        (
            "tests/stacks/mutations/people.py",
            "tests/stacks/mutations/trust.py",
            "tests/stacks/test_deploy_role.py",
            "tests/stacks/test_role_refusals.py",
        ),
    ),
    WeakPoint(
        "Security as a point in time",
        "The pack runs with every preview and update, and every night over the account; what is not known is a "
        "violation, an exemption has an end, and nothing is merged that did not pass the gate",
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
        "A role can do more than its work needs",
        "IAM evaluates every request",
        "What each role is granted",
        "A statement with a wildcard cannot be written; every role has a permissions boundary",
        ("components/iam/statements.py", "components/iam/statement_rules.py", "components/iam/boundary.py"),
        ("s3-wildcards", "iam-wildcards", "iam-not-elements", "iam-resource-wildcards", "role-boundary"),
        (
            "tests/components/iam/test_statement_rules.py",
            "tests/components/iam/test_boundary.py",
            "tests/stacks/test_rehearsal.py",
        ),
    ),
    Risk(
        "A role makes itself stronger",
        "IAM asks iam:PassRole and the boundary",
        "Which role may change or pass which",
        "No role of the stack may change or pass a role; the one that deploys it writes its roles under their "
        "boundary, and neither policies nor boundaries",
        (
            "components/iam/boundary.py",
            "foundation/__main__.py",
            "foundation/permissions/roles.py",
            "foundation/permissions/conditions.py",
        ),
        ("pass-role", "privilege-escalation", "group-admin"),
        (
            "tests/components/iam/test_boundary.py",
            "tests/stacks/test_role_refusals.py",
            "tests/stacks/test_foundation.py",
        ),
    ),
    Risk(
        "A key of a person or a machine is stolen",
        "STS issues credentials that end by themselves",
        "That nobody has any that do not",
        "There is no IAM user and no access key; services assume roles, CI comes in by OIDC for an hour",
        ("foundation/roles/github_oidc.py", "foundation/roles/workflow_role.py", "components/iam/statement_rules.py"),
        ("standing-keys", "oidc-trust", "plain-secrets"),
        ("tests/foundation/roles/test_github_oidc.py", "tests/stacks/test_role_refusals.py"),
    ),
    Risk(
        "A service is used on behalf of somebody else",
        "Services say for which account and resource they act",
        "Asking for it",
        "Every trust and every resource policy for a service has aws:SourceAccount or aws:SourceArn",
        ("components/iam/statements.py", "components/storage/encryption_key.py", "components/alerts/event_mail.py"),
        ("confused-deputy", "open-principals"),
        ("tests/components/iam/test_service_role.py", "tests/sandbox/rehearsal/test_trust.py"),
    ),
    Risk(
        "A secret is readable in code, state or logs",
        "CodePipeline masks its token; KMS keeps keys",
        "Where secrets are put",
        "Secrets are in the stack's encrypted config and stay Pulumi secrets all the way",
        ("components/settings/reader.py", "components/pipeline/source.py", "Pulumi.yaml"),
        ("plain-secrets", "pipeline-source-secret", "codebuild-plain-secrets"),
        ("tests/stacks/test_lifecycle.py",),
    ),
    Risk(
        "A bucket is open to the world",
        "S3 enforces the block of public access",
        "Switching it on, and what policies say",
        "Public access is blocked four ways, ACLs are off, and only the distribution is let in",
        ("components/storage/bucket.py", "components/site/static_site.py"),
        ("bucket-public-access", "bucket-public-acl", "bucket-website", "open-principals", "cloudfront-origin-access"),
        ("tests/stacks/test_access.py",),
    ),
    Risk(
        "Data is read from a disk",
        "S3 encrypts what it stores; AWS guards its data centres",
        "With whose key",
        "SSE-S3, or a key of the stack (customerKey)",
        ("components/storage/bucket.py", "components/storage/encryption_key.py"),
        ("bucket-encryption", "pipeline-encrypted-artifacts"),
        ("tests/components/storage/test_encryption_key.py",),
    ),
    Risk(
        "A page or a file is read or changed on its way",
        "CloudFront and S3 speak TLS",
        "That nothing else is spoken",
        "Viewers are redirected to HTTPS, TLS 1.2 (2021) at least; buckets refuse plain HTTP",
        ("components/site/distribution.py", "components/storage/bucket.py", "components/site/certificate.py"),
        ("cloudfront-viewer-https", "cloudfront-tls-version", "bucket-tls-only"),
        ("tests/stacks/test_viewer.py", "tests/stacks/test_access.py"),
    ),
    Risk(
        "A page is made to work against its reader",
        "CloudFront sends the headers it is told to",
        "Which headers, and what the root shows",
        "HSTS, a strict content security policy and the other headers on every answer",
        ("components/site/response_headers.py", "components/site/viewer_request.js"),
        ("cloudfront-security-headers", "cloudfront-default-root-object"),
        ("tests/stacks/test_browser.py", "tests/components/site/test_response_headers.py"),
    ),
    Risk(
        "Somebody else starts or feeds the pipeline",
        "CodePipeline checks the webhook's signature",
        "Asking for one; who may push",
        "A webhook with HMAC or a connection; the buildspec is the stack's own, not the repository's",
        ("components/pipeline/webhook.py", "components/pipeline/source.py", "components/pipeline/buildspec.py"),
        ("pipeline-webhook-hmac", "pipeline-no-polling", "github-webhook", "github-ruleset"),
        ("tests/components/pipeline/test_webhook.py", "tests/components/pipeline/test_buildspec.py"),
    ),
    Risk(
        "A build breaks out",
        "CodeBuild isolates every build in a machine of its own",
        "How much power the build has",
        "Builds are not privileged and may write to one bucket",
        ("components/pipeline/build_project.py",),
        ("codebuild-privileged",),
        ("tests/components/pipeline/test_build_project.py", "tests/stacks/test_rehearsal.py"),
    ),
    Risk(
        "Content is overwritten or deleted",
        "S3 keeps versions where it is told to",
        "Telling it to; who may delete",
        "Versioned buckets with a lifecycle; protect keeps a stack's buckets from deletion",
        ("components/storage/bucket.py",),
        ("bucket-versioning",),
        ("tests/components/storage/test_bucket.py",),
    ),
    Risk(
        "Nobody sees what happened",
        "Services write logs and metrics where they are told to",
        "Telling them; reading; being told",
        "Access logs of the site and of the buckets, build logs, an alarm on errors, mail about failures",
        ("components/site/access_logs.py", "components/alerts/watch.py", "components/alerts/notifications.py"),
        ("cloudfront-logging", "bucket-logging", "codebuild-logs"),
        ("tests/components/site/test_access_logs.py", "tests/components/alerts/test_watch.py"),
    ),
    Risk(
        "Security is a point in time",
        "AWS publishes what changes in its services",
        "Judging every change before it is made",
        "The pack judges every preview and update and fails closed; what it lets pass has an end",
        (
            "policies/secure_site_policies/frame/unknowns.py",
            "policies/exemptions.yaml",
            "policies/secure_site_policies/report/__main__.py",
        ),
        ("exemptions", "github-ruleset", "required-tags"),
        ("tests/stacks/test_mutations.py", "tests/policies/frame/test_rule.py"),
    ),
)
