"""Everything a page shows, from a store: what the data do not determine is missing with its reason."""

import polars as pl
import pytest

import oe_quality as oeq
from oe_quality.errors import NotComputableError
from oe_quality.kernel.simulate import choices, crew


@pytest.fixture(scope="module")
def answers():
    """300 answers to a question of three labels by 12 annotators, without times."""
    world = choices(1, 60, crew({"good": 9, "mediocre": 3}), 3, 5)
    chunk = world.chunk
    return pl.DataFrame(
        {
            "item": [f"i{i:02}" for i in chunk.items()],
            "annotator": [f"p{a:02}" for a in chunk.annotator],
            "mood": ["low" if k == 0 else "mid" if k == 1 else "high" for k in chunk.label],
        }
    )


def test_a_study_of_one_question_says_what_it_lacks(answers):
    with oeq.from_frame(answers, oeq.ReadOptions(label="mood")) as store:
        found = oeq.study(store)
    assert (found.overview.n_items, found.overview.n_annotators, found.overview.n_responses) == (60, 12, 300)
    assert found.votes_on("mood").items.len() == 60
    assert found.votes_on("other") is None
    assert found.timelines.is_empty()  # no times, so no order in time
    assert found.emotion_map is None
    assert found.names == {}
    assert found.audit is not None
    assert found.queue is not None
    nulls = [name for name, dtype in found.audit.frame().schema.items() if dtype == pl.Null]
    assert nulls == []


def test_with_times_the_most_urgent_annotators_answers_stand_in_order(answers):
    when = pl.datetime(2026, 11, 1) + pl.duration(minutes=pl.int_range(pl.len(), 0, -1))
    timed = answers.with_columns(created_at=when.dt.strftime("%Y-%m-%dT%H:%M:%S"))
    with oeq.from_frame(timed, oeq.ReadOptions(label="mood", time="created_at")) as store:
        found = oeq.study(store, names=True)
    shown = found.timelines
    assert not shown.is_empty()
    first = shown["annotator"][0]
    mine = timed.filter(pl.col("annotator") == found.names[first]).sort("created_at")["mood"]
    assert shown.filter(pl.col("annotator") == first)["label"].to_list() == mine.to_list()


def test_repeated_answers_tell_noise_from_ambiguity_as_they_do_outside_a_study(answers):
    twice = answers.with_columns(occasion=pl.lit(1))
    again = twice.head(40).with_columns(occasion=pl.lit(2), mood=pl.lit("mid"))
    with oeq.from_frame(pl.concat([twice, again]), oeq.ReadOptions(label="mood", occasion="occasion")) as store:
        found, alone = oeq.study(store).distributions, oeq.distributions(store, "mood")
    assert found == alone
    assert found.disagreement.ambiguity.value is not None


def test_a_store_without_answers_has_no_study():
    with oeq.open_store(":memory:") as store, pytest.raises(NotComputableError, match="no answers"):
        oeq.study(store)
