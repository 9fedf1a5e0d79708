"""The error that every rule reports as a violation."""


class MalformedPolicyError(ValueError):
    """AWS rejects this policy document; the message names the place and the fault."""
