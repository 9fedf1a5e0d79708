"""The base of every failure that a command reports in one line."""


class SandboxError(RuntimeError):
    """A command failed. The message names what failed, why, and what to do about it."""
