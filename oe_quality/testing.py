"""Contract checks for what other packages add: an algorithm, a coefficient, a reader.

Call the check from a test of your own package; it says in a sentence which part of the contract does not hold:

    from oe_quality.testing import check_algorithm
    from my_package.mine import CARD

    def test_contract():
        check_algorithm(CARD)

`CONTRIBUTING.md` has a worked example of each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np

from oe_quality.analysis.agreement.catalogue import Spec
from oe_quality.analysis.agreement.comparable import Answers, prepare
from oe_quality.errors import InputError, NotComputableError
from oe_quality.kernel.data.chunk import AnyChunk, Chunk, InMemory, RatingChunk, SetChunk, chunk_of
from oe_quality.kernel.em import Fit, fit
from oe_quality.kernel.em.card import Card
from oe_quality.kernel.uncertainty.statistic import Statistic
from oe_quality.plaintext import percent
from oe_quality.progress import silent
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.registry import Reader, read_with
from oe_quality.readers.rows import RESPONSE, Export
from oe_quality.readers.text.archive import open_input
from oe_quality.readers.text.source import input_from_bytes
from oe_quality.scales import Question, Scale
from oe_quality.store import open_store
from oe_quality.store.database import MEMORY

ITEMS, ANNOTATORS, LABELS = 90, 8, 3
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
STRANGERS = (b"item,annotator,label\n1,a,x\n", b'[{"a": 1}]', b'{"rows": []}', b"just a few words\n")
"""Small files that a reader of some other format must leave alone."""


class ContractError(AssertionError):
    """A part of the contract does not hold; the message says which."""


def check_algorithm(card: Card) -> None:
    """Hold an algorithm against the contract that every algorithm keeps.

    Its card says what it is; its fit gives distributions, finds most of a simulated truth, climbs, keeps gold, and
    gives the same bits for any threads and chunks; names of items, annotators and labels do not matter to it.

    Raises:
        ContractError: a part of the contract does not hold.

    >>> from oe_quality.kernel.em.majority import CARD
    >>> check_algorithm(CARD)
    """
    _check_words(card.name, card.title, card.sentence, card.source)
    world, truth = _choices(np.random.default_rng(7))
    found = _fit(card, world)
    _check_fit(found)
    right = float((found.winner == truth).mean())
    _hold(right > 0.6, f"of a plain simulated truth it finds {percent(right)}, where votes find more than 60 %")
    _same_bits(found, _fit(card, world.split(7), threads=2), "the same bits for any chunks and threads")
    _check_gold(card, world, truth)
    if not card.ordered:
        _check_renamed(card, world, found)


def _fit(card: Card, world: InMemory[Chunk], *, threads: int = 1, gold: np.ndarray | None = None) -> Fit:
    known = None if gold is None else gold.astype(np.int32)
    return fit(card.name, world, settings=card.make(), gold=known, max_steps=40, threads=threads)


def _check_fit(found: Fit) -> None:
    _hold(found.posterior.shape == (ITEMS, LABELS), "posterior has the shape (items, labels)")
    _hold(np.allclose(found.posterior.sum(axis=1), 1), "each item's posterior sums to 1")
    _hold(np.allclose(found.prevalence.sum(), 1, atol=1e-9), "the prevalence sums to 1")
    _hold(found.accuracy.shape == (ANNOTATORS,), "accuracy has one number per annotator")
    _hold(bool(((found.accuracy >= 0) & (found.accuracy <= 1)).all()), "accuracies lie between 0 and 1")
    for name in (field.name for field in fields(found)):
        value = getattr(found, name)
        if isinstance(value, np.ndarray):
            _hold(bool(np.isfinite(value).all()), f"{name} is finite")
    if found.confusion is not None:
        _hold(np.allclose(found.confusion.sum(axis=2), 1), "each row of a confusion matrix sums to 1")
    steps = np.diff(found.history)
    _hold(bool((steps >= -1e-9 * np.abs(found.history[1:])).all()), "the objective never falls")


def _check_gold(card: Card, world: InMemory[Chunk], truth: np.ndarray) -> None:
    gold = np.full(ITEMS, -1)
    gold[:20] = (truth[:20] + 1) % LABELS
    anchored = _fit(card, world, gold=gold)
    _hold(bool((anchored.posterior[:20] == np.eye(LABELS)[gold[:20]]).all()), "items with gold keep their gold label")


def _check_renamed(card: Card, world: InMemory[Chunk], found: Fit) -> None:
    rng = np.random.default_rng(3)
    (chunk,) = world
    items, people, labels = rng.permutation(ITEMS), rng.permutation(ANNOTATORS), rng.permutation(LABELS)
    renamed = chunk_of(items[chunk.items()], people[chunk.annotator], labels[chunk.label], ITEMS)
    again = _fit(card, InMemory((renamed,), ANNOTATORS, LABELS))
    same = np.allclose(again.posterior[items][:, labels], found.posterior, atol=1e-6)
    _hold(same, "names and order of items, annotators and labels do not matter")


def _same_bits(one: Fit, other: Fit, what: str) -> None:
    _hold(one.posterior.tobytes() == other.posterior.tobytes(), what)
    _hold(one.accuracy.tobytes() == other.accuracy.tobytes(), what)


def check_coefficient(spec: Spec) -> None:
    """Hold a coefficient against the contract that every coefficient keeps, on each scale that it is defined on.

    Its spec says what it is; full agreement is 1 and nothing is above it; names and order do not matter; leaving out
    an item gives what is found without that item, so that every interval can be had.

    Raises:
        ContractError: a part of the contract does not hold.

    >>> from oe_quality.analysis.agreement.catalogue import coefficients
    >>> check_coefficient(coefficients()["alpha-nominal"])
    """
    _check_words(spec.name, spec.title, spec.meaning, spec.source, end=".")
    _hold(bool(spec.scales), "it is defined on a scale")
    _hold((spec.statistic is None) != (spec.family is None), "it has either `statistic` or `family`")
    for scale in sorted(spec.scales):
        for n_annotators in (5, 2):
            try:
                _check_on(spec, scale, n_annotators)
            except NotComputableError:
                _hold(n_annotators > 2, f"{scale}: it is defined for two annotators")
            else:
                break


def _check_on(spec: Spec, scale: Scale, n_annotators: int) -> None:
    rng = np.random.default_rng(5)
    answers = rng.integers(0, LABELS, (30, 1)) + (rng.random((30, n_annotators)) < 0.25)
    value = _value(spec, _answers(scale, answers % LABELS))
    _hold(bool(np.isfinite(value)) and value <= 1, f"{scale}: its value is finite and at most 1, not {value}")
    same = np.repeat(rng.integers(0, LABELS, (30, 1)), n_annotators, axis=1)
    full = _value(spec, _answers(scale, same))
    _hold(abs(full - 1) < 1e-9, f"{scale}: full agreement is 1, not {full}")
    moved = (answers % LABELS)[rng.permutation(30)][:, rng.permutation(n_annotators)]
    again = _value(spec, _answers(scale, moved))
    _hold(abs(again - value) < 1e-9, f"{scale}: names and order of items and annotators do not matter")
    if spec.statistic is not None:
        _check_left_out(spec.statistic, scale, answers % LABELS)


def _check_left_out(build: Callable[[Answers], Statistic], scale: Scale, answers: np.ndarray) -> None:
    statistic = build(_answers(scale, answers))
    _hold(statistic.lowest <= statistic.value + 1e-9, f"{scale}: `lowest` is not above the value")
    deleted, rows = statistic.without_items(), statistic.item_rows()
    for item in range(3):
        without = build(_answers(scale, np.delete(answers, item, axis=0))).value
        found = float(deleted.values[rows[item]])
        _hold(abs(found - without) < 1e-9, f"{scale}: leaving out an item gives {found}, and without it {without}")


def _value(spec: Spec, answers: Answers) -> float:
    if spec.statistic is not None:
        return spec.statistic(answers).value
    assert spec.family is not None
    found = spec.family(answers, 0.95, 0)
    _hold(spec.name in found, f"its family gives {spec.name!r}")
    value = found[spec.name].value
    return float("nan") if value is None else value


def _answers(scale: Scale, codes: np.ndarray) -> Answers:
    """Answers on any scale from codes (items, annotators)."""
    n_items, n_annotators = codes.shape
    question = Question("q", scale, () if scale.is_numeric else tuple(f"l{k}" for k in range(LABELS)))
    offsets = np.arange(n_items + 1, dtype=np.int64) * n_annotators
    people = np.tile(np.arange(n_annotators, dtype=np.int32), n_items)
    labels = codes.ravel().astype(np.int32)
    data: AnyChunk
    if scale.is_numeric:
        data = RatingChunk(offsets, people, labels.astype(np.float64) + 1)
    elif scale is Scale.MULTILABEL:
        data = SetChunk(offsets, people, np.arange(len(labels) + 1, dtype=np.int64), labels)
    else:
        data = chunk_of(np.repeat(np.arange(n_items), n_annotators), people, labels, n_items)
    return prepare(question, data, n_annotators)


def check_reader(reader: Reader, path: Path, options: ReadOptions | None = None) -> None:
    """Hold a reader against the contract that every reader keeps, on a file of its format.

    It knows its own files and no others; reading gives canonical rows, each accounted for and known by item, annotator,
    question and occasion; reading again gives the same; and a store takes them in.

    Raises:
        ContractError: a part of the contract does not hold.
    """
    said = options or ReadOptions()
    _hold(reader.sniff(open_input(path)), "it knows a file of its own format")
    for raw in STRANGERS:
        try:
            _hold(not reader.sniff(input_from_bytes(raw, "stranger")), f"it leaves {raw!r} to others")
        except (ValueError, LookupError, TypeError) as error:
            raise ContractError(
                f"its `sniff` says no where a file is not its own, and raises nothing: {error!r}"
            ) from error
    export = read_with(reader, open_input(path), said, silent)
    _hold(export.format == reader.format, f"`Export.format` is {reader.format!r}, as the reader's")
    _check_rows(export)
    again = read_with(reader, open_input(path), said, silent)
    _hold(export.responses.equals(again.responses), "reading again gives the same rows in the same order")
    with open_store(MEMORY) as store:
        try:
            batch = store.ingest(export)
        except InputError as error:
            raise ContractError(f"a store does not take its rows in: {error}") from error
        _hold(batch.sha256 == export.sha256, "the store knows the file by its checksum")


def _check_rows(export: Export) -> None:
    rows = export.responses
    _hold(rows.schema == RESPONSE, "responses have the columns of `rows.RESPONSE`, in its order and types")
    _hold(rows.height > 0, "the file has answers")
    missing = rows.select("item", "annotator", "question").null_count().row(0)
    _hold(not any(missing), "item, annotator and question are never missing")
    keys = rows.select("item", "annotator", "question", "occasion")
    _hold(keys.height == keys.n_unique(), "item, annotator, question and occasion tell answers apart")
    asked = {question.name for question in export.questions}
    _hold(set(rows["question"]) <= asked, "every answered question is among `questions`")


def _choices(rng: np.random.Generator) -> tuple[InMemory[Chunk], np.ndarray]:
    """Answers of annotators who are right four times in five or less, and the truth (I,)."""
    truth = rng.integers(0, LABELS, ITEMS)
    asked = np.argsort(rng.random((ITEMS, ANNOTATORS)), axis=1)[:, :5]
    skill = np.linspace(0.5, 0.85, ANNOTATORS)
    right = rng.random(asked.shape) < skill[asked]
    wrong = (truth[:, None] + rng.integers(1, LABELS, asked.shape)) % LABELS
    labels = np.where(right, truth[:, None], wrong)
    chunk = chunk_of(np.repeat(np.arange(ITEMS), 5), asked.ravel(), labels.ravel(), ITEMS)
    return InMemory((chunk,), ANNOTATORS, LABELS), truth


def _check_words(name: str, title: str, sentence: str, source: str, end: str = "") -> None:
    _hold(bool(NAME.fullmatch(name)), f"its name is small letters and digits with hyphens, not {name!r}")
    _hold(bool(title) and bool(sentence) and bool(source), "it has a title, a sentence on what it does, and a source")
    _hold(sentence.endswith(".") == bool(end), f"its sentence ends {'with' if end else 'without'} a full stop")


def _hold(true: bool, what: str) -> None:
    if not true:
        raise ContractError(f"the contract does not hold: {what}")
