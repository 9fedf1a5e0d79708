"""The errors that a user of the package sees about an input."""

from collections.abc import Sequence


class InputError(ValueError):
    """Inputs that cannot be used: one line for each fault, with the key as the user's program has it."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
