"""Fuzzes the policy pack. Exit status: 0 no error got out of a rule, 1 one did.

python -m tests.policies.fuzz --inputs 1000000
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.policies.fuzz.judging import Outcome, fuzz
from tests.policies.fuzz.shapes import tokens

_BATCH = 5_000


def main(arguments: list[str]) -> int:
    """Prints how many inputs were judged, and each kind of error with its number."""
    parser = argparse.ArgumentParser(prog="python -m tests.policies.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000, help="resources to judge (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the first batch (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=1, help="to run at once (default: %(default)s)")
    options = parser.parse_args(arguments)
    whole = Outcome()
    seeds = range(options.seed, options.seed + -(-options.inputs // _BATCH))
    with ProcessPoolExecutor(options.processes) as pool:
        for outcome in pool.map(partial(_batch, size=min(_BATCH, options.inputs)), seeds):
            whole += outcome
            print(f"{whole.inputs:,} inputs, {whole.violations:,} violations", end="\r", file=sys.stderr, flush=True)
    print(f"{whole.inputs:,} inputs, {whole.violations:,} violations")
    for title, errors in (("reported", whole.reported), ("uncaught", whole.uncaught)):
        print(f"{title}: {sum(errors.values()):,} errors of {len(errors)} kinds")
        for kind, count in errors.most_common():
            print(f"  {count:8,}  {kind}")
    return 1 if whole.uncaught else 0


def _batch(seed: int, size: int) -> Outcome:
    return fuzz(list(tokens()), seed, size)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
