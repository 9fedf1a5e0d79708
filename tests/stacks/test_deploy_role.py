"""A site from its first preview to its end, run by the roles of its workflows: they may do all of it."""

from tests.stacks.life import READING, WITHOUT, Life

_READS = ("BatchGet", "Describe", "Get", "Head", "List")


def test_a_role_that_reads_sees_all_that_is_to_be_created(life: Life) -> None:
    assert set(life.phases["first preview"].changes) == {"create"}
    assert set(life.phases["create"].changes) <= {"create", "same"}
    total = sum(life.phases["create"].changes.values())
    assert life.phases["first preview"].changes == {"create": total}


def test_a_preview_and_an_update_of_what_is_there_change_nothing(life: Life) -> None:
    assert not life.phases["second preview"].changed
    assert not life.phases["no-op"].changed


def test_changed_settings_and_tags_are_carried_out_in_place(life: Life) -> None:
    assert life.phases["change"].changes["update"]
    assert "replace" not in life.phases["change"].changes


def test_a_role_that_reads_finds_what_was_changed_by_hand_and_the_deploy_role_puts_it_right(life: Life) -> None:
    assert life.phases["refresh"].changed
    assert life.phases["repair"].changed
    assert not life.phases["second refresh"].changed


def test_a_role_that_reads_reads_and_does_nothing_else(life: Life) -> None:
    operations = {call.operation for call in life.recorder.calls if call.phase in READING}
    assert len(operations) > 20
    assert {one for one in operations if not one.startswith(_READS)} == set()


def test_the_end_leaves_the_foundation_and_nothing_else(life: Life) -> None:
    # Pull requests get no role for dev, whose source oauth has secrets.
    kinds = ("drift", "deploy") if life.account.home.stack == "dev" else ("preview", "drift", "deploy")
    roles = {f"{life.account.prefix}-{role}" for role in kinds}
    assert life.left == {"buckets": [], "distributions": [], "roles": roles}


def test_a_phase_without_one_of_its_actions_fails_and_names_it(life: Life) -> None:
    for phase, (_, action) in WITHOUT[life.account.home.stack].items():
        assert f"is not authorized to perform: {action} " in life.refusals[phase], phase


def test_the_deploy_role_empties_no_bucket_of_a_stack_that_was_protected(life: Life) -> None:
    if life.account.home.stack == "prod":
        assert "is not authorized to perform: s3:ListBucketVersions " in life.refusals["destroy"]
