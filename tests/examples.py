"""The account, the stack and the repository that tests use as an example."""

from pathlib import Path

from components.context import Context

REPOSITORY = Path(__file__).resolve().parents[1]
"""The folder of the repository."""

ACCOUNT_ID = "123456789012"

CONTEXT = Context("secure-site", "test", ACCOUNT_ID, "eu-west-1", {"Project": "secure-site"})
