"""What `oeq agreement --versus` and `--equal` print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from oe_quality.cli.common import emit, talk
from oe_quality.errors import UsageError
from oe_quality.plaintext import percent, visible

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.contrast.results import AgreementDifference, EqualAgreement, Side
    from oe_quality.store import Store


def show(
    db: Path,
    question: str | None,
    coefficient: tuple[str, ...],
    fmt: str,
    *,
    versus: str | None,
    equal: str | None,
    level: float,
    smallest: int,
    quiet: bool,
) -> None:
    """The difference from another question or store, or the test that groups agree alike.

    Raises:
        UsageError: no question was named, or more coefficients than are compared.
    """
    from oe_quality.store import open_store

    if question is None:
        raise UsageError("--versus and --equal are of one question", remedy="Name it: --question Q.")
    wanted = 2 if versus is not None else 1
    if len(coefficient) > wanted:
        raise UsageError(f"{len(coefficient)} coefficients were given, and at most {wanted} can be compared here")
    if versus is not None and Path(versus).is_file() and Path(versus).samefile(db):
        raise UsageError("the store is compared with itself", remedy="Name another store, or a question.")
    with open_store(db) as store:
        if versus is not None:
            show_versus(store, question, versus, coefficient or ("alpha",), fmt, level=level, quiet=quiet)
            return
        assert equal is not None
        named = (*coefficient, "alpha")[0]
        show_equal(store, question, equal, named, fmt, level=level, smallest=smallest, quiet=quiet)


def show_versus(
    store: Store,
    question: str,
    versus: str,
    coefficient: tuple[str, ...],
    fmt: str,
    *,
    level: float,
    quiet: bool,
) -> None:
    """One question against another of the store, or against the same question of another store."""
    from oe_quality.analysis.contrast.versus import agreement_difference
    from oe_quality.analysis.contrast.wording import difference_sentence
    from oe_quality.store import open_store

    names = (coefficient[0], coefficient[-1])
    if versus not in {q.name for q in store.questions()} and Path(versus).is_file():
        with open_store(Path(versus)) as other:
            found = agreement_difference(store, question, other=other, coefficient=names, level=level)
    else:
        found = agreement_difference(store, question, versus, coefficient=names, level=level)
    talk(visible(difference_sentence(found)), quiet=quiet)
    emit(found, fmt, view=_difference_view(found), title=f"Two coefficients and their difference, at {percent(level)}")


def show_equal(
    store: Store, question: str, by: str, coefficient: str, fmt: str, *, level: float, smallest: int, quiet: bool
) -> None:
    """Every group, then what the tests say."""
    from oe_quality.analysis.contrast.equal import equal_agreement
    from oe_quality.analysis.contrast.wording import equal_sentences

    found = equal_agreement(store, question, by, coefficient=coefficient, level=level, smallest=smallest)
    for sentence in equal_sentences(found):
        talk(visible(sentence), quiet=quiet)
    emit(found, fmt, view=_equal_view(found), title=f"{question} by {by}, with {percent(level)} intervals")


def _difference_view(found: AgreementDifference) -> pl.DataFrame:
    """Three rows: first, second, difference."""
    import polars as pl

    difference = ("difference", "", found.difference.written(3), found.shared_items, found.shared_annotators)
    rows = [_row(found.first), _row(found.second), difference]
    return pl.DataFrame(rows, schema=["of", "coefficient", "value", "items", "annotators"], orient="row")


def _equal_view(found: EqualAgreement) -> pl.DataFrame:
    """One row per group."""
    import polars as pl

    head = [found.by, "coefficient", "value", "items", "annotators"]
    return pl.DataFrame([_row(one) for one in found.groups], schema=head, orient="row")


def _row(side: Side) -> tuple[object, ...]:
    return (side.name, side.coefficient, side.estimate.written(3), side.estimate.n_items, side.estimate.n_annotators)
