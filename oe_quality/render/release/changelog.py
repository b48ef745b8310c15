"""`CHANGELOG.md`: what this release changed, computed, above what the releases before it said."""

from __future__ import annotations

from collections import Counter

from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.release.data import ReleaseData
from oe_quality.render.release.card import with_interval
from oe_quality.render.release.identity import Identity
from oe_quality.render.release.markdown import Markdown, rendered, table

HEAD = "# Changes\n\n"
MOST_FLIPS = 200
"""Changed labels that are listed one by one."""


def changelog(identity: Identity, data: ReleaseData, change: Comparison | None, earlier: str) -> str:
    """The whole file.

    Args:
        change: against the release before; None for a first one.
        earlier: that release's CHANGELOG.md; empty for a first one.
    """
    entry = rendered(
        "CHANGELOG.md.j2",
        identity=identity,
        change=change,
        n_items=data.labels[0].table.height,
        n_annotations=data.annotations.height,
        n_annotators=data.annotators.height,
        shift=_shift(change),
        reasons=_reasons(change),
        flips=_flips(change),
        hidden=max(0, len(change.flips) - MOST_FLIPS) if change else 0,
        agreement=_agreement(change),
    )
    before = earlier.removeprefix(HEAD).strip()
    return HEAD + entry.strip() + "\n" + (f"\n{before}\n" if before else "")


def _shift(change: Comparison | None) -> str:
    it = change.confidence_shift if change else None
    return "" if it is None or it.value is None else f"{it.value:+.4f}"


def _reasons(change: Comparison | None) -> Markdown | None:
    if change is None or not change.flips:
        return None
    counts = Counter(flip.why.value for flip in change.flips)
    ordered = sorted(counts, key=lambda why: (-counts[why], why))
    return table(("why", "items"), [(why, counts[why]) for why in ordered])


def _flips(change: Comparison | None) -> Markdown | None:
    if change is None or not change.flips:
        return None
    rows = [
        (f.item, f.before or "(tie)", f.after or "(tie)", f.confidence_before, f.confidence_after, f.why.value)
        for f in change.flips[:MOST_FLIPS]
    ]
    return table(("item", "before", "now", "confidence before", "confidence now", "why"), rows)


def _agreement(change: Comparison | None) -> Markdown | None:
    if change is None or not change.agreement:
        return None
    rows = [
        (a.question, a.coefficient, with_interval(a.before), with_interval(a.after), with_interval(a.difference))
        for a in change.agreement
    ]
    return table(("question", "coefficient", "before", "now", "difference"), rows)
