"""Attack `oeq` and count what does not hold.

    python tests/attack/run.py --kind kills --count 300 --seed 1

Kinds: files, kills, releases, stores, queries, places, outsider. Calls run in processes of their own. To attack
another version, run the script with the Python of an installation of it.
"""

from __future__ import annotations

import argparse
import sys
import time

import damage
import files
import kills
import outsider
import places
import queries
from base import CLOCK, Tally, warm_up

KINDS = {
    "files": files.attack,
    "kills": kills.attack,
    "releases": damage.attack_releases,
    "stores": damage.attack_stores,
    "queries": queries.attack,
    "places": places.attack,
    "outsider": outsider.attack,
}
MEASURED = ("calls", "killed", "mounts not allowed")
"""Counts that are no findings."""


def main() -> int:
    """Run the attacks that are asked for; the status is 1 if anything was found."""
    parser = argparse.ArgumentParser(description="Attack oeq and count what does not hold.")
    parser.add_argument("--kind", choices=[*KINDS, "all"], nargs="+", default=["all"])
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="after which each kind ends")
    parser.add_argument("--shown", type=int, default=10, help="findings told in words")
    options = parser.parse_args()
    warm_up()
    wanted = list(KINDS) if "all" in options.kind else options.kind
    found = [told(kind, options) for kind in wanted]
    return int(any(found))


def told(kind: str, options: argparse.Namespace) -> bool:
    """Run one attack and print its counts; whether anything was found."""
    began = time.monotonic()
    CLOCK.until = began + 60 * options.minutes
    tally: Tally = KINDS[kind](options.count, options.seed)
    findings = {name: n for name, n in sorted(tally.counts.items()) if name not in MEASURED}
    measured = ", ".join(f"{tally.counts[name]:,} {name}" for name in MEASURED if tally.counts[name])
    found = "; ".join(f"{name} {n:,}" for name, n in findings.items()) or "nothing found"
    sys.stdout.write(f"{kind}: {measured} in {time.monotonic() - began:.0f} s; {found}\n")
    for line in tally.found[: options.shown]:
        sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
