"""Pulumi's language host for YAML programs, built once for this user from its Go module."""

from pathlib import Path

from tests.stacks.built import built

_FOLDER = Path(__file__).parent


def yaml_host() -> Path:
    """The folder with the executable, for PATH. Raises CalledProcessError where it cannot be built."""
    return built("pulumi-language-yaml", _FOLDER / "main.go", _FOLDER).parent
