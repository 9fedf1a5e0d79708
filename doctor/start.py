"""Turns on a site that its stop has turned off: `python -m doctor.start --stack prod`.

The one command here that writes: the field `Enabled` of the stack's distribution, by the login at AWS. It needs
cloudfront:GetDistributionConfig and cloudfront:UpdateDistribution on the distribution and cloudwatch:DescribeAlarms.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from components.alerts.stop_alarms import STOPPING
from doctor.checks.stop import alarms_on
from doctor.deployed import Deployed, Resource, resources_of
from doctor.reader import Account, ClientFactory, UndecidedError
from doctor.reads import READS

_ATTEMPTS = 3


def main(
    arguments: Sequence[str] | None = None,
    clients: ClientFactory | None = None,
    state: Callable[[str], Sequence[Resource]] = resources_of,
) -> int:
    """Turns the site on, and returns 0; or returns 1 and prints to stderr why it stays off.

    arguments: the command line. Default: sys.argv[1:].
    clients: creates the AWS clients. Default: those of the environment.
    state: returns the resources of a stack. Default: by the current login at Pulumi.
    """
    options = _parser().parse_args(arguments)
    try:
        account = Account(READS, options.region, clients)
        stack = Deployed(account, state(options.stack))
        print(_start(stack, options.stack, is_override=options.until_next_crossing))
    except UndecidedError as error:
        print(f"error: {error}. {error.fix}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"error: the site stays as it is: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m doctor.start", description="Turns on a site that its stop has turned off."
    )
    parser.add_argument("--stack", required=True, help="name of the stack, such as prod")
    parser.add_argument("--region", help="region of the stack; default: AWS_REGION")
    parser.add_argument(
        "--until-next-crossing",
        action="store_true",
        help="also while an alarm of the stop is on, which turns the site off again only when it has been over",
    )
    return parser


def _start(stack: Deployed, name: str, *, is_override: bool) -> str:
    """Turns the site on. Raises UndecidedError while an alarm is on that would not turn it off again."""
    distribution, client = str(stack.output("distributionId")), stack.account.client("cloudfront")
    if client.get_distribution_config(Id=distribution)["DistributionConfig"]["Enabled"]:
        return f"the site of {name} is on already"
    on = [found for key in STOPPING for found in alarms_on(stack, key)]
    if on and not is_override:
        raise UndecidedError(
            f"the site of {name} stays off, because its limit is still crossed: {'; '.join(on)}",
            f"Raise the limit (pulumi config set stopAtUsd N --stack {name}), update the stack and run this again; or, "
            f"without the guard of an alarm that is on: make start STACK={name} UNTIL_NEXT_CROSSING=1",
        )
    _enable(client, distribution)
    unguarded = f"; until they are over, these do not turn it off again: {'; '.join(on)}" if on else ""
    return f"the site of {name} is on, and answers everywhere in a few minutes{unguarded}"


def _enable(client: Any, distribution: str) -> None:
    """Writes the configuration back with `Enabled`, again if anyone else has changed it meanwhile."""
    for attempt in range(_ATTEMPTS):
        found = client.get_distribution_config(Id=distribution)
        config = {**found["DistributionConfig"], "Enabled": True}
        try:
            client.update_distribution(Id=distribution, IfMatch=found["ETag"], DistributionConfig=config)
        except ClientError as error:
            is_last = attempt == _ATTEMPTS - 1
            if is_last or error.response.get("Error", {}).get("Code") != "PreconditionFailed":
                raise
        else:
            return


if __name__ == "__main__":
    sys.exit(main())
