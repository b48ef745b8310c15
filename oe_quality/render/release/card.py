"""`README.md`: the data card. Figures are computed; what only a person knows is asked for in plain sight."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from oe_quality.analysis.aggregation.coverage import Coverage
from oe_quality.analysis.release.data import LabelSet, ReleaseData
from oe_quality.analysis.release.gold import sureness
from oe_quality.config import CardConfig
from oe_quality.plaintext import count
from oe_quality.render.release.card_fields import answers
from oe_quality.render.release.citation import citation
from oe_quality.render.release.identity import Identity
from oe_quality.render.release.markdown import Markdown, code, escaped, percent, rendered, table
from oe_quality.render.release.tables import ReleaseTable
from oe_quality.results import Estimate
from oe_quality.sums import sha256

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def card(
    identity: Identity, data: ReleaseData, tables: Sequence[ReleaseTable], settings: CardConfig, folder: Path
) -> str:
    """The whole README of a release whose tables are written below `folder`."""
    n_items = data.labels[0].table.height
    return rendered(
        "README.md.j2",
        identity=identity,
        size=size_word(n_items),
        tables=tables,
        versions={one.name: content_version(identity.version, folder / one.path) for one in tables},
        data=data,
        counted=counted(data),
        citation=citation(identity),
        columns={one.name: columns_table(one) for one in tables},
        agreement=agreement_table(data),
        labels=[labels_part(one) for one in data.labels],
        limits=limits(data),
        fields=answers(settings),
    )


def size_word(n_items: int) -> str:
    """How large a data set is, in the words of the Hugging Face Hub.

    >>> size_word(999), size_word(1_000), size_word(1_000_000)
    ('n<1K', '1K<n<10K', 'n>1M')
    """
    return next((word for limit, word in _SIZES if n_items < limit), "n>1M")


def content_version(version: str, path: Path) -> str:
    """A version x.y.z of one table, another whenever its content is another.

    The library `datasets` keeps what it has once loaded from a folder under this version, and takes no other form.
    """
    major, minor = version.split(".")[:2]
    return f"{major}.{minor}.{int(sha256(path)[:8], 16)}"


def columns_table(one: ReleaseTable) -> Markdown:
    """Column, type, meaning."""
    return table(
        ("column", "type", "meaning"), [(code(c.name), code(_short(str(c.dtype))), c.meaning) for c in one.columns]
    )


def agreement_table(data: ReleaseData) -> Markdown:
    """The headline coefficient of every question."""
    rows = [
        (q.question, q.headline.title, with_interval(q.headline.estimate), q.basis.n_items, q.basis.n_annotators)
        for q in data.agreement.questions
    ]
    return table(("question", "coefficient", "value (95 % interval)", "items", "annotators"), rows)


def label_counts(one: LabelSet) -> Markdown:
    """How many items have each label, most frequent first."""
    counts = one.table["label"].drop_nulls().value_counts().sort(["count", "label"], descending=[True, False])
    total = one.table.height
    return table(("label", "items", "share"), [(name, n, percent(n / total)) for name, n in counts.iter_rows()])


def status_counts(one: LabelSet) -> Markdown:
    """On what labels rest."""
    counts = one.table["status"].value_counts().sort(["count", "status"], descending=[True, False])
    total = one.table.height
    return table(("status", "items", "share"), [(name, n, percent(n / total)) for name, n in counts.iter_rows()])


@dataclass(frozen=True, slots=True)
class LabelsPart:
    """What the card says of one question's labels; `variable` is a Python name for their order."""

    it: LabelSet
    variable: Markdown
    counts: Markdown
    status: Markdown
    sureness: tuple[str, ...]
    coverage: tuple[tuple[str, Markdown], ...]


def labels_part(one: LabelSet) -> LabelsPart:
    """Everything about one question's labels."""
    name = re.sub(r"\W", "_", one.question.name, flags=re.ASCII)
    variable = Markdown(f"labels_{name}")
    return LabelsPart(one, variable, label_counts(one), status_counts(one), sureness(one), coverage_tables(one))


def coverage_tables(one: LabelSet) -> tuple[tuple[str, Markdown], ...]:
    """What is kept at each confidence: of the labels and, where there are sets, of whole sets; each with its name."""
    found = [("confidence (of the label)", coverage_table(one.coverage))]
    if one.set_coverage is not None:
        found.append(("set_confidence (of the whole set)", coverage_table(one.set_coverage)))
    return tuple(found)


def coverage_table(found: Coverage) -> Markdown:
    """What is kept at each confidence, and how much of that is wrong."""
    rows = [
        (
            f"{row.threshold:g}",
            row.n_kept,
            percent(row.share_kept),
            percent(row.expected_wrong),
            _observed(row.observed_wrong),
        )
        for row in found.rows
    ]
    head = (
        "confidence at least",
        f"{found.what} kept",
        "of all items",
        "wrong, model's expectation",
        "wrong, seen on gold",
    )
    return table(head, rows)


def with_interval(it: Estimate) -> str:
    """`0.43 (0.39 to 0.47)`, or why there is no value."""
    if it.value is None:
        return f"undefined: {it.undefined}"
    return f"{it.value:.3f}" + (f" ({it.interval.low:.3f} to {it.interval.high:.3f})" if it.interval else "")


def limits(data: ReleaseData) -> tuple[str, ...]:
    """What the figures themselves say against the data."""
    found: list[str] = []
    for one in data.labels:
        name, n = one.question.name, one.table.height
        undecided = one.table["label"].null_count()
        few = int((one.table["n_annotators"] < 3).sum())
        if undecided:
            found.append(f"{name}: {undecided:,} of {n:,} items have no label, because none is the most probable one.")
        if few:
            found.append(f"{name}: {few:,} of {n:,} items have fewer than three annotators.")
        if one.coverage.n_gold == 0:
            found.append(f"{name}: no gold by experts: what is wrong at each confidence is expected, not observed.")
        found += [f"{name}: {warning}" for warning in one.warnings]
    found += left_out(data)
    if data.suppressed:
        found.append(f"{data.suppressed:,} statements of annotators about themselves are withheld: too few share them.")
    found += data.notes
    return tuple(found)


def counted(data: ReleaseData) -> str:
    """How many annotations are published, and on how many of them labels and agreement rest."""
    given = data.annotations
    kept = given.select("item", "annotator").n_unique()
    sizes = count(given["item"].n_unique(), "item"), count(data.annotators.height, "annotator")
    stand = f"{count(given.height, 'annotation')} of {' by '.join(sizes)} {'stands' if given.height == 1 else 'stand'}"
    words = f"{stand} in the table of annotations."
    if kept == given.height:
        return words
    earlier = given.height - kept
    return (
        f"{words} Labels and agreement rest on {kept:,} of them; {earlier:,} {'was' if earlier == 1 else 'were'} "
        "followed by a later one of the same annotator on the same item."
    )


def left_out(data: ReleaseData) -> tuple[str, ...]:
    """Who is not in it, since when, and why where that is published, without saying who."""
    n, given = len(data.left_out), data.totals.n_left_out
    if not n:
        return ()
    people = "1 annotator whom" if n == 1 else f"{n:,} annotators whom"
    are = "annotation by" if given == 1 else "annotations by"
    said = [f"since {it.since}{f': {it.reason}' if it.reason else ''}" for it in data.left_out]
    whole = f"{given:,} {are} {people} the maintainers left out {'is' if given == 1 else 'are'} not in it"
    return (f"{whole} (left out {'; '.join(said)}).",)


def agreement_in_words(data: ReleaseData) -> str:
    """The same figures as one paragraph of plain text."""
    return " ".join(
        f"{q.question}: {q.headline.title} {with_interval(q.headline.estimate)}." for q in data.agreement.questions
    )


def _observed(it: Estimate) -> str:
    if it.value is None or it.interval is None:
        return "–"
    return f"{percent(it.value)} ({percent(it.interval.low)} to {percent(it.interval.high)}) of {it.n_items:,}"


def _short(dtype: str) -> str:
    """A struct's type without its fields."""
    return "Struct" if dtype.startswith("Struct") else escaped(Markdown(dtype))
