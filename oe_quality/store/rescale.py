"""Another scale for a question whose answers the store holds already: they are written anew, none is lost."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from oe_quality.errors import UsageError
from oe_quality.scales import Question, Scale
from oe_quality.store.database import Database
from oe_quality.store.vocabulary import NEW_LABEL, StoredQuestion, Vocabulary

_TABLES = ("response", "superseded", "gold")


def answers_held(database: Database, name: str, but: Collection[str] = ()) -> dict[str, int]:
    """Single answers to a question as text -> how often, those replaced since included; sets are left out.

    Args:
        database: of the store; name: the question.
        but: SHA-256 of files whose answers are passed over.
    """
    asked = Vocabulary(database).find(name)
    rows = database.frame("scale/answers", question_id=asked.question_id, but=list(but)).iter_rows()
    return {_text(label, value): n for label, value, chosen, n in rows if chosen == 1 or value is not None}


def is_guess(question: Question) -> bool:
    """Whether a stored scale says no more than what a guess says: no order, no bounds, no closed list."""
    if question.scale.is_numeric:
        return question.scale is Scale.INTERVAL and question.low is None and not question.codes
    return question.scale is Scale.NOMINAL and question.open_vocabulary and not question.hierarchical


def rescale(database: Database, question: Question) -> None:
    """Give a stored question another scale, in one transaction; see `Store.set_scale`."""
    with database.transaction():
        give_scale(database, question)


def give_scale(database: Database, question: Question) -> None:
    """The same within a transaction.

    Raises:
        UsageError: there is no such question, or the answers that are held do not fit the scale.
    """
    asked = Vocabulary(database).find(question.name)
    sizes = database.frame("scale/answers", question_id=asked.question_id, but=[])
    held, wanted = asked.question.scale, question.scale
    if wanted is not Scale.MULTILABEL and (sizes.filter(pl.col("value").is_null())["chosen"] != 1).any():
        _refuse(question, "some answers are sets of several labels, or of none")
    if held.is_numeric and not wanted.is_numeric:
        _to_labels(database, asked, question, sizes["value"].drop_nulls().unique().sort().to_list())
    elif not held.is_numeric and wanted.is_numeric:
        _to_numbers(database, asked, question)
    elif not held.is_numeric and question.labels and wanted is not Scale.MULTILABEL:
        _in_order(database, asked, question)
    database.run(
        "scale/set_question",
        question_id=asked.question_id,
        scale=wanted.value,
        open_vocabulary=question.open_vocabulary,
        low=question.low,
        high=question.high,
        codes=list(question.codes),
    )


def _refuse(question: Question, why: str) -> None:
    raise UsageError(
        f"{question.name!r} cannot be {question.scale}: {why}",
        remedy="Correct the answers in the file, or load it with another --scale.",
    )


def _text(label: str | None, value: float | None) -> str:
    return label if label is not None else f"{value:.0f}" if value is not None and value.is_integer() else repr(value)


def _to_numbers(database: Database, asked: StoredQuestion, question: Question) -> None:
    """Labels as the numbers that they write, or whose words they are."""
    values = []
    for label in asked.labels:
        try:
            number = float(question.codes.index(label)) if question.codes else float(label)
        except ValueError:
            _refuse(question, f"the answer {label!r} is no number")
        if not _lies_within(question, number):
            _refuse(question, f"the answer {label!r} is outside its bounds")
        values.append(number)
    recoded = pl.DataFrame(
        {"code": list(range(len(values))), "value": values}, schema={"code": pl.Int32, "value": pl.Float64}
    )
    _rewrite(database, asked, "numbers", recoded)
    database.run("scale/drop_labels", question_id=asked.question_id)


def _lies_within(question: Question, number: float) -> bool:
    return (question.low is None or number >= question.low) and (question.high is None or number <= question.high)


def _to_labels(database: Database, asked: StoredQuestion, question: Question, values: list[float]) -> None:
    """Numbers as the labels that write them."""
    texts = [_text(None, value) for value in values]
    labels = _complete(question, texts)
    codes = [labels.index(text) for text in texts]
    recoded = pl.DataFrame({"value": values, "code": codes}, schema={"value": pl.Float64, "code": pl.Int32})
    _rewrite(database, asked, "labels", recoded)
    _write_labels(database, asked, labels)


def _in_order(database: Database, asked: StoredQuestion, question: Question) -> None:
    """Labels in the order that is declared."""
    labels = _complete(question, asked.labels)
    codes = list(range(len(asked.labels)))
    fresh = [labels.index(label) for label in asked.labels]
    recoded = pl.DataFrame({"code": codes, "fresh": fresh}, schema={"code": pl.Int32, "fresh": pl.Int32})
    _rewrite(database, asked, "recode", recoded)
    _write_labels(database, asked, labels)


def _complete(question: Question, held: list[str]) -> list[str]:
    """The question's labels, and those that are held beside them where its list is open."""
    unknown = [label for label in held if label not in question.labels]
    if unknown and not question.open_vocabulary:
        _refuse(question, f"the answer {unknown[0]!r} is none of its labels")
    return [*question.labels, *unknown]


def _rewrite(database: Database, asked: StoredQuestion, how: str, recoded: pl.DataFrame) -> None:
    with database.given(recoded=recoded):
        for table in _TABLES:
            database.run(f"scale/{how}_{table}", question_id=asked.question_id)


def _write_labels(database: Database, asked: StoredQuestion, labels: list[str]) -> None:
    database.run("scale/drop_labels", question_id=asked.question_id)
    rows = [(asked.question_id, code, label) for code, label in enumerate(labels)]
    with database.given(new_label=pl.DataFrame(rows, schema=NEW_LABEL, orient="row")):
        database.run("ingest/add_labels")
