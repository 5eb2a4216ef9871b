"""Says how many mutants of our most critical modules the tests notice: `python -m workshop.mutation [FILE ...]`.

Prints each mutant that survives, and for each module how many there are; fails below 90 % in any module. One that no
test runs has survived; one that makes tests take far too long is killed. Docstrings, types and what is logged have
none.
"""

import argparse
import math
import os
import sys
from collections import Counter
from pathlib import Path

from workshop.mutation.mutants import Mutant, mutants_of
from workshop.mutation.trial import End, TrialFailed, try_all

_ROOT = Path(__file__).parent.parent.parent
_ENOUGH = 0.9
_TESTS = {
    "data/coverage/lookup.py": ("tests/data/coverage/test_lookup.py",),
    "data/chats/quotas.py": ("tests/data/chats/test_quotas.py",),
    "handlers/coverage/check_quota.py": ("tests/handlers/coverage/test_check_quota.py",),
    "data/coverage/second_factor.py": ("tests/data/coverage/test_second_factor.py",),
    "handlers/coverage/second_factor.py": ("tests/handlers/coverage/test_second_factor.py",),
    "data/announcements/workflow.py": ("tests/data/announcements/test_workflow.py",),
    "data/announcements/transitions.py": ("tests/data/announcements/test_workflow.py",),
    "data/announcements/deliveries.py": ("tests/data/announcements/test_deliveries.py",),
    "data/announcements/delivery_claims.py": ("tests/data/announcements/test_delivery_claims.py",),
}
"""The modules that are tried if none is named, each with the tests that may kill its mutants.

Another module has those of the folder that mirrors its own.
"""


def main() -> None:
    """Tries the modules named on the command line, or those that matter most."""
    parser = argparse.ArgumentParser(prog="python -m workshop.mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="FILE", help="a module, from the root: data/chats/quotas.py")
    parser.add_argument("--only", metavar="FUNCTION", default="", help="only functions that hold this in their names")
    parser.add_argument(
        "--most",
        type=float,
        default=math.inf,
        metavar="SECONDS",
        help="of tests for a mutant: fewer count more as alive",
    )
    options = parser.parse_args()
    os.chdir(_ROOT)
    too_few = [
        module for module in options.modules or _TESTS if _killed(Path(module), options.only, options.most) < _ENOUGH
    ]
    if too_few:
        print(f"\nbelow {_ENOUGH:.0%}: {', '.join(too_few)}")  # noqa: T201
    sys.exit(bool(too_few))


def _killed(path: Path, only: str, most: float) -> float:
    """Tries the mutants of a module; the share of them that was killed."""
    mutants = [one for one in mutants_of(path, _ROOT) if only in (one.function or "")]
    tests = _TESTS.get(path.as_posix(), (f"tests/{path.parent.as_posix()}",))
    survivors: list[tuple[Mutant, End]] = []
    ends: Counter[bool] = Counter()
    try:
        for mutant, end in try_all(mutants, tests, _ROOT, most):
            lives = end in {End.SURVIVED, End.NOT_RUN}
            ends[lives] += 1
            if lives:
                survivors.append((mutant, end))
                print(f"{end}: {mutant}", flush=True)  # noqa: T201
    except TrialFailed as problem:
        sys.exit(str(problem))
    share = ends[False] / max(1, ends.total())
    print(f"{path}: {ends.total()} mutants, {ends[False]} killed, {ends[True]} survived: {share:.1%}\n")  # noqa: T201
    return share


if __name__ == "__main__":
    main()
