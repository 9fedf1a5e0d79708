"""Writes data/aws_managed.json, the AWS-managed policies, from the documents that moto ships.

    python -m policies.generate_aws_managed

Each comes with its statements that grant S3 by wildcard, reduced to the wildcards: [] for most. All are listed, so
that a policy which AWS made later is told from a safe one.

AWS: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html
"""

import json
from collections.abc import Mapping
from typing import Any, cast

from moto.iam.aws_managed_policies import aws_managed_policies_data

from policies.permissions import DATA, NOT_ACTION, granted_actions


def aws_managed() -> str:
    """The text of the file: a JSON object, one policy a line in the order of their names."""
    documents = {name: policy["Document"] for name, policy in json.loads(aws_managed_policies_data).items()}
    lines = (f"{json.dumps(name)}: {json.dumps(_reduced(documents[name]))}" for name in sorted(documents))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _reduced(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = document["Statement"]
    statements = cast(list[dict[str, Any]], found if isinstance(found, list) else [found])
    reduced: list[dict[str, Any]] = []
    for statement in statements:
        patterns = granted_actions({"Statement": statement})
        if NOT_ACTION in patterns:
            reduced.append({"Effect": "Allow", NOT_ACTION: statement[NOT_ACTION]})
        elif patterns:
            reduced.append({"Effect": "Allow", "Action": list(patterns)})
    return reduced


if __name__ == "__main__":
    (DATA / "aws_managed.json").write_text(aws_managed())
