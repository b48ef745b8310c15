"""Do the tests notice small wrong changes? Make some, one at a time, and run the tests that run what was changed.

    python tests/attack/mutation.py --into FOLDER --sample 300 --seed 1 [--rooms kernel analysis ...] [--only PATH]
    python tests/attack/mutation.py --into FOLDER --again        # those that survived, with the tests as they are now
    python tests/attack/mutation.py --named                      # those of named.toml, each with its test

A mutant is one change of one expression: a comparison's edge, a sign, a constant, `and` for `or`, `min` for `max`, a
negation. Which tests run a line is measured once per test file (coverage.py); a mutant is killed when one of the tests
that run its line fails or does not end. Code that numba compiles runs as plain Python for this, where its tests allow,
and compiled afresh for the others. The work is done in copies of the checkout and goes on where it stopped.
`equivalent.toml` names changes that nothing can show, each with its reason; they are not counted.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tomllib
from collections import Counter
from concurrent.futures import as_completed
from dataclasses import asdict, astuple
from pathlib import Path

from covering import Covering, missing
from mutants import Key, Mutant, all_mutants, sample
from trial import ROOT, Plan, Run, plan
from workers import recorded, run, workers

ROOMS = ("kernel", "analysis", "publish", "render/release")
EQUIVALENT, NAMED = (Path(__file__).with_name(f"{name}.toml") for name in ("equivalent", "named"))
LONGEST = 300.0


def main() -> None:
    """Run a sample and print what survived."""
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # else its processes would stay
    if given.named:
        sys.exit(run_named(given.processes))
    given.into.mkdir(parents=True, exist_ok=True)
    mutants = {mutant.key: mutant for mutant in all_mutants(ROOT, ROOMS)}
    keys, results = chosen(given, mutants), given.into / "results.jsonl"
    done = outcomes(results)
    wanted = [key for key in keys if key not in done or (given.again and done[key]["outcome"] == "survived")]
    with workers(given.processes) as pool, results.open("a", encoding="utf-8") as out:
        records = given.into / "record"
        for said in pool.map(recorded, missing(ROOT, records)):
            print(said, file=sys.stderr, flush=True)
        covering = Covering.read(records)
        plans = [plan(mutants[key], covering) for key in wanted if key in mutants]
        for tried in as_completed([pool.submit(run, one) for one in plans]):
            key, outcome = tried.result()
            out.write(json.dumps({"key": astuple(key), **asdict(outcome)}) + "\n")
            out.flush()
            print(told(key, outcome.outcome, outcome.by), file=sys.stderr, flush=True)
    report(keys, outcomes(results), [key for key in keys if key not in mutants])


def run_named(processes: int) -> int:
    """Make the changes that once survived and run the test that is to notice each; 1 if one does not."""
    with workers(processes) as pool:
        outcomes = [outcome for _, outcome in pool.map(run, named())]
    for one, outcome in zip(named(), outcomes, strict=True):
        print(told(one.key, outcome.outcome, outcome.by))
    return int(any(outcome.outcome == "survived" for outcome in outcomes))


def named() -> list[Plan]:
    """The changes of named.toml; the words that are replaced stand once in their file."""
    plans = []
    for one in tomllib.loads(NAMED.read_text(encoding="utf-8"))["mutant"]:
        parts = (ROOT / one["path"]).read_text(encoding="utf-8").split(one["before"])
        if len(parts) != 2:
            raise SystemExit(f"{one['path']} has {one['before']!r} {len(parts) - 1} times")
        key = Key(one["path"], one["what"], one["before"], one["after"])
        plans.append(Plan(key, one["after"].join(parts), (Run((one["test"],), False, False, LONGEST),)))
    return plans


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--into", type=Path, default=Path("mutation"), help="folder of the sample and the outcomes")
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="*", default=ROOMS)
    parser.add_argument("--only", default="", help="a part of the path of the files to change")
    parser.add_argument("--again", action="store_true", help="run again what survived")
    parser.add_argument("--named", action="store_true", help="make the changes of named.toml")
    parser.add_argument("--processes", type=int, default=2)
    return parser.parse_args()


def chosen(given: argparse.Namespace, mutants: dict[Key, Mutant]) -> list[Key]:
    """The sample of this folder; drawn where there is none yet."""
    kept = given.into / "sample.json"
    if not kept.exists():
        below = tuple(f"oe_quality/{room}/" for room in given.rooms)
        eligible = [m for m in mutants.values() if m.key.path.startswith(below) and given.only in m.key.path]
        keys = [astuple(mutant.key) for mutant in sample(eligible, given.sample, given.seed)]
        kept.write_text(json.dumps(keys, indent=0), encoding="utf-8")
    return [Key(*key) for key in json.loads(kept.read_text(encoding="utf-8"))]


def outcomes(path: Path) -> dict[Key, dict[str, str]]:
    """The last outcome of each mutant that was tried."""
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {Key(*row["key"]): row for row in rows}


def equivalents() -> dict[tuple[str, str, str, str], str]:
    """(path, line, before, after) of changes that nothing can show, and why."""
    if not EQUIVALENT.exists():
        return {}
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    return {(one["path"], one["line"], one["before"], one["after"]): one["why"] for one in listed}


def told(key: Key, outcome: str, by: str = "") -> str:
    """One line about a mutant."""
    return f"{outcome}: {key.path}: `{key.before}` -> `{key.after}` in `{key.line}`" + (f" ({by})" if by else "")


def report(keys: list[Key], done: dict[Key, dict[str, str]], gone: list[Key]) -> None:
    """Print what survived, and the share that was killed."""
    known = equivalents()
    counted: Counter[str] = Counter()
    for key in keys:
        outcome = done[key]["outcome"] if key in done else "not tried"
        if outcome == "survived" and astuple(key)[:4] in known:
            outcome = "equivalent"
        counted[outcome] += 1
        if outcome != "killed":
            print(told(key, outcome, "" if key not in gone else "the line is no longer there"))
    killed, tried = counted["killed"], counted["killed"] + counted["survived"]
    print(f"{len(keys)} drawn: " + ", ".join(f"{n} {outcome}" for outcome, n in sorted(counted.items())))
    print(f"killed of those that are not equivalent: {killed} of {tried} ({killed / max(tried, 1):.3f})")


if __name__ == "__main__":
    main()
