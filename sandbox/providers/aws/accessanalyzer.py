"""IAM Access Analyzer, which no emulator has.

https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Operations.html
"""

from sandbox.providers.table import Call, RecordedEntry

TABLE = {
    "aws:accessanalyzer/analyzer:Analyzer": RecordedEntry(
        modelled_by=[Call("create_analyzer", service="accessanalyzer")],
        id="{analyzerName}",
        outputs={"arn": "arn:aws:access-analyzer:{region}:{accountId}:analyzer/{analyzerName}"},
        replace_on=frozenset({"analyzerName", "type"}),
        identity=("analyzerName",),
        defaults={"type": "ACCOUNT"},
    ),
}
"""Entry by type token."""
