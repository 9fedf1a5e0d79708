"""The build that publishes runs nothing that lies in the site's repository, under any name."""

import sys

import pytest

from tests.components.pipeline.test_buildspec import Builder, builder, deployed

__all__ = ["builder"]

PYTHON = """
with open({ran!r}, "a") as ran:
    print({name!r}, file=ran)
"""
SHELL = """#!/bin/sh
echo {name} >> {ran}
exit 1
"""
MODULES = (
    *("hashlib.py", "zipfile.py", "pip.py", "pip/__main__.py", "boto3.py", "botocore/__init__.py", "re.py", "json.py"),
    *("publish.py", "publish/__main__.py", "runpy.py", "sitecustomize.py", "usercustomize.py", "importlib/metadata.py"),
)
COMMANDS = ("aws", "python3", "python", "mktemp", "bash", "pip", "bin/aws", "bin/python3")
PYENV = """#!/bin/sh
# As pyenv's shim: the nearest .python-version decides, and a version that is not installed ends the command.
folder=$PWD
while [ -n "$folder" ]; do
  if [ -f "$folder/.python-version" ]; then echo "pyenv: version is not installed" >&2; exit 127; fi
  folder=${{folder%/*}}
done
exec {python} "$@"
"""


@pytest.mark.parametrize("name", [*MODULES, "planted.pth", *COMMANDS])
def test_no_file_of_the_repository_runs(builder: Builder, name: str) -> None:
    ran = builder.folder / "ran"
    builder.add("public/index.html")
    planted = builder.folder / "repository" / name
    planted.parent.mkdir(parents=True, exist_ok=True)
    if name.endswith(".pth"):
        planted.write_text(f"import pathlib; pathlib.Path({str(ran)!r}).write_text({name!r})\n")
    else:
        planted.write_text((PYTHON if name.endswith(".py") else SHELL).format(ran=str(ran), name=name))
        planted.chmod(0o755)
    assert builder.run() == 0
    assert not ran.exists(), ran.read_text()
    assert builder.calls == [deployed(builder)]


@pytest.mark.parametrize("version", ["3.9", "2.7.18", "site-env"])
def test_the_repository_cannot_choose_the_python(builder: Builder, version: str) -> None:
    builder.add("public/index.html")
    (builder.folder / "repository" / ".python-version").write_text(version)
    shim = builder.folder / "bin" / "python3"
    shim.write_text(PYENV.format(python=sys.executable))
    shim.chmod(0o755)
    assert builder.run() == 0
    assert builder.calls == [deployed(builder)]


def test_the_pip_that_installs_what_is_missing_is_not_the_repositorys(builder: Builder) -> None:
    ran = builder.folder / "ran"
    builder.add("public/index.html")
    builder.lock("no-such-parser==1.0")
    (builder.folder / "repository" / "pip.py").write_text(PYTHON.format(ran=str(ran), name="pip"))
    assert builder.run(PIP_NO_INDEX="1") != 0
    assert not ran.exists()
    assert builder.calls == []
