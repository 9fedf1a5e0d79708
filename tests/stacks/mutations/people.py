"""People with keys of their own, and what is written down in plain."""

import pulumi_aws as aws
import pulumi_github as github

from tests.stacks.mutations.mutation import TAGS, added, allow, changed, document, put

# Real shapes, and nobody's: put together here, so that no scanner takes this file for a leak.
_TOKEN = "ghp_" + "A1b2C3d4" * 4 + "E5f6"
_ACCESS_KEY = "AKIA" + "Q3EGT7YWQ2M4N5PL"
_PRIVATE_KEY = "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END " + "RSA PRIVATE KEY-----"

MUTATIONS = (
    added("a user for the CI", "standing-keys", lambda: aws.iam.User("ci", name="ci", tags=TAGS)),
    added("a key for the CI", "standing-keys", lambda: aws.iam.AccessKey("ci", user="ci")),
    added("a password for the console", "standing-keys", lambda: aws.iam.UserLoginProfile("ci", user="ci")),
    added(
        "a group of administrators",
        "group-admin s3-wildcards iam-wildcards iam-resource-wildcards pass-role",
        lambda: aws.iam.GroupPolicy("admins", group="admins", policy=document(allow("*"))),
    ),
    changed("a token in a comment", "plain-secrets", "site-distribution", put(comment=f"deployed with {_TOKEN}")),
    changed("an access key in a tag", "plain-secrets", "site-content-bucket", put(tags={**TAGS, "Key": _ACCESS_KEY})),
    changed(
        "a private key in the code of a function",
        "plain-secrets",
        "site-viewer-request-function",
        put(code=f"const KEY = `{_PRIVATE_KEY}`"),
    ),
    added(
        "a token in a variable of the repository",
        "plain-secrets",
        lambda: github.ActionsVariable("token", repository="site", variable_name="TOKEN", value=_TOKEN),
    ),
    changed("a bucket without an owner", "required-tags", "site-content-bucket", put(tags={"Project": "secure-site"})),
)
