"""S3's settings of a whole account, which the local cloud has not. Pulumi keeps them in its s3 module.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_AWS_S3_Control.html
"""

from sandbox.providers.table import RecordedEntry

TABLE = {
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": RecordedEntry(
        id="{accountId}",
        replace_on=frozenset({"accountId"}),
        identity=("accountId",),
    ),
}
"""Entry by type token."""
