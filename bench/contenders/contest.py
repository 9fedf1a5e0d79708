"""What the scripts of all contenders share: documents in, verdicts and the time that they took out.

Each script runs in a process and an environment of its own, with its library and without this project.
"""

import json
import logging
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, cast

Document = dict[str, Any]
Verdict = bool | str
"""Whether the document grants S3 actions by a wildcard, or the name of the error that came instead."""


def contend(judge: Callable[[Document], bool]) -> None:
    """The same as contend_at_once, with a judge of one document; what it raises is its verdict."""

    def verdict(document: Document) -> Verdict:
        try:
            return judge(document)
        except Exception as error:
            return type(error).__name__

    contend_at_once(lambda documents: [verdict(document) for document in documents])


def contend_at_once(judge: Callable[[list[Document]], list[Verdict]]) -> None:
    """Reads a JSON document a line and prints {"seconds": .., "verdicts": [..]}; reading and imports are not timed."""
    logging.disable()
    documents = [json.loads(line) for line in sys.stdin]
    started = time.perf_counter()
    verdicts = judge(documents)
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "verdicts": verdicts}))


def allowing(document: Document) -> list[Document]:
    """The statements with the effect Allow."""
    return [statement for statement in as_list(document["Statement"]) if statement["Effect"] == "Allow"]


def adds_s3(written: Iterable[str], expanded: Iterable[str]) -> bool:
    """Whether an expansion has an S3 action that was not written out."""
    names = {name.lower() for name in written}
    return any(name.startswith("s3:") and name not in names for name in map(str.lower, expanded))


def as_list(value: Any) -> list[Any]:
    """A list of what may be one or a list."""
    return cast(list[Any], value) if isinstance(value, list) else [value]
