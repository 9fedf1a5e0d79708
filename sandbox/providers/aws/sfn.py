"""Step Functions: state machines.

https://docs.aws.amazon.com/step-functions/latest/apireference/API_Operations.html
"""

from sandbox.providers.aws.tags import retag
from sandbox.providers.table import AwsEntry, Call

TABLE = {
    "aws:sfn/stateMachine:StateMachine": AwsEntry(
        service="stepfunctions",
        id="{arn}",
        create=[Call("create_state_machine")],
        read=[
            Call("describe_state_machine", fixed={"stateMachineArn": "{id}"}),
            Call("list_tags_for_resource", fixed={"resourceArn": "{id}"}),
        ],
        update=[
            Call("update_state_machine", fixed={"stateMachineArn": "{id}"}),
            retag("stepfunctions", "resourceArn", "{id}", tags="tags", keys="tagKeys", pair=("key", "value")),
        ],
        delete=[Call("delete_state_machine", fixed={"stateMachineArn": "{id}"})],
        outputs={"arn": "stateMachineArn"},
        replace_on=frozenset({"name", "type"}),
        identity=("name",),
        auto_name="name",
        defaults={"type": "STANDARD", "publish": False},
        handled=frozenset({"publish"}),
    ),
}
"""Entry by type token."""
