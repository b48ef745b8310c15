"""What became of a file that was loaded, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from oe_quality.plaintext import count, visible
from oe_quality.readers.fit import KEPT
from oe_quality.scales import Scale

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.loading import Loaded
    from oe_quality.scales import Question

REJECTS_SHOWN = 3
LABELS_SHOWN = 6
LONG_LIST = 12


def summary(loaded: Loaded, *, verbose: bool = False) -> str:
    """A few lines about one file: rows, responses, questions, remarks, and the first rejects."""
    export, batch = loaded.export, loaded.batch
    head = f"{visible(export.file, 60)} ({export.format})"
    if batch.unchanged:
        return f"{head}: loaded already on {batch.loaded_at:%Y-%m-%d %H:%M} UTC; nothing changed"
    counts = export.counts
    parts = [f"{counts.accepted:,} accepted"]
    for name in ("superseded", "skipped", "rejected"):
        number = getattr(counts, name)
        parts += [f"{number:,} {name}"] if number else []
    lines = [f"{head}: {count(counts.read, 'row')} read, {', '.join(parts)}"]
    if export.n_responses:
        lines.append(f"  {_responses(loaded)}")
    if len(export.gold):
        lines.append(f"  gold answers for {export.gold['item'].n_unique():,} items")
    lines += [f"  {question_line(question)}" for question in loaded.questions]
    lines += [f"  {visible(remark, 300)}" for remark in export.remarks]
    return "\n".join(lines + rejects_lines(export.rejects, None if verbose else REJECTS_SHOWN))


def _responses(loaded: Loaded) -> str:
    batch = loaded.batch
    kinds = {
        "new": batch.added,
        "updated (what they replace is kept)": batch.updated,
        "already there": batch.same,
        "older than what is there (kept aside)": batch.outdated,
        "contested (none counts)": batch.contested,
    }
    said = ", ".join(f"{number:,} {kind}" for kind, number in kinds.items() if number)
    return f"{count(loaded.export.n_responses, 'response')}{_by_models(loaded)}: {said}"


def _by_models(loaded: Loaded) -> str:
    """How many of the responses are models', which count in no number about people."""
    answers, models = loaded.export.by_models()
    if not answers:
        return ""
    return f" ({answers:,} of them by {count(models, 'model')}, held apart from people's)"


def question_line(question: Question) -> str:
    """`mood: ordinal, low < mid < high`."""
    text = f"{visible(question.name, 60)}: {question.scale}"
    if question.scale.is_numeric:
        return text if question.low is None else f"{text}, {question.low:g} to {question.high:g}"
    if question.scale is Scale.TEXT or not question.labels:
        return text
    if len(question.labels) > LONG_LIST:
        return f"{text}, {len(question.labels):,} labels"
    between = " < " if question.scale is Scale.ORDINAL else ", "
    shown = between.join(visible(label, 24) for label in question.labels[:LABELS_SHOWN])
    rest = len(question.labels) - LABELS_SHOWN
    more = f" and {rest:,} more" if rest > 0 else ""
    return f"{text}, {shown}{more}"


def rejects_lines(rejects: pl.DataFrame, most: int | None) -> list[str]:
    """The first rejects with line, column and reason, and how many more there are."""
    shown = rejects if most is None else rejects.head(most)
    lines = []
    for line, column, reason in shown.iter_rows():
        where = [] if line is None else [f"line {line:,}"]
        where += [] if column is None else [f"column {visible(column, 60)!r}"]
        what = "noted" if reason.endswith(KEPT) else "rejected"
        lines.append(f"  {what}: {', '.join([*where, visible(reason, 200)])}")
    rest = len(rejects) - len(shown)
    if rest:
        lines.append(f'  ... and {rest:,} more; oeq query DB "FROM reject" lists them all')
    return lines
