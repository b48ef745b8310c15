"""What the audit says of the annotators of the Open Empathic exports, whose true kinds are known.

python benchmarks/audit_open_empathic.py ../shared/data/open-empathic
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from oe_quality.analysis.annotators import AnnotatorAudit, AnnotatorRow, Status, audit
from oe_quality.readers import open_export
from oe_quality.store import open_store

AT_LEAST = 40
SOUND = ("good", "fair")
SPAM = ("spam_random", "spam_default")


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
    import gzip

    fixture = json.loads(gzip.decompress((folder / "dumpdata.json.gz").read_bytes()))
    users = {row["fields"]["username"]: row["pk"] for row in fixture if row["model"] == "auth.user"}
    return [entry | {"pk": users[entry["annotator"]]} for entry in truth if entry["annotator"] in users]


def line(row: AnnotatorRow, kind: str) -> str:
    kappa = "  –  " if row.kappa.value is None else f"{row.kappa.value:5.2f}"
    high = "  –  " if row.kappa.interval is None else f"{row.kappa.interval.high:5.2f}"
    others = [flag.code.value + (f"({flag.other})" if flag.other else "") for flag in row.flags]
    return f"{row.alias:5} {kind:13} {row.n_annotations:4d} {kappa} {high}  {row.status.value:24} {', '.join(others)}"


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
    table = Counter((str(truth[row.alias]["kind"]), row.n_annotations >= AT_LEAST, row.status) for row in result.rows)
    for (kind, enough, status), n in sorted(table.items()):
        print(f"{kind:13} {'>=' if enough else ' <'} {AT_LEAST}  {status.value:24} {n}")
    wrong = [
        row.alias
        for row in result.rows
        if truth[row.alias]["kind"] in SOUND and row.status is Status.EXCLUDE_RECOMMENDED
    ]
    print(f"\ngood or fair recommended for exclusion: {wrong or 'none'}")
    print("copying:", [(p.copier, "<-", p.source, p.same, p.n_shared, round(p.z, 1)) for p in result.copying.pairs])
    print(f"pairs {result.copying.n_pairs}, null {result.copying.null_mean}, {result.copying.null_sd}")
    print("detectable copying:", result.copying.detectable)


if __name__ == "__main__":
    main()
