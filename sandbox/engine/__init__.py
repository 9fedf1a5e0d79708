"""The Pulumi engine: the one on PATH where it is recent enough, else one built once from its pinned Go module."""

from sandbox.engine.find import EngineError, find_or_build

__all__ = ["EngineError", "find_or_build"]
