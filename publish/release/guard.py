"""The guard against the wrong folder: a publication that would remove most of the site."""

from collections.abc import Callable

from publish.errors import InputError
from publish.release.plan import Plan, Survey

_MOST_PERCENT = 50
_FEWEST_FILES = 10
_NAMED = 3


def refuse_removal(*, is_allowed: bool, ask: Callable[[str], bool] | None) -> Callable[[Plan, Survey], None]:
    """A guard that raises InputError for a plan that removes more than half of the published files, 10 or more.

    is_allowed: whether such a plan is wanted.
    ask: asks the user a question. None: there is no user to ask.
    """

    def guard(plan: Plan, survey: Survey) -> None:
        own = {key for key, version in survey.files.items() if not version.content.derived}
        wanted = {*plan.same, *plan.writes}
        leaving = sorted(own - wanted)
        if is_allowed or len(leaving) < _FEWEST_FILES or 100 * len(leaving) <= _MOST_PERCENT * len(own):
            return
        named = ", ".join(leaving[:_NAMED])
        what = f"this would remove {len(leaving)} of the {len(own)} published files, such as {named}"
        if ask and ask(f"{what}. Go on?"):
            return
        raise InputError(
            f"{what}; nothing was changed. If this is the right folder, publish with --allow-removal, or write "
            "remove_most = true into publish.toml"
        )

    return guard
