"""Denials: the action and the resource, from what the CLI has printed and from the command that it was."""

import pytest

from sandbox.rehearsal.errors import Denial, find_denial

USER = "User: arn:aws:sts::123456789012:assumed-role/build/codebuild is not authorized to perform:"
VARIABLES = {"BUCKET": "site", "ID": "E1ABC"}


@pytest.mark.parametrize(
    ("output", "command", "denial"),
    [
        (
            "Completed 1 Byte/1 Byte\nupload failed: ./a b.html to s3://site/docs/a b.html An error occurred "
            f"(AccessDenied) when calling the PutObject operation: {USER} s3:PutObject because no policy allows",
            'aws s3 cp . "s3://$BUCKET" --recursive',
            Denial("s3:PutObject", "arn:aws:s3:::site/docs/a b.html"),
        ),
        (
            "error: cloudfront:CreateInvalidation on E1ABC is denied: allow it to whoever publishes",
            "python3 -m publish deploy public",
            Denial("cloudfront:CreateInvalidation", "arn:aws:cloudfront::123456789012:distribution/E1ABC"),
        ),
        (
            "listing\nerror: s3:ListBucket on site is denied: allow it to whoever publishes",
            "python3 -m publish deploy public",
            Denial("s3:ListBucket", "arn:aws:s3:::site"),
        ),
        (
            "error: s3:PutObject on arn:aws:s3:::site/a b.html is denied: allow it to whoever publishes",
            "python3 -m publish deploy public",
            Denial("s3:PutObject", "arn:aws:s3:::site/a b.html"),
        ),
        (
            "download failed: s3://site/a.html to ./a.html An error occurred (AccessDenied) when calling the GetObject "
            f"operation: {USER} s3:GetObject because no identity-based policy allows the s3:GetObject action",
            'aws s3 cp "s3://$BUCKET" . --recursive',
            Denial("s3:GetObject", "arn:aws:s3:::site/a.html"),
        ),
        (
            "fatal error: An error occurred (AccessDenied) when calling the ListObjectsV2 operation: "
            f"{USER} s3:ListBucket because no identity-based policy allows the s3:ListBucket action",
            'aws s3 sync . "s3://${BUCKET}/docs" --delete',
            Denial("s3:ListBucket", "arn:aws:s3:::site"),
        ),
        (
            "fatal error: An error occurred (403) when calling the HeadObject operation: Forbidden",
            "aws s3 cp s3://$BUCKET/manifest.json .",
            Denial("s3:GetObject", "arn:aws:s3:::site/manifest.json"),
        ),
        (
            "An error occurred (403) when calling the HeadObject operation: Forbidden",
            "aws s3api head-object --bucket site --key 'a/b'",
            Denial("s3:GetObject", "arn:aws:s3:::site/a/b"),
        ),
        (
            "An error occurred (AccessDenied) when calling the CreateInvalidation operation: "
            f"{USER} cloudfront:CreateInvalidation because no identity-based policy allows it",
            "aws cloudfront create-invalidation --distribution-id \"$ID\" --paths '/*'",
            Denial("cloudfront:CreateInvalidation", "arn:aws:cloudfront::123456789012:distribution/E1ABC"),
        ),
        (
            "An error occurred (AccessDeniedException) when calling the GetParameter operation: "
            f"{USER} ssm:GetParameter on resource: arn:aws:ssm:us-east-1:123456789012:parameter/x because no policy",
            "aws ssm get-parameter --name x",
            Denial("ssm:GetParameter", "arn:aws:ssm:us-east-1:123456789012:parameter/x"),
        ),
        (
            f"An error occurred (AccessDenied) when calling the PutObject operation: {USER} s3:PutObject on resource: "
            '"arn:aws:s3:::site/x y" with an explicit deny in a resource-based policy',
            "aws s3api put-object",
            Denial("s3:PutObject", "arn:aws:s3:::site/x y"),
        ),
        (
            f"botocore.exceptions.ClientError: An error occurred (AuthorizationError) when calling the Publish "
            f"operation: {USER} sns:Publish because no identity-based policy allows the sns:Publish action",
            "python notify.py $ID",
            Denial("sns:Publish", "the resource of `python notify.py E1ABC`"),
        ),
    ],
)
def test_a_denial_is_told_as_action_and_resource(output: str, command: str, denial: Denial) -> None:
    assert find_denial(output, command, VARIABLES, "123456789012") == denial


@pytest.mark.parametrize(
    "output", ["", "npm ERR! 403 Forbidden", "An error occurred (NoSuchBucket) when calling the X"]
)
def test_another_failure_is_no_denial(output: str) -> None:
    assert find_denial(output, "make", VARIABLES, "123456789012") is None
