"""Lists of words in tests, as text."""


def words(text: str) -> list[str]:
    """The words of a text, in order."""
    return text.split()
