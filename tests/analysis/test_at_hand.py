"""What outgrows the memory that may be used is read in parts, with the same bits."""

import numpy as np
import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.analysis import at_hand
from oe_quality.errors import UsageError
from oe_quality.store.panel import Panel
from oe_quality.store.store import ITEMS_PER_CHUNK, Store
from oe_quality.store.stream import Stream

CONGER = "conger"
MOODS = ("sad", "glad", "calm")


@pytest.fixture(scope="module")
def held():
    rng = np.random.default_rng(3)
    rows = [
        {
            "item": f"i{item:03d}",
            "annotator": f"p{who}",
            "mood": ("sad", "glad", "calm")[(item + (rng.random() < 0.3)) % 3],
        }
        for item in range(300)
        for who in rng.permutation(9)[: 1 + item % 4]
    ]
    frame = pl.DataFrame(rows).with_columns(level=pl.col("mood").replace({"sad": "1", "calm": "2", "glad": "3"}))
    scales = ("level=ordinal:1<2<3", "mood=nominal:sad,glad,calm")
    with oeq.from_frame(frame, label=("mood", "level"), scales=scales) as store:
        yield store


@pytest.fixture
def tight(monkeypatch):
    """So little memory that everything is read in parts, of a few items each."""
    monkeypatch.setattr(at_hand, "budget", lambda: 0)
    plain = Store.chunks
    monkeypatch.setattr(Store, "chunks", lambda store, name, size=ITEMS_PER_CHUNK: plain(store, name, min(size, 40)))


@pytest.mark.parametrize("question", ["mood", "level"])
@pytest.mark.parametrize("interval", ["two-way", "items"])
def test_agreement_is_the_same_in_parts(held, question, interval, request):
    told = {"interval": interval, "resamples": 50}
    (whole,) = oeq.agreement(held, question, **told).questions
    request.getfixturevalue("tight")
    assert isinstance(at_hand.answers_to(held, question), Stream)
    steps = []
    (parts,) = oeq.agreement(held, question, **told, progress=lambda *step: steps.append(step)).questions
    assert any("counting" in what for what, *_ in steps)
    assert parts.headline == whole.headline
    assert parts.headline.estimate.interval is not None
    assert [one for one in parts.companions if one.coefficient != CONGER] == [
        one for one in whole.companions if one.coefficient != CONGER
    ]
    for name in ("basis", "prevalence", "labels", "confusions", "left_out"):
        assert getattr(parts, name) == getattr(whole, name)


def test_what_needs_all_answers_at_once_says_so(held, tight):
    (found,) = oeq.agreement(held, "mood", coefficient=(CONGER,)).questions
    assert "all answers at once" in found.headline.estimate.undefined
    for asked in ({"pairs": True}, {"interval": "both"}, {"by": "time:month"}):
        with pytest.raises(UsageError, match="more than the memory"):
            oeq.agreement(held, "mood", **asked)


def test_the_bound_is_the_memory_that_may_be_used(held, monkeypatch):
    monkeypatch.setattr(at_hand, "budget", lambda: held.n_responses("mood") * at_hand.BYTES)
    assert isinstance(at_hand.answers_to(held, "mood"), Panel)
    monkeypatch.setattr(at_hand, "budget", lambda: held.n_responses("mood") * at_hand.BYTES - 1)
    assert isinstance(at_hand.answers_to(held, "mood"), Stream)
