"""How often the posterior predictive check warns: of worlds that the model describes, and of worlds that it does not.

    python -m benchmarks.predictive_check --repetitions 100

Answers of annotators who err independently should raise no warning; items that differ in difficulty, and copiers,
should. A warning is raised where p is below `MISFIT`, as `oeq aggregate` does.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

from benchmarks.coverage_confusion import World, hierarchical
from oe_quality.analysis.aggregation.model_check import checked
from oe_quality.analysis.aggregation.warnings import MISFIT
from oe_quality.kernel.data.chunk import InMemory
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.sampling.predictive_check import Discrepancy
from oe_quality.kernel.simulate import ChoiceWorld, choices, crew

WORLDS: dict[str, Callable[[int], World | ChoiceWorld]] = {
    "good, mediocre, spammers; 4 labels": lambda s: choices(
        s, 600, crew({"good": 20, "mediocre": 10, "spammer": 4}), 4, 5
    ),
    "good, mediocre; 2 labels": lambda s: choices(s, 600, crew({"good": 20, "mediocre": 10}), 2, 5),
    "good, 3 answers; 6 labels": lambda s: choices(s, 300, crew({"good": 40}), 6, 3),
    "drawn from the model; 4 labels": lambda s: hierarchical(np.random.default_rng(s), 600, 30, 4, 5),
    "a fifth of answers guessed; 4 labels": lambda s: choices(s, 600, crew({"good": 20}), 4, 5, difficulty=0.2),
    "three copiers; 4 labels": lambda s: choices(s, 600, crew({"good": 20, "copier": 3}), 4, 5),
}


def warns(world: World | ChoiceWorld, seed: int) -> dict[Discrepancy, bool]:
    """Whether each discrepancy would be warned of."""
    source = InMemory((world.chunk,), *world.confusion.shape[:2])
    found = fit(Method.HIERARCHICAL, source, seed=seed, tol=1e-7)
    return {check.discrepancy: check.p < MISFIT for check in checked(found, source, seed=seed) or ()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=100)
    repetitions = parser.parse_args().repetitions
    print("| world | warned of items | warned of pairs |")
    print("| --- | --- | --- |")
    for name, make in WORLDS.items():
        found = [warns(make(seed), seed) for seed in range(repetitions)]
        shares = [np.mean([check[kind] for check in found]) for kind in (Discrepancy.ITEMS, Discrepancy.PAIRS)]
        print(f"| {name} | " + " | ".join(f"{share:.2f}" for share in shares) + " |", flush=True)


if __name__ == "__main__":
    main()
