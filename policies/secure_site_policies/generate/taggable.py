"""Writes data/taggable.json, the AWS resource types that take tags, from the SDK that is installed.

    python -m secure_site_policies.generate.taggable

These are the types with a map of tags to which the provider adds its default tags. A few types whose `tags` select
other resources are left out, and autoscaling groups, whose tags are a list.

Pulumi: https://www.pulumi.com/registry/packages/aws/installation-configuration/
"""

import json
import re
from pathlib import Path

import pulumi_aws

from secure_site_policies.data.tables import DATA

_SDK = Path(pulumi_aws.__file__).parent
_TOKEN = re.compile(r"'(aws:\w+/\w+:\w+)',\n\s+resource_name")


def taggable() -> str:
    """The text of the file: a sorted JSON list of type tokens, one a line."""
    sources = (file.read_text() for file in _SDK.rglob("*.py"))
    found = {token[1] for source in sources if "def tags_all(self)" in source and (token := _TOKEN.search(source))}
    return json.dumps(sorted(found), indent=1) + "\n"


if __name__ == "__main__":
    (DATA / "taggable.json").write_text(taggable())
