"""Crews that answer like the people and the model of a store, and what is said of how good they look."""

import random

import pytest

import oe_quality as oeq
from oe_quality.analysis.judges import crews
from oe_quality.analysis.judges.crews import fitted
from oe_quality.analysis.judges.data import beside
from oe_quality.kernel.judges.crowd import Crowd
from oe_quality.kernel.judges.power import Coins


def compared(scale, *, chance=False, right=1.0):
    """60 items of labels a < b < c, three people who are right on .7 (or answer by chance), and a model."""
    rng = random.Random(5)
    rows = []
    for i in range(60):
        for who, accuracy, kind in [*((f"p{a}", 0.7, "human") for a in range(3)), ("m", right, "model")]:
            said = i % 3 if rng.random() < accuracy and not chance else rng.randrange(3)
            rows.append((f"i{i:02}", who, "abc"[said], kind))
    columns = zip(("item", "annotator", "label", "source"), map(list, zip(*rows, strict=True)), strict=True)
    with oeq.from_frame(dict(columns), scales=f"label={scale}") as store:
        panel = store.panel("label", models=True)
        code = panel.annotators.to_list().index("m")
        return beside(panel, ["m"], [code]), code


@pytest.mark.parametrize(
    ("scale", "kind", "words"),
    [
        ("nominal", Coins, "of items, people on "),
        ("ordinal:a<b<c", Crowd, "steps off a person's answer"),
        ("multilabel", Crowd, "of their labels with a person's"),
    ],
)
def test_every_scale_has_a_crew_and_its_own_words(scale, kind, words):
    found = fitted(*compared(scale))
    assert isinstance(found.crew, kind)
    assert words in found.words


def test_where_people_agree_by_chance_there_is_none():
    found = fitted(*compared("nominal", chance=True))
    assert found.crew is None
    assert "no more than by chance" in found.words


def test_sets_of_very_many_labels_are_not_simulated(monkeypatch):
    monkeypatch.setattr(crews, "MOST_LABELS", 2)
    found = fitted(*compared("multilabel"))
    assert (found.crew, found.words) == (None, "sets of more than 2 labels are not simulated")
