"""Secrets and unknown values on their way through a provider, and the record file."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pulumi.provider.experimental.property_value import PropertyValue

from sandbox.providers.errors import ResourceError
from sandbox.providers.plugin.recorder import Recorder
from sandbox.providers.plugin.records import Records
from sandbox.providers.table import Item, RecordedEntry
from sandbox.providers.values import MASK, UNKNOWN, masked, plain, plain_map, redact, wrap

_SECRET = PropertyValue("s3cr3t", is_secret=True)
_ACTION = PropertyValue({"configuration": PropertyValue({"Branch": PropertyValue("main"), "OAuthToken": _SECRET})})
_STAGES = PropertyValue([_ACTION, PropertyValue({})])


def test_a_nested_secret_is_opened_masked_and_made_secret_again() -> None:
    opened = plain(_STAGES)
    assert opened == [{"configuration": {"Branch": "main", "OAuthToken": "s3cr3t"}}, {}]
    assert masked(_STAGES) == [{"configuration": {"Branch": "main", "OAuthToken": MASK}}, {}]
    assert wrap(opened, _STAGES) == _STAGES


def test_a_list_of_another_length_is_secret_throughout_where_any_item_was() -> None:
    assert all(item.is_secret for item in wrap([{"a": 1}], _STAGES).value)  # pyright: ignore


def test_an_unknown_value_survives_the_way_through() -> None:
    arrived = PropertyValue.unmarshal(wrap(UNKNOWN).marshal())
    assert plain(arrived) is UNKNOWN


def test_whole_numbers_are_whole() -> None:
    found = plain_map({"days": PropertyValue(30.0), "share": PropertyValue(0.5)})
    assert json.dumps(found) == '{"days": 30, "share": 0.5}'
    assert wrap(30) == PropertyValue(30.0)


def test_a_message_loses_every_secret() -> None:
    assert redact("s3cr3t is no name", {"stages": _STAGES}) == f"{MASK} is no name"


def item(logical: str, **inputs: object) -> Item:
    return Item(type="github:index/x:X", name=logical, region="", inputs=dict(inputs), masked={**inputs, "token": MASK})


def test_a_recorded_resource_is_read_as_written_with_its_secrets_from_the_state(tmp_path: Path) -> None:
    recorder = Recorder(Records(tmp_path / "r.json"), lambda: "1")
    entry = RecordedEntry(id="{number}", outputs={"url": "https://x/{number}"})
    one = item("one", size=1, token="s3cr3t")
    one.id = recorder.create(entry, one).id
    found = recorder.read(entry, one)
    assert found is not None
    assert found.inputs == {"size": 1, "token": "s3cr3t"}
    assert found.outputs == {"url": f"https://x/{one.id}"}
    assert "s3cr3t" not in (tmp_path / "r.json").read_text()
    recorder.delete(entry, one)
    assert recorder.read(entry, one) is None


def test_a_second_resource_under_a_recorded_id_is_refused(tmp_path: Path) -> None:
    recorder = Recorder(Records(tmp_path / "r.json"), lambda: "1")
    entry = RecordedEntry(id="{name}")
    recorder.create(entry, item("one", name="x"))
    with pytest.raises(ResourceError, match="x exists already"):
        recorder.create(entry, item("two", name="x"))


def test_without_a_file_to_record_in_nothing_is_pretended() -> None:
    with pytest.raises(ResourceError, match="SANDBOX_RECORD_FILE"):
        Recorder(None, lambda: "1").create(RecordedEntry(id="{name}"), item("one", name="x"))


def test_no_record_is_lost_when_many_are_written_at_once(tmp_path: Path) -> None:
    files = [Records(tmp_path / "r.json") for _ in range(2)]
    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            pool.submit(files[number % 2].put, "t", f"n{number:02}", str(number), {})
    assert [record["name"] for record in files[0].all()] == [f"n{number:02}" for number in range(40)]
