"""The commands, each from its options to its output."""

from argparse import Namespace as Options
from collections.abc import Callable, Mapping

from publish.cloud.clients import PublishClients
from publish.commands.check import check
from publish.commands.deploy import deploy
from publish.commands.discarded import discard, list_previews
from publish.commands.history import diff, list_releases, rollback
from publish.commands.job import Answer
from publish.commands.rewrite import rewrite
from publish.commands.withdrawn import remove

COMMANDS: Mapping[str, Callable[[Options, PublishClients], Answer]] = {
    "deploy": deploy,
    "check": check,
    "rollback": rollback,
    "remove": remove,
    "rewrite": rewrite,
    "discard": discard,
    "previews": list_previews,
    "releases": list_releases,
    "diff": diff,
}
"""The function of each command."""
