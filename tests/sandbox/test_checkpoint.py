"""What a stack's file in Pulumi's backend tells without the engine."""

import json
from pathlib import Path
from typing import Any

from sandbox.checkpoint import Checkpoint

HIDDEN = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}
ASSET = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", "path": "index.html"}


def checkpoint(folder: Path, outputs: dict[str, Any]) -> Checkpoint:
    file = folder / "dev.json"
    resources = [{"type": "aws:s3/bucket:Bucket"}, {"type": "pulumi:pulumi:Stack", "outputs": outputs}]
    file.write_text(json.dumps({"checkpoint": {"latest": {"resources": resources}}}))
    return Checkpoint(file)


def test_secrets_are_masked_at_every_depth(tmp_path: Path) -> None:
    found = checkpoint(tmp_path, {"token": HIDDEN, "deep": {"list": [1, HIDDEN], "open": "text"}, "asset": ASSET})
    assert found.outputs() == {
        "token": "[secret]",
        "deep": {"list": [1, "[secret]"], "open": "text"},
        "asset": ASSET,
    }


def test_a_stack_that_was_never_created_or_updated_has_no_outputs(tmp_path: Path) -> None:
    assert Checkpoint(tmp_path / "none.json").outputs() == {}
    empty = tmp_path / "empty.json"
    empty.write_text(json.dumps({"checkpoint": {"latest": None}}))
    assert Checkpoint(empty).outputs() == {}
    assert Checkpoint(empty).exists()
