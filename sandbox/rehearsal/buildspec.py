"""Reads the buildspec of a CodeBuild project. Parts that cannot be rehearsed are rejected by name.

https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import yaml

from sandbox.rehearsal.errors import RehearsalError

PHASES = ("install", "pre_build", "build", "post_build")
"""The phases in the order in which they run."""

_SHELLS = {
    "bash": ("bash", "--noprofile", "--norc"),
    # The sh of CodeBuild's Amazon Linux images is bash as well.
    "/bin/sh": ("bash", "--noprofile", "--norc", "--posix"),
}


@dataclass(frozen=True)
class Phase:
    """One phase that has commands."""

    name: str
    commands: tuple[str, ...]
    finally_commands: tuple[str, ...]
    """Commands that run after the others, whether these failed or not."""
    aborts: bool
    """`on-failure: ABORT`: a failure ends the build at once, post_build included."""


@dataclass(frozen=True)
class Buildspec:
    """The commands of a build, and their environment."""

    shell: tuple[str, ...]
    """The command of the shell that runs all of it."""
    variables: Mapping[str, str]
    phases: tuple[Phase, ...]
    files: tuple[str, ...]
    """The patterns of the files that it hands over."""
    unrehearsed: tuple[str, ...]
    """The things that only a build on AWS would do, one sentence each."""


def parse(text: str) -> Buildspec:
    """Reads a buildspec in YAML or JSON. Raises RehearsalError for one that AWS rejects or that cannot be rehearsed."""
    try:
        spec = _mapping(yaml.safe_load(text), "the buildspec")
    except yaml.YAMLError as error:
        raise RehearsalError(f"the buildspec is not valid YAML: {error}") from error
    if str(spec.get("version")) != "0.2":
        raise RehearsalError(f"the buildspec has version {spec.get('version')!r}; only 0.2 is rehearsed")
    _reject_others(spec, {"version", "env", "phases", "artifacts", "cache"}, "the buildspec")
    env = _mapping(spec.get("env") or {}, "env")
    _reject_others(env, {"shell", "variables", "exported-variables"}, "env")
    shell = env.get("shell", "/bin/sh")
    if shell not in _SHELLS:
        raise RehearsalError(f"env: shell {shell!r} is not rehearsed; use one of {', '.join(_SHELLS)}")
    phases = _mapping(spec.get("phases") or {}, "phases")
    _reject_others(phases, PHASES, "phases")
    return Buildspec(
        shell=_SHELLS[shell],
        variables={key: str(value) for key, value in _mapping(env.get("variables") or {}, "variables").items()},
        files=_files(spec),
        phases=tuple(_phase(name, _mapping(phases[name], name)) for name in PHASES if name in phases),
        unrehearsed=tuple(_unrehearsed(spec, phases)),
    )


def _files(spec: Mapping[str, Any]) -> tuple[str, ...]:
    artifacts = _mapping(spec.get("artifacts") or {}, "artifacts")
    _reject_others(artifacts, {"files"}, "artifacts")
    return _listed(artifacts, "files")


def _phase(name: str, phase: Mapping[str, Any]) -> Phase:
    known = {"commands", "finally", "on-failure", *(["runtime-versions"] if name == "install" else [])}
    _reject_others(phase, known, name)
    on_failure = phase.get("on-failure")
    if on_failure not in (None, "ABORT"):
        raise RehearsalError(f"{name}: on-failure {on_failure!r} is not rehearsed; leave it out or use ABORT")
    return Phase(name, _listed(phase, "commands"), _listed(phase, "finally"), on_failure == "ABORT")


def _listed(found: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value: object = found.get(key) or []
    return tuple(str(item) for item in (cast("list[Any]", value) if isinstance(value, list) else [value]))


def _unrehearsed(spec: Mapping[str, Any], phases: Mapping[str, Any]) -> Iterable[str]:
    if spec.get("cache"):
        yield "the build cache is neither restored nor saved: the local CodeBuild keeps no cache settings"
    if versions := _mapping(phases.get("install", {}), "install").get("runtime-versions"):
        yield f"runtime-versions {versions} are not installed: the build uses what this machine has"


def _reject_others(found: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    if others := sorted(set(found) - set(known)):
        raise RehearsalError(f"{where}: {', '.join(others)} is not rehearsed, only {', '.join(sorted(known))}")


def _mapping(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise RehearsalError(f"{where} is not a mapping: {value!r}")
    return {str(key): item for key, item in cast("dict[Any, Any]", value).items()}
