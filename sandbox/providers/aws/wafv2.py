"""WAF: web access control lists.

Those for CloudFront are in us-east-1, in a stack of any region.
https://docs.aws.amazon.com/waf/latest/APIReference/API_Operations_AWS_WAFV2.html
"""

from typing import Any

from sandbox.providers.aws.tags import retag
from sandbox.providers.table import AwsEntry, Call, Item

_THIS = {"Id": "{id}", "Name": "{name}", "Scope": "{scope}"}
_VERSION = {"LockToken": "LockToken"}


def _all_rules(_: Item, arguments: dict[str, Any]) -> dict[str, Any]:
    """Adds an empty list where the program has no rules: an update always needs the member."""
    return {"Rules": [], **arguments}


TABLE = {
    "aws:wafv2/webAcl:WebAcl": AwsEntry(
        service="wafv2",
        id="{id}",
        create=[Call("create_web_acl", result="Summary")],
        read=[
            Call("get_web_acl", result="WebACL", fixed=_THIS),
            Call("list_tags_for_resource", rename={"arn": "ResourceARN", "tags": "TagInfoForResource.TagList"}),
        ],
        update=[
            Call("update_web_acl", fixed=_THIS, from_read=_VERSION, prepare=_all_rules),
            retag("wafv2", "ResourceARN"),
        ],
        delete=[Call("delete_web_acl", fixed=_THIS, from_read=_VERSION)],
        outputs={"id": "Id", "arn": "ARN", "capacity": "Capacity"},
        replace_on=frozenset({"name", "scope"}),
        identity=("name", "scope"),
        auto_name="name",
    ),
}
"""Entry by type token."""
