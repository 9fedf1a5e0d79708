"""Fuzzes the policy pack. Exit status: 0 no error got out of a rule, 1 one did.

python -m tests.policies.fuzz --inputs 1000000

Inputs are made in batches of 5,000, and the seed of a batch decides all of it: a run that is interrupted prints the
seed to go on with, and runs over different seeds add up.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.policies.fuzz.judging import Outcome, fuzz
from tests.policies.fuzz.shapes import tokens

_BATCH = 5_000


def main(arguments: list[str]) -> int:
    """Prints a line for each batch, each kind of error when it is first met, and all kinds with their numbers last."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.policies.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=20_000, help="resources to judge (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the first batch (default: %(default)s)")
    parser.add_argument("--processes", type=int, default=1, help="to run at once (default: %(default)s)")
    options = parser.parse_args(arguments)
    whole, seed = Outcome(), options.seed
    seeds = range(options.seed, options.seed + -(-options.inputs // _BATCH))
    with ProcessPoolExecutor(options.processes) as pool:
        try:
            for seed, outcome in zip(
                seeds, pool.map(partial(_batch, size=min(_BATCH, options.inputs)), seeds), strict=True
            ):
                for kind in (outcome.reported + outcome.uncaught).keys() - (whole.reported + whole.uncaught).keys():
                    print(f"seed {seed}: {kind}", flush=True)
                whole += outcome
                print(f"seed {seed}: {whole.inputs:,} inputs, {whole.violations:,} violations", flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            print(f"interrupted; go on with --seed {seed + 1 if whole.inputs else seed}")
    for title, errors in (("reported", whole.reported), ("uncaught", whole.uncaught)):
        print(f"{title}: {sum(errors.values()):,} errors of {len(errors)} kinds")
        for kind, count in errors.most_common():
            print(f"  {count:8,}  {kind}")
    return 1 if whole.uncaught else 0


def _batch(seed: int, size: int) -> Outcome:
    return fuzz(list(tokens()), seed, size)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
