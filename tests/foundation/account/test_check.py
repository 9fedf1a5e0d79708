"""`python -m foundation.account.check` reports every missing safeguard, and never passes a check without an answer."""

import json
import re
from typing import Any

import pytest
from botocore import xform_name
from botocore.exceptions import NoCredentialsError
from botocore.session import get_session

from doctor.model import CheckResult
from doctor.reader import Account
from foundation.account.check.cli import CHECKS, main
from foundation.account.check.reads import READS
from foundation.account.check.safeguards import matches_root_sign_in
from tests.aws_answers import CALLER, Answers, error
from tests.foundation.account.account_answers import PATTERN, REGION, SOUND, TRAIL, UNREACHABLE

NAMES = [check.name for check in CHECKS]


def finding(name: str, **answers: Any) -> CheckResult:
    """The result of one check on an account that is sound except for these answers."""
    account = Account(READS, REGION, Answers(READS, {**SOUND, **answers}))
    return next(check for check in CHECKS if check.name == name).run(account)


def found(name: str, **answers: Any) -> str:
    """The problems that the check reports."""
    made = finding(name, **answers)
    assert made.status == "fail"
    assert made.fix
    return made.found


def rule(**more: str) -> dict[str, Any]:
    return {"Rules": [{"Name": "root", "State": "ENABLED", "EventPattern": PATTERN, **more}]}


def test_a_sound_account_passes_and_is_asked_nothing_that_is_not_needed(capsys: pytest.CaptureFixture[str]) -> None:
    answers = Answers(READS, SOUND)
    assert main(["--region", REGION], answers) == 0
    printed = capsys.readouterr().out
    assert re.findall(r"^(\w+) +(\S+)", printed, re.MULTILINE)[1 : len(NAMES) + 1] == [("PASS", name) for name in NAMES]
    assert "fix:" not in printed
    assert {asked.partition(" ")[2] for asked in answers.asked} == set(READS)


def test_every_action_is_named_after_the_operation_that_it_allows() -> None:
    """S3 is the exception: only the action's name distinguishes the account's block from a bucket's."""
    assert READS["s3:GetAccountPublicAccessBlock"] == ("s3control", "get_public_access_block")
    for action in READS.keys() - {"s3:GetAccountPublicAccessBlock"}:
        service, operation = READS[action]
        model = get_session().get_service_model(service)
        assert operation in {xform_name(name) for name in model.operation_names}
        assert action == f"{model.signing_name}:{action.partition(':')[2]}"
        assert xform_name(action.partition(":")[2]) == operation


def test_only_operations_that_read_are_called() -> None:
    assert {operation.partition("_")[0] for _, operation in READS.values()} == {"describe", "get", "list"}


def test_a_root_user_without_mfa_fails() -> None:
    summary = {"SummaryMap": {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 1}}
    assert "password alone" in found("root-mfa", **{"iam:GetAccountSummary": summary})


def test_a_root_user_whose_password_was_taken_away_needs_no_mfa() -> None:
    summary = {"SummaryMap": {"AccountMFAEnabled": 0, "AccountAccessKeysPresent": 0, "AccountPasswordPresent": 0}}
    assert finding("root-mfa", **{"iam:GetAccountSummary": summary}).status == "pass"


def test_a_root_user_with_keys_fails() -> None:
    summary = {"SummaryMap": {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 2}}
    assert "(2)" in found("root-keys", **{"iam:GetAccountSummary": summary})


def test_an_active_key_of_a_user_fails_and_its_id_is_masked() -> None:
    keys = {"AccessKeyMetadata": [{"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Active"}]}
    assert found("user-keys", **{"iam:ListAccessKeys": keys}) == "bob has the active key AKIA...MPLE"


def test_a_user_who_signs_in_without_mfa_fails() -> None:
    assert "bob" in found("user-mfa", **{"iam:ListMFADevices": {"MFADevices": []}})


def test_a_user_who_cannot_sign_in_needs_no_mfa() -> None:
    nothing: dict[str, Any] = {"iam:ListMFADevices": {"MFADevices": []}, "iam:GetLoginProfile": error("NoSuchEntity")}
    assert finding("user-mfa", **nothing).status == "pass"


def test_a_user_who_is_deleted_while_the_check_runs_is_no_error() -> None:
    assert finding("user-keys", **{"iam:ListAccessKeys": error("NoSuchEntity")}).status == "pass"


def test_each_part_of_the_public_access_block_that_is_off_is_named() -> None:
    action = "s3:GetAccountPublicAccessBlock"
    block = {**SOUND[action]["PublicAccessBlockConfiguration"], "BlockPublicPolicy": False}
    assert found("public-buckets", **{action: {"PublicAccessBlockConfiguration": block}}) == "BlockPublicPolicy is off"
    assert found("public-buckets", **{action: error("NoSuchPublicAccessBlockConfiguration")}).count(" is off") == 4


@pytest.mark.parametrize(
    ("member", "value", "says"),
    [
        ("MinimumPasswordLength", 13, "MinimumPasswordLength is 13, expected at least 14"),
        ("PasswordReusePrevention", 23, "PasswordReusePrevention is 23, expected at least 24"),
        ("RequireSymbols", False, "RequireSymbols is off"),
    ],
)
def test_a_weak_password_policy_is_told_by_what_is_weak(member: str, value: int, says: str) -> None:
    action = "iam:GetAccountPasswordPolicy"
    weak = {"PasswordPolicy": {**SOUND[action]["PasswordPolicy"], member: value}}
    assert found("password-policy", **{action: weak}) == says


def test_an_account_without_a_password_policy_fails() -> None:
    assert "no password policy" in found("password-policy", **{"iam:GetAccountPasswordPolicy": error("NoSuchEntity")})


@pytest.mark.parametrize(
    "analyzer", [{"status": "CREATING", "type": "ACCOUNT"}, {"status": "ACTIVE", "type": "ACCOUNT_UNUSED_ACCESS"}]
)
def test_an_analyzer_that_is_not_active_or_looks_for_something_else_does_not_count(analyzer: dict[str, str]) -> None:
    assert REGION in found("access-analyzer", **{"access-analyzer:ListAnalyzers": {"analyzers": [analyzer]}})


def test_a_recorder_is_needed_where_cloudfront_is_recorded_as_well() -> None:
    stopped = {"ConfigurationRecordersStatus": [{"recording": False}]}
    action = "us-east-1 config:DescribeConfigurationRecorderStatus"
    assert found("config-recorder", **{action: stopped}) == "no recorder runs in us-east-1"


def test_each_missing_rule_is_named_with_its_region() -> None:
    rules = {"ConfigRules": SOUND["config:DescribeConfigRules"]["ConfigRules"][1:]}
    missing = found("config-rules", **{"config:DescribeConfigRules": rules})
    assert missing == "eu-west-1 has no ROOT_ACCOUNT_MFA_ENABLED"


@pytest.mark.parametrize(
    "answers",
    [
        {"cloudtrail:DescribeTrails": {"trailList": []}},
        {"cloudtrail:GetTrailStatus": {"IsLogging": False}},
        {"cloudtrail:GetEventSelectors": {"EventSelectors": [{"IncludeManagementEvents": False}]}},
        {
            "cloudtrail:GetEventSelectors": {
                "AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}]
            }
        },
    ],
)
def test_a_trail_that_is_not_there_or_stopped_or_only_about_data_does_not_count(answers: dict[str, Any]) -> None:
    assert "us-east-1" in found("trail", **answers)


def test_a_trail_with_advanced_selectors_of_management_events_counts() -> None:
    fields = [{"Field": "eventCategory", "Equals": ["Management"]}]
    selectors = {"AdvancedEventSelectors": [{"FieldSelectors": fields}]}
    assert finding("trail", **{"cloudtrail:GetEventSelectors": selectors}).status == "pass"


def test_a_trail_without_selectors_of_its_own_is_not_asked_for_them() -> None:
    trails = {"trailList": [{"TrailARN": TRAIL, "HasCustomEventSelectors": False}]}
    denied = error("AccessDeniedException")
    made = finding("trail", **{"cloudtrail:DescribeTrails": trails, "cloudtrail:GetEventSelectors": denied})
    assert made.status == "pass"


@pytest.mark.parametrize(
    "answers",
    [
        {"events:ListRules": {"Rules": []}},
        {"events:ListRules": rule(State="DISABLED")},
        {"events:ListRules": rule(EventPattern='{"source": ["aws.codepipeline"]}')},
        {"events:ListTargetsByRule": {"Targets": []}},
    ],
)
def test_a_rule_that_is_off_or_about_something_else_or_tells_nobody_does_not_count(answers: dict[str, Any]) -> None:
    assert "reports a sign-in of the root user" in found("root-activity", **answers)


@pytest.mark.parametrize(
    ("detail", "hears"),
    [
        ({}, True),
        ({"userIdentity": {"type": ["Root", "IAMUser"]}}, True),
        ({"userIdentity": {"type": ["IAMUser"]}}, False),
    ],
)
def test_a_pattern_hears_of_root_unless_it_asks_for_somebody_else(detail: dict[str, Any], hears: bool) -> None:
    pattern = {"detail-type": ["AWS Console Sign In via CloudTrail"], "detail": detail}
    assert matches_root_sign_in(json.dumps(pattern)) is hears


@pytest.mark.parametrize("action", sorted(READS))
def test_what_is_denied_is_unknown_and_says_who_needs_which_action(action: str) -> None:
    answers = Answers(READS, {**SOUND, action: error("AccessDenied"), f"us-east-1 {action}": error("AccessDenied")})
    account = Account(READS, REGION, answers)
    made = [check.run(account) for check in CHECKS]
    unknown = [each for each in made if each.status != "pass"]
    assert unknown
    assert {(each.status, each.found, each.fix) for each in unknown} == {
        ("unknown", f"{action} is denied", f"Allow {action} to {CALLER}")
    }


@pytest.mark.parametrize("failure", [UNREACHABLE, error("ThrottlingException")])
def test_what_is_not_answered_is_unknown(failure: Exception) -> None:
    made = finding("root-mfa", **{"iam:GetAccountSummary": failure})
    assert (made.status, made.fix) == ("unknown", "Run the check again")


def test_the_exit_code_tells_a_failure_from_what_could_not_be_decided(capsys: pytest.CaptureFixture[str]) -> None:
    denied = {**SOUND, "iam:ListUsers": error("AccessDenied")}
    assert main(["--region", REGION], Answers(READS, denied)) == 2
    assert main(["--region", REGION], Answers(READS, {**denied, "events:ListRules": {"Rules": []}})) == 1
    assert "1 fail, 2 unknown" in capsys.readouterr().out


def test_json_has_every_finding(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--json", "--region", REGION], Answers(READS, {**SOUND, "events:ListRules": {"Rules": []}}))
    answer = json.loads(capsys.readouterr().out)
    assert (answer["account"], answer["region"], answer["caller"]) == ("123456789012", REGION, CALLER)
    assert [each["check"] for each in answer["findings"]] == NAMES
    assert [each["status"] for each in answer["findings"]].count("fail") == 1


def test_nobody_logged_in_is_said_and_is_no_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    def nobody(service: str, region: str) -> Any:
        raise NoCredentialsError

    assert main(["--json", "--region", REGION], nobody) == 2
    printed = capsys.readouterr()
    assert "there are no valid credentials" in printed.err
    assert json.loads(printed.out)["error"].startswith("there are no valid credentials")


def test_without_a_region_the_check_says_how_to_give_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert main([], Answers(READS, SOUND)) == 2
    assert "Give --region" in capsys.readouterr().err


def test_a_profile_that_does_not_exist_is_said_and_is_no_crash(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.setenv("AWS_PROFILE", "nobodys")
    assert main([], Answers(READS, SOUND)) == 2
    assert "nobodys" in capsys.readouterr().err
