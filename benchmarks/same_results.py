"""Whether two builds give the same numbers: agreement, aggregation by algorithms that are named, and releases.

    python -m benchmarks.same_results --before OLD/bin/oeq --after NEW/bin/oeq EXPORT...

Every number that both builds give is compared where it stands: by question, coefficient, item and label, never by
place in a list. A difference is held against `MEANT`, the list of what was changed on purpose and why; exit 1 where one
is left that it does not name. What only one of the builds gives is counted.

Version 0.1 and this one, with `--methods dawid-skene`: of `examples/open_empathic.json.gz` both give 36,766 values, of
which 24,058 are the same; of Open Empathic's fixture with its audit log 442,083 and 320,887. All others are of a kind
that `MEANT` names: probabilities (exponents per label and a floor) and the labels and ties that follow from them,
intervals, words, the form of labels of sets. Before exponents, with `temper=False`, every probability of Dawid-Skene on
the example's seven questions is the same to the last bit.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

TOLERANCE = 1e-6
"""Of numbers in JSON, which has six decimals of probabilities."""
METHODS = ("majority", "dawid-skene", "one-coin", "glad")
NAMES = ("question", "coefficient", "item", "label", "name")
"""Fields that tell the records of a list apart."""
KEY = "an0ther-Str1ng.of-n0-Meaning_83b1"
"""For pseudonyms that nobody uses."""
MEANT: tuple[tuple[str, str], ...] = (
    (r"\.(method|population|title|meaning|warnings|note|notes|undefined)\b", "words"),
    (r"^consensus .*\.schema$", "labels of sets say more: oeq.consensus-set/2"),
    (
        r"^agreement .*\[icc[^\]]*\]\.estimate\.interval\.(low|high)$",
        "one two-way rule for all intervals, decided by coverage (benchmarks/coverage_agreement.py)",
    ),
    (r"^agreement .*\.interval\.low$", "no bound lies below the least value that is possible"),
    (
        r"^(consensus .*\.(probability\[\d+\]|confidence|set_confidence|entropy|winner|labels\[\d+\])"
        r"|release .*\.(consensus\..*|p_.*|confidence|set_confidence|entropy|label|labels\[\d+\]))$",
        "probabilities have a floor, exponents are chosen per label, a tie is a relative difference",
    ),
    (r"^consensus .*\.(exponent|floor|calibrat\w+|mode_gap|objective|steps|temperature)\b", "calibration"),
)
"""Pattern of a place -> what was changed there by intention."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exports", nargs="+", type=Path)
    parser.add_argument("--before", required=True, help="the older build's oeq")
    parser.add_argument("--after", required=True, help="the newer build's oeq")
    parser.add_argument("--methods", default=",".join(METHODS), help="algorithms to compare")
    asked = parser.parse_args()
    unnamed = 0
    for export in asked.exports:
        with tempfile.TemporaryDirectory() as folder:
            old, new = (
                results(Path(build), export, Path(folder) / side, asked.methods.split(","))
                for build, side in ((asked.before, "before"), (asked.after, "after"))
            )
        unnamed += report(export, old, new)
    return 1 if unnamed else 0


def results(build: Path, export: Path, folder: Path, methods: list[str]) -> dict[str, Any]:
    """Place -> value, of everything that a build says of an export."""
    folder.mkdir()
    store = folder / "study.duckdb"
    say(build, "load", store, export)
    found = dict(flat("agreement", json.loads(say(build, "agreement", store, "--format", "json"))))
    questions = [row["question"] for row in json.loads(say(build, "info", store, "--format", "json"))["questions"]]
    labelled = [q["name"] for q in questions if q["scale"] in ("nominal", "ordinal", "multilabel") and q["labels"]]
    for method in methods:
        for question in labelled:
            told = say(
                build, "aggregate", store, "--question", question, "--method", method, "--kind", "consensus",
                "--no-save", "--format", "json",
            )  # fmt: skip
            found |= flat(f"consensus {method}", json.loads(told or "{}"))
    return found | released(build, store, folder / "release", methods)


def released(build: Path, store: Path, folder: Path, methods: list[str]) -> dict[str, Any]:
    """The numbers in a release's tables of labels."""
    method = "dawid-skene" if "dawid-skene" in methods else methods[0]
    say(
        build,
        "release",
        store,
        "-o",
        folder,
        "--version",
        "1.0.0",
        "--license",
        "CC0-1.0",
        "--method",
        method,
        "--no-report",
    )
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("data/labels*.parquet")):
        for row in pl.read_parquet(path).to_dicts():
            found |= flat(f"release {path.stem}[{row.pop('item')}]", row)
    return found


def say(build: Path, *arguments: object) -> str:
    """What a command writes; empty where the data do not allow it (exit status 4)."""
    settings = os.environ | {"OEQ_KEY": KEY, "OEQ_PSEUDONYM_KEY": KEY}
    # Each build has its own package.
    settings.pop("PYTHONPATH", None)
    done = subprocess.run(
        [build, *map(str, arguments), "-q"], capture_output=True, text=True, check=False, env=settings
    )
    if done.returncode not in (0, 4):
        raise SystemExit(f"{build} {arguments[0]}: {done.stderr.strip()}")
    return done.stdout if done.returncode == 0 else ""


def flat(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Every single value with the place where it stands.

    >>> dict(flat("x", {"rows": [{"label": "a", "p": [0.5, 0.25]}]}))
    {'x rows[a].label': 'a', 'x rows[a].p[0]': 0.5, 'x rows[a].p[1]': 0.25}
    """
    if isinstance(value, dict):
        for key, part in value.items():
            yield from flat(f"{place}.{key}" if " " in place else f"{place} {key}", part)
    elif isinstance(value, list):
        for at, part in enumerate(value):
            name = (
                [str(part[key]) for key in NAMES if key in part and not isinstance(part[key], (dict, list))]
                if (isinstance(part, dict))
                else []
            )
            yield from flat(f"{place}[{' '.join(name) or at}]", part)
    else:
        yield place, value


def report(export: Path, old: dict[str, Any], new: dict[str, Any]) -> int:
    """Say what is the same and what is not; the number of differences that nobody meant."""
    both = sorted(old.keys() & new.keys())
    apart = [place for place in both if not same(old[place], new[place])]
    print(f"\n{export.name}: {len(both):,} values in both, {len(both) - len(apart):,} the same; "
          f"{len(old.keys() - new.keys()):,} only before, {len(new.keys() - old.keys()):,} only after")  # fmt: skip
    kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place in apart:
        why = next((why for pattern, why in MEANT if re.search(pattern, place)), "")
        kinds[why, kind_of(place)].append(place)
    for (why, kind), places in sorted(kinds.items()):
        first = max(places, key=lambda place: apart_by(old[place], new[place]))
        print(f"  {len(places):6,}  {kind}: {why or 'NOT NAMED'}; most at {first}: {old[first]!r} -> {new[first]!r}")
    return sum(len(places) for (why, _), places in kinds.items() if not why)


def kind_of(place: str) -> str:
    """The place without the names of its question, item and label.

    >>> kind_of("consensus mace.results[mood].prevalence.very sad"), kind_of("release labels[i1].p_sad")
    ('consensus mace.results[].prevalence.*', 'release labels[].p_*')
    """
    return re.sub(
        r"\.(prevalence|consensus|temperature|exponents)\..*|\.(p)_.*",
        _without_label,
        re.sub(r"\[[^\]]*\]", "[]", place),
    )


def _without_label(found: re.Match[str]) -> str:
    return f".{found[1]}.*" if found[1] else ".p_*"


def apart_by(one: Any, other: Any) -> float:
    """How far two values lie apart; words lie 0 apart."""
    numbers = isinstance(one, (int, float)) and isinstance(other, (int, float))
    return abs(one - other) if numbers else 0.0


def same(one: Any, other: Any) -> bool:
    """Equal, numbers up to what JSON keeps.

    >>> same(1.0, 1.0 + 1e-9), same(1.0, 1.1), same(None, 0.0), same("a", "a")
    (True, False, False, True)
    """
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= TOLERANCE * max(1.0, abs(one))
    return bool(one == other)


if __name__ == "__main__":
    sys.exit(main())
