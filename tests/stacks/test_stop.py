"""The stop on the sandbox: an alarm turns the site off under the machine's own role, and only a person turns it on.

One stack lives through it: the rule's pattern, the role within its boundary and the state machine are the real ones.
That an alarm goes off is said to the local CloudWatch, which evaluates no metric math.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import urllib3
from botocore.exceptions import ClientError
from pulumi import automation

from doctor.checks import CHECKS
from doctor.deployed import Deployed, Resource, read_state
from doctor.model import CheckResult
from doctor.reader import Account
from doctor.reads import READS
from doctor.start import main
from publish.errors import error_code
from sandbox.rehearsal.roles import assume
from tests.stacks.conftest import Sandbox, rehearsed

EDGE = "us-east-1"
_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Life:
    """What was seen of the stack."""

    before: int
    """The status of the front page before the first alarm."""
    off: int
    mail: Sequence[str]
    """The alarms that the topic was told of, once the site was off."""
    checks: dict[str, CheckResult]
    """The doctor's results while the site was off."""
    updated: tuple[bool, str]
    """Whether the distribution is on after an update of something else of it, and its price class then."""
    warned: str
    """What the engine printed in that update."""
    unguarded: tuple[int, str]
    """The exit code of the command while the alarm is on, and what it printed."""
    still_off: int
    overridden: tuple[int, str]
    on: int
    again: int
    """The status after the alarm was over and went off once more."""
    second: tuple[str, str]
    """The distribution's ETag before and after the other alarm, when the site is off already."""
    started: tuple[int, str]
    """The command once no alarm is on."""
    last: int
    others: tuple[str, str]
    """The errors of the role at another distribution, and at another machine."""
    unstarted: Sequence[str]
    """The alarms that the topic was told of when the role might not start the machine."""


@dataclass
class Stage:
    """The running stack, and what a test does to it."""

    sandbox: Sandbox
    queue: str

    def client(self, service: str) -> Any:
        return self.sandbox.cloud.client(service, region=EDGE)

    @property
    def distribution(self) -> str:
        return self.sandbox.outputs["distributionId"]

    def front_page(self) -> int:
        pool = urllib3.PoolManager(ca_certs=str(self.sandbox.ca), retries=False)
        return pool.request("GET", f"{self.sandbox.site}/").status

    def config(self) -> dict[str, Any]:
        return self.client("cloudfront").get_distribution_config(Id=self.distribution)

    def is_on(self) -> bool:
        return self.config()["DistributionConfig"]["Enabled"]

    def alarm(self, name: str, state: str) -> None:
        self.client("cloudwatch").set_alarm_state(
            AlarmName=f"secure-site-dev-{name}", StateValue=state, StateReason="the rehearsal says so"
        )

    def executions(self) -> list[str]:
        found = self.client("stepfunctions").list_executions(stateMachineArn=self.sandbox.outputs["stopMachineArn"])
        return [one["status"] for one in found["executions"]]

    def mail(self, *expected: str) -> list[str]:
        """The names of the alarms that were mailed, once the expected ones are among them."""
        found: list[str] = []

        def has_all() -> bool:
            answer = self.client("sqs").receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10)
            bodies = [json.loads(one["Body"]) for one in answer.get("Messages", ())]
            found.extend(json.loads(body["Message"])["AlarmName"] for body in bodies)
            return set(expected) <= set(found)

        until(has_all, found)
        return found

    def deployed(self) -> tuple[Deployed, list[Resource]]:
        exported = self.sandbox.stack.automation.export_stack()
        state = read_state(json.dumps({"deployment": exported.deployment}))
        account = Account(READS, self.sandbox.cloud.region, self._clients)
        return Deployed(account, state, self.sandbox.site), state

    def start(self, capsys: Callable[[], str], *arguments: str) -> tuple[int, str]:
        _, state = self.deployed()
        code = main(["--stack", "dev", "--region", EDGE, *arguments], self._clients, lambda _: state)
        return code, capsys()

    def _clients(self, service: str, region: str) -> Any:
        return self.sandbox.cloud.client(service, region=region)


def until(holds: Callable[[], bool], so_far: Sequence[str] = ()) -> None:
    """Waits for what a service does by and by. Fails the test after a minute."""
    limit = time.monotonic() + _PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > limit:
            pytest.fail(f"did not happen within {_PATIENCE_SECONDS} seconds; so far: {so_far}")
        time.sleep(0.2)


def stage(sandbox: Sandbox) -> Stage:
    """The dev stack with a stop, the site published, and a reader of its mail beside the subscriber."""
    for key, value in (("alarmEmail", "ops@example.com"), ("stopAtUsd", "50")):
        sandbox.stack.automation.set_config(f"secure-site:{key}", automation.ConfigValue(value))
    sandbox.up()
    sandbox.push()
    sqs, sns = (sandbox.cloud.client(service, region=EDGE) for service in ("sqs", "sns"))
    arn = f"arn:aws:sqs:{EDGE}:{sandbox.cloud.account_id}:mail"
    sender = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**sender, "Resource": arn}]})
    queue = sqs.create_queue(QueueName="mail", Attributes={"Policy": policy})["QueueUrl"]
    topic = next(one["TopicArn"] for one in sns.list_topics()["Topics"] if one["TopicArn"].endswith("-alarms"))
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return Stage(sandbox, queue)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    from contextlib import redirect_stderr, redirect_stdout
    from io import StringIO

    printed = StringIO()

    def drained() -> str:
        text = printed.getvalue()
        printed.seek(0)
        printed.truncate()
        return text

    with (
        rehearsed("dev", tmp_path_factory.mktemp("stop")) as sandbox,
        redirect_stdout(printed),
        redirect_stderr(printed),
    ):
        try:
            yield live(stage(sandbox), drained)
        except Exception as error:
            error.add_note(sandbox.printed)
            raise


def live(scene: Stage, drained: Callable[[], str]) -> Life:
    sandbox, start = scene.sandbox, partial(scene.start, drained)
    before = scene.front_page()
    scene.alarm("spending-month", "ALARM")
    until(lambda: not scene.is_on())
    mail = scene.mail("secure-site-dev-spending-month", "secure-site-dev-stopped")
    off = scene.front_page()
    stack, _ = scene.deployed()
    checks = {check.name: check.run(stack) for check in CHECKS if check.name in ("stopped", "stop")}

    sandbox.lines.clear()
    sandbox.stack.automation.set_config("secure-site:priceClass", automation.ConfigValue("PriceClass_200"))
    sandbox.stack.up()
    config = scene.config()["DistributionConfig"]
    drained()
    unguarded, still_off = start(), scene.front_page()
    overridden, on = start("--until-next-crossing"), scene.front_page()

    scene.alarm("spending-month", "OK")
    scene.alarm("spending-month", "ALARM")
    until(lambda: not scene.is_on())
    again, etag, runs = scene.front_page(), scene.config()["ETag"], len(scene.executions())
    scene.alarm("spending-day", "ALARM")
    until(lambda: len(scene.executions()) > runs and "RUNNING" not in scene.executions())
    second = (etag, scene.config()["ETag"])
    scene.alarm("spending-day", "OK")
    scene.alarm("spending-month", "OK")
    started, last = start(), scene.front_page()
    others = refusals(scene)
    return Life(
        *(before, off, mail, checks, (config["Enabled"], config["PriceClass"]), sandbox.printed),
        *(unguarded, still_off, overridden, on, again, second, started, last, others),
        unstarted(scene),
    )


def refusals(scene: Stage) -> tuple[str, str]:
    """The refusals of the role, as either of its services, when it reaches for what is not its own."""
    cloud, machine = scene.sandbox.cloud, scene.sandbox.outputs["stopMachineArn"]
    rule = f"arn:aws:events:{EDGE}:{cloud.account_id}:rule/secure-site-dev-stop"
    role = f"arn:aws:iam::{cloud.account_id}:role/secure-site-dev-stop"
    cloudfront = assume(cloud, role, "states.amazonaws.com", machine).client("cloudfront")
    states = cloud.client("stepfunctions", assume(cloud, role, "events.amazonaws.com", rule).credentials, EDGE)
    codes: list[str] = []
    for call in (
        lambda: cloudfront.get_distribution_config(Id="EANOTHERONE"),
        lambda: states.start_execution(stateMachineArn=f"{machine}-other"),
    ):
        with pytest.raises(ClientError) as refused:
            call()
        codes.append(error_code(refused.value))
    return codes[0], codes[1]


def unstarted(scene: Stage) -> list[str]:
    """Takes the permission to start from the role, and crosses the limit."""
    iam = scene.sandbox.cloud.client("iam")
    iam.delete_role_policy(RoleName="secure-site-dev-stop", PolicyName="secure-site-dev-stop-start")
    scene.alarm("spending-day", "ALARM")
    return scene.mail("secure-site-dev-stop-unstarted")


def test_an_alarm_turns_the_site_off_and_tells_so(life: Life) -> None:
    assert (life.before, life.off) == (200, 403)
    assert {"secure-site-dev-spending-month", "secure-site-dev-stopped"} <= set(life.mail)
    assert "secure-site-dev-stop-failed" not in life.mail


def test_the_doctor_says_that_the_site_is_off_and_why(life: Life) -> None:
    found = life.checks["stopped"]
    assert found.status == "fail"
    assert "is turned off" in found.found
    assert "secure-site-dev-spending-month: the rehearsal says so" in found.found
    assert "make start" in found.fix


def test_an_update_of_something_else_leaves_the_site_off_and_says_so(life: Life) -> None:
    assert life.updated == (False, "PriceClass_200")
    assert "the site is turned off and stays so; to turn it on: make start STACK=dev" in life.warned


def test_while_the_limit_is_crossed_the_site_stays_off_unless_that_is_meant(life: Life) -> None:
    code, text = life.unguarded
    assert (code, life.still_off) == (1, 403)
    assert "pulumi config set stopAtUsd N --stack dev" in text
    code, text = life.overridden
    assert (code, life.on) == (0, 200)
    assert "until they are over, these do not turn it off again: secure-site-dev-spending-month" in text


def test_the_next_crossing_turns_it_off_again(life: Life) -> None:
    assert life.again == 403


def test_a_second_alarm_changes_nothing_of_a_site_that_is_off(life: Life) -> None:
    before, after = life.second
    assert before == after


def test_without_an_alarm_the_command_turns_it_on(life: Life) -> None:
    assert (life.started[0], life.last) == (0, 200)


def test_the_role_reaches_no_other_distribution_and_no_other_machine(life: Life) -> None:
    assert life.others == ("AccessDenied", "AccessDeniedException")


def test_a_machine_that_cannot_be_started_is_told_of(life: Life) -> None:
    assert "secure-site-dev-stop-unstarted" in life.unstarted
