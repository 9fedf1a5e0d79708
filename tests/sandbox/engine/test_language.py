"""The language host starts a policy pack or a package under any PYTHONPATH of the user."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sandbox.engine.language import LanguageHost
from sandbox.home import REPOSITORY


@pytest.mark.parametrize("kind", ["analyzer", "resource"])
def test_a_python_path_of_the_user_does_not_hide_the_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (tmp_path / "__main__.py").write_text("print(50000)")
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    info = SimpleNamespace(program_directory=str(tmp_path))
    request = SimpleNamespace(kind=kind, args=["127.0.0.1:1"], env=["PYTHONPATH=/nowhere"], info=info)
    context = SimpleNamespace(add_callback=lambda callback: None)  # pyright: ignore[reportUnknownLambdaType]
    answers = list(LanguageHost("127.0.0.1:1").RunPlugin(request, cast("Any", context)))
    assert [answer.stdout for answer in answers[:-1]] == [b"50000\n"]
    assert answers[-1].exitcode == 0
