"""Runs the calls of a state machine as its role, and counts its executions, which ministack does not.

A task calls with the names of the Java SDK, as Step Functions does, and its errors have the names of that SDK's
exceptions. https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
"""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, cast

from botocore import xform_name
from botocore.exceptions import ClientError

from sandbox.emulator.authorization.emulator import part
from sandbox.emulator.service_session import NotTrustedError, client_as

_SERVICE = "states.amazonaws.com"
_PREFIX = "arn:aws:states:::aws-sdk:cloudfront:"
_machine: ContextVar[str] = ContextVar("machine")


def install() -> None:
    """Replaces ministack's own calls of CloudFront from a state machine, and its report of an execution's end."""
    states = part("services.stepfunctions")
    run_task, invoke, report = (
        states._execute_task,
        states._invoke_aws_sdk_integration,
        states._emit_execution_status_event,
    )

    def run_task_of(state: Any, given: Any, execution: Any, context: Any) -> Any:
        _machine.set(execution["stateMachineArn"])
        return run_task(state, given, execution, context)

    def invoke_as_role(resource: str, given: Mapping[str, Any]) -> Any:
        return _call(resource.removeprefix(_PREFIX), given) if resource.startswith(_PREFIX) else invoke(resource, given)

    def report_and_count(execution: Mapping[str, Any]) -> None:
        report(execution)
        metric = {"SUCCEEDED": "ExecutionsSucceeded", "FAILED": "ExecutionsFailed"}.get(execution["status"])
        if metric:
            count("AWS/States", metric, {"StateMachineArn": execution["stateMachineArn"]})

    states._execute_task, states._invoke_aws_sdk_integration = run_task_of, invoke_as_role
    states._emit_execution_status_event = report_and_count


def count(namespace: str, metric: str, dimensions: Mapping[str, str]) -> None:
    """Adds one to a metric of a service, and looks at the alarms at once, which CloudWatch does each minute."""
    watch = part("services.cloudwatch")
    watch.record_metric(namespace, metric, 1, dimensions=dict(dimensions))
    watch._evaluate_all_alarms()


def _call(action: str, given: Mapping[str, Any]) -> Any:
    states, arn = part("services.stepfunctions"), _machine.get()
    failed: Callable[[str, str], Exception] = states._ExecutionError
    try:
        client = client_as(states._state_machines[arn]["roleArn"], _SERVICE, arn, "cloudfront")
        operation = client.meta.service_model.operation_model(f"{action[0].upper()}{action[1:]}")
        answer = getattr(client, xform_name(operation.name))(**_to_wire(operation.input_shape, given))
    except NotTrustedError as error:
        raise failed("States.TaskFailed", str(error)) from error
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "CloudFront"))
        name = code if code.endswith("Exception") else f"{code}Exception"
        raise failed(f"CloudFront.{name}", str(error)) from error
    answer.pop("ResponseMetadata", None)
    return states._convert_keys_to_sfn_convention(answer)


def _to_wire(shape: Any, value: Any) -> Any:
    """A value under the SDK's names as one under the service's, by the service's model."""
    if shape.type_name == "structure":
        sdk_name: Callable[[str], str] = part("services.stepfunctions")._api_name_to_sfn_key
        names = {sdk_name(name): name for name in shape.members}
        return {
            names[key]: _to_wire(shape.members[names[key]], one) for key, one in cast("dict[str, Any]", value).items()
        }
    if shape.type_name == "list":
        return [_to_wire(shape.member, one) for one in value]
    return value
