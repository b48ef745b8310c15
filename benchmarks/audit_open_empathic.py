"""What the audit says of the annotators of the Open Empathic exports, whose true kinds are known.

python benchmarks/audit_open_empathic.py ../shared/data/open-empathic
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from oe_quality.analysis.annotators.audit import AnnotatorAudit, AnnotatorRow, FlagCode, Status, audit
from oe_quality.kernel.audit.order import timeline
from oe_quality.kernel.audit.sequence import drift
from oe_quality.readers import open_export
from oe_quality.store import open_store

URGENT = (Status.REVIEW, Status.EXCLUDE_RECOMMENDED)
SOUND = ("good", "fair")
NOTICED: dict[str, Callable[[AnnotatorRow], bool]] = {
    "spam_random": lambda row: row.status in URGENT and FlagCode.LOW_AGREEMENT in codes(row),
    "spam_default": lambda row: row.status in URGENT and {FlagCode.UNTOUCHED, FlagCode.ONE_LABEL} <= codes(row),
    "speeder": lambda row: row.status in URGENT and FlagCode.SPEED in codes(row),
    "copier": lambda row: row.status in URGENT and FlagCode.COPYING in codes(row),
    "biased": lambda row: any(flag.code is FlagCode.OFFSET and flag.question == "valence" for flag in row.flags),
    "noisy": lambda row: row.status is Status.WATCH,
    "drift": lambda row: FlagCode.DRIFT in codes(row),
}
"""What noticing an annotator of each kind for the right reason means; good and fair ones should not be reviewed."""


def run(folder: Path, seed: int) -> tuple[AnnotatorAudit, dict[str, dict[str, object]]]:
    """The audit of the fixture, and the truth by alias (user names that are e-mail addresses never reach a store)."""
    truth = json.loads((folder / "truth_annotators.json").read_text())
    by_key = {str(entry["pk"]): entry for entry in keyed(folder, truth)}
    with open_store(":memory:", create=True) as store:
        store.ingest(open_export(folder / "dumpdata.json.gz"))
        people = store.annotators()
        known = {alias: by_key[key] for alias, key in zip(people["alias"], people["annotator"], strict=True)}
        return audit(store, seed=seed), known


def keyed(folder: Path, truth: list[dict[str, object]]) -> list[dict[str, object]]:
    """The truth with each user's primary key, found by name in the fixture."""
    fixture = json.loads(gzip.decompress((folder / "dumpdata.json.gz").read_bytes()))
    users = {row["fields"]["username"]: row["pk"] for row in fixture if row["model"] == "auth.user"}
    return [entry | {"pk": users[entry["annotator"]]} for entry in truth if entry["annotator"] in users]


def codes(row: AnnotatorRow) -> set[FlagCode]:
    return {flag.code for flag in row.flags}


def line(row: AnnotatorRow, kind: str) -> str:
    kappa = "  –  " if row.kappa.value is None else f"{row.kappa.value:5.2f}"
    upper = "  –  " if row.kappa_upper is None else f"{row.kappa_upper:5.2f}"
    others = [flag.code.value + (f"({flag.other})" if flag.other else "") for flag in row.flags]
    return f"{row.alias:5} {kind:13} {row.n_annotations:4d} {kappa} {upper}  {row.status.value:24} {', '.join(others)}"


def by_kind(result: AnnotatorAudit, truth: dict[str, dict[str, object]]) -> None:
    """Of each kind: how many there are, are judged at all, and are noticed for the right reason; who is missed."""
    print("| kind | annotators | judged | noticed | missed |")
    print("| --- | --- | --- | --- | --- |")
    for kind, noticed in NOTICED.items():
        rows = [row for row in result.rows if truth[row.alias]["kind"] == kind]
        judged = [row for row in rows if row.status is not Status.INSUFFICIENT]
        missed = [f"{row.alias} ({row.n_annotations})" for row in judged if not noticed(row)]
        print(f"| {kind} | {len(rows)} | {len(judged)} | {len(judged) - len(missed)} | {', '.join(missed) or '–'} |")
    for kind in SOUND:
        rows = [row for row in result.rows if truth[row.alias]["kind"] == kind]
        judged = [row for row in rows if row.status is not Status.INSUFFICIENT]
        print(f"| {kind} | {len(rows)} | {len(judged)} | {sum(row.status in URGENT for row in judged)} reviewed | |")


def fall_against_truth(folder: Path, truth: dict[str, dict[str, object]]) -> None:
    """Whether drifting annotators fall at all: their hits of the clips' true emotion in time order."""
    clips = {clip["clip"]: clip for clip in json.loads((folder / "truth_clips.json").read_text())}
    given = json.loads(gzip.decompress((folder / "truth_annotations.json.gz").read_bytes()))
    for alias, entry in truth.items():
        if entry["kind"] != "drift":
            continue
        own = sorted((a for a in given if a["annotator"] == entry["annotator"]), key=lambda a: str(a["at"]))
        hit = np.array([clips[a["clip"]]["primary"] in a["categories"] for a in own], dtype=float)
        line_of = timeline(np.zeros(len(own), np.int32), 1, np.arange(len(own)))
        found = drift(line_of, hit, np.ones(len(own), np.bool_), 0.01, 9999, 0)
        quarters = ", ".join(f"{part.mean():.2f}" for part in np.array_split(hit, 4))
        print(f"{alias}: true emotion named in {quarters} by quarter of {len(own)}; p of a fall {found.p[0]:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    result, truth = run(arguments.folder, arguments.seed)
    print(f"{'alias':5} {'true kind':13} {'n':>4} kappa upper  {'status':24} flags")
    for row in result.rows:
        print(line(row, str(truth[row.alias]["kind"])))
    print()
    by_kind(result, truth)
    print()
    fall_against_truth(arguments.folder, truth)
    print("copying:", [(p.copier, "<-", p.source, p.same, p.n_shared, round(p.z, 1)) for p in result.copying.pairs])
    print(f"pairs {result.copying.n_pairs}, null {result.copying.null_mean}, {result.copying.null_sd}")
    print("detectable copying:", result.copying.detectable)


if __name__ == "__main__":
    main()
