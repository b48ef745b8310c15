"""Models among the annotators: answers of people, joined by those of models that count as so many voices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from oe_quality.kernel.data.chunk import AnyChunk, Chunk, RatingChunk, SetChunk, offsets_of
from oe_quality.store.panel import Panel, Voice

_UNKNOWN_TIME = -1
Codes = NDArray[np.int64]


def joined(people: Panel[Any], models: Panel[Any], voices: tuple[Voice, ...]) -> Panel[Any]:
    """The panel of people with the voices behind them.

    Several models of one voice give one answer to an item: the label that more of them give than any other, each label
    that more than half of them give, or the mean of their numbers. Where they tie, the voice says nothing.

    Args:
        people: without models; models: their answers alone, one per model and item, to the same question.
        voices: each with its models, by key.
    """
    items = pl.Series("item", sorted({*people.items.to_list(), *models.items.to_list()}), dtype=pl.String)
    place = {name: code for code, name in enumerate(items.to_list())}
    spoken = _spoken(models, voices)
    ours, theirs = _places(people, place)[people.data.items()], _places(models, place)[spoken.item]
    item = np.concatenate([ours, theirs])
    who = np.concatenate([people.data.annotator, spoken.voice + people.n_annotators])
    order = np.lexsort((np.arange(len(item)), who, item))
    n = len(theirs)
    names = pl.Series("annotator", [voice.alias for voice in voices], dtype=pl.String)
    return replace(
        people,
        items=items,
        annotators=pl.concat([people.annotators.alias("annotator"), names]),
        aliases=pl.concat([people.aliases.alias("alias"), names.alias("alias")]),
        data=_chunk(people.data, spoken.data, offsets_of(np.sort(item), len(items)), who[order], order),
        created_at=np.concatenate([people.created_at, np.full(n, _UNKNOWN_TIME, dtype=np.int64)])[order],
        duration_s=np.concatenate([people.duration_s, np.full(n, np.nan)])[order],
        gold=_gold(people, models, place),
        left_out=replace(people.left_out, models=people.left_out.models - models.n_responses, heard=voices),
        gold_sets=_gold_sets(people, models, place),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Spoken:
    """What S voices' answers are: (S,) item codes of the models' panel, (S,) voices, and the answers themselves."""

    item: Codes
    voice: NDArray[np.int32]
    data: Any


def _spoken(models: Panel[Any], voices: tuple[Voice, ...]) -> _Spoken:
    """One answer per item and voice, ascending by item and voice."""
    voice_of = {key: place for place, voice in enumerate(voices) for key in voice.models}
    of = np.array([voice_of[key] for key in models.annotators.to_list()], dtype=np.int64)
    item, voice = models.data.items().astype(np.int64), of[models.data.annotator]
    key, group, size = np.unique(item * len(voices) + voice, return_inverse=True, return_counts=True)
    said, kept = _united(models.data, len(models.labels), group, size)
    return _Spoken((key // len(voices))[kept], (key % len(voices))[kept].astype(np.int32), said)


def _united(data: AnyChunk, n_labels: int, group: Codes, size: Codes) -> tuple[Any, NDArray[np.bool_]]:
    """What each group of responses says together, and whether it says anything."""
    if isinstance(data, RatingChunk):
        return np.bincount(group, weights=data.value) / size, np.ones(len(size), dtype=np.bool_)
    votes = np.zeros((len(size), n_labels))
    if isinstance(data, SetChunk):
        np.add.at(votes, (group[data.responses_of_entries()], data.label), 1.0)
        clear = (2 * votes != size[:, None]).all(axis=1)
        return (2 * votes > size[:, None])[clear], clear
    np.add.at(votes, (group, data.label), 1.0)
    clear = (votes == votes.max(axis=1, keepdims=True)).sum(axis=1) == 1
    return votes.argmax(axis=1)[clear].astype(np.int32), clear


def _places(panel: Panel[Any], place: dict[str, int]) -> Codes:
    """(I,) where the items of a panel stand among all."""
    return np.array([place[name] for name in panel.items.to_list()], dtype=np.int64)


def _gold(people: Panel[Any], models: Panel[Any], place: dict[str, int]) -> NDArray[np.int32]:
    gold = np.full(len(place), -1, dtype=np.int32)
    for panel in (models, people):
        gold[_places(panel, place)] = panel.gold
    return gold


def _gold_sets(people: Panel[Any], models: Panel[Any], place: dict[str, int]) -> NDArray[np.int8] | None:
    if people.gold_sets is None and models.gold_sets is None:
        return None
    gold = np.full((len(place), len(people.labels)), -1, dtype=np.int8)
    for panel in (models, people):
        if panel.gold_sets is not None:
            gold[_places(panel, place)] = panel.gold_sets
    return gold


def _chunk(data: AnyChunk, said: Any, offsets: Codes, who: NDArray[np.int32], order: Codes) -> AnyChunk:
    """The answers of people and then those of voices, in their order."""
    who = np.ascontiguousarray(who, dtype=np.int32)
    if isinstance(data, RatingChunk):
        return RatingChunk(offsets, who, np.concatenate([data.value, said])[order])
    if isinstance(data, Chunk):
        return Chunk(offsets, who, np.concatenate([data.label, said])[order])
    sizes = np.concatenate([np.diff(data.label_offsets), said.sum(axis=1)])
    label = np.concatenate([data.label, np.nonzero(said)[1].astype(np.int32)])
    starts = np.cumsum(sizes) - sizes
    taken = np.repeat(starts[order] - (np.cumsum(sizes[order]) - sizes[order]), sizes[order]) + np.arange(len(label))
    ends = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int64)
    weight = None if data.weight is None else np.concatenate([data.weight, np.ones(len(label) - len(data.label))])
    return SetChunk(offsets, who, ends, label[taken], None if weight is None else weight[taken])
