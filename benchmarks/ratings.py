"""How near rating methods come to the truth, how well their errors cover, and how fast the model is.

    python benchmarks/ratings.py simulated     # RMSE, coverage of 95 % intervals, correlation of offsets
    python benchmarks/ratings.py snow DATA     # seven emotion scores against experts; DATA holds snow2008/
    python benchmarks/ratings.py speed         # 1,000,000 ratings

Everything is seeded. Simulated sliders are wide, so that no answer is cut.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from oe_quality.kernel.data.chunk import RatingChunk, offsets_of
from oe_quality.kernel.ratings import RatingMethod, crossvalidate, rate
from oe_quality.kernel.ratings.choose import best
from oe_quality.kernel.simulate import RatingScale, crew, ratings
from oe_quality.readers import ReadOptions, open_export

WIDE = RatingScale(-30.0, 30.0)
CREWS = {
    "30 good": {"good": 30},
    "24 good, 3 biased, 3 spammers": {"good": 24, "biased": 3, "spammer": 3},
    "20 good, 5 mediocre, 2 spammers, 1 constant, 2 biased": {
        "good": 20, "mediocre": 5, "spammer": 2, "constant": 1, "biased": 2,
    },
}  # fmt: skip
EMOTIONS = ("anger", "disgust", "fear", "joy", "sadness", "surprise", "valence")
MODEL = RatingMethod.BIAS_SCALE_PRECISION


def simulated(repetitions: int) -> None:
    print(f"simulated: 300 items, mean of {repetitions} seeds; rmse, coverage of 95 % intervals")
    for name, kinds in CREWS.items():
        for answers in (3, 5, 10):
            errors = {method: [] for method in RatingMethod}
            covered = {method: [] for method in RatingMethod}
            offsets, chosen = [], []
            for seed in range(repetitions):
                world = ratings(seed, 300, crew(kinds), answers, slider=WIDE)
                for method in RatingMethod:
                    fit = rate(method, world.chunk, world.n_annotators)
                    error = fit.value - world.truth
                    errors[method].append(np.sqrt((error**2).mean()))
                    covered[method].append((np.abs(error) <= 1.96 * fit.standard_error).mean())
                    if fit.raters is not None:
                        sincere = world.scale > 0
                        offsets.append(np.corrcoef(fit.raters.offset[sincere], world.offset[sincere])[0, 1])
                chosen.append(best(crossvalidate(world.chunk, world.n_annotators, seed=seed)) is MODEL)
            rmse = {method: np.mean(values) for method, values in errors.items()}
            table = "  ".join(f"{m} {rmse[m]:.3f} ({np.mean(covered[m]):.3f})" for m in RatingMethod)
            print(f"{name}, {answers} answers: {table}")
            print(
                f"    model over mean {rmse[MODEL] / rmse[RatingMethod.MEAN]:.2f}, "
                f"over EWE {rmse[MODEL] / rmse[RatingMethod.EWE]:.2f}; "
                f"offsets r {np.mean(offsets):.3f}; chosen by cross-validation {np.mean(chosen):.0%}"
            )


def snow(data: Path) -> None:
    print("Snow et al. 2008: held-out RMSE of answers | MAE against the experts")
    totals = {name: [] for name in (*RatingMethod, "chosen")}
    for emotion in EMOTIONS:
        options = ReadOptions(
            item="orig_id", annotator="!amt_worker_ids", value="response", gold="gold", question_name=emotion
        )
        export = open_export(data / f"snow2008/{emotion}.standardized.tsv", options)
        rows = export.responses
        items, item = np.unique(rows["item"].to_numpy(), return_inverse=True)
        people, who = np.unique(rows["annotator"].to_numpy(), return_inverse=True)
        order = np.lexsort((who, item))
        values = rows["value"].to_numpy()[order]
        chunk = RatingChunk(offsets_of(item[order], len(items)), who[order].astype(np.int32), values)
        known = dict(zip(export.gold["item"], export.gold["value"], strict=True))
        gold = np.array([known[name] for name in items])
        held = crossvalidate(chunk, len(people))
        mae = {m: float(np.abs(rate(m, chunk, len(people)).value - gold).mean()) for m in RatingMethod}
        table = "  ".join(f"{h.method} {h.rmse:.2f} | {mae[h.method]:.2f}" for h in held)
        print(f"{emotion:9s} {table}  chosen {best(held)}")
        for method in RatingMethod:
            totals[method].append(mae[method])
        totals["chosen"].append(mae[best(held)])
    print("mean MAE: " + "  ".join(f"{name} {np.mean(values):.3f}" for name, values in totals.items()))


def speed() -> None:
    world = ratings(0, 200_000, crew({"good": 5000}), 5, slider=WIDE)
    for method in RatingMethod:
        start = time.perf_counter()
        fit = rate(method, world.chunk, world.n_annotators)
        print(f"{method}: {time.perf_counter() - start:.1f} s, {len(fit.history)} steps, converged {fit.converged}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["simulated", "snow", "speed"])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--repetitions", type=int, default=20)
    given = parser.parse_args()
    if given.part == "snow":
        if given.data is None:
            parser.error("this part needs the folder DATA")
        snow(given.data)
    elif given.part == "speed":
        speed()
    else:
        simulated(given.repetitions)


if __name__ == "__main__":
    main()
