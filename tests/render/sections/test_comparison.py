"""What moved since an earlier store."""

import dataclasses

from oe_quality.analysis.compare.people import PersonChange, Turn
from oe_quality.render.page.blocks import Prose, Table
from oe_quality.render.sections import comparison
from oe_quality.results import Estimate, Interval
from tests.render.made_up import PLAIN, Made


def test_a_comparison_says_what_is_clear_and_what_is_not():
    it = Made(*PLAIN).comparison()
    sure = type(it.agreement[0])
    clear = sure("emotion", "alpha", Estimate(0.2), Estimate(0.6), it.agreement[0].difference)
    low = clear.difference.interval.low
    object.__setattr__(it, "agreement", (clear,))
    caption = comparison.agreement(it).caption
    assert ("clearly up: emotion" in caption) == (low > 0)
    assert "beyond what other items" in caption or "clearly" in caption


def test_a_comparison_says_of_people_what_the_terminal_says():
    it = Made(*PLAIN).comparison()
    assert comparison.people(it) == []
    gone = PersonChange("otter-307", Turn.QUIET, "last answer on 2026-11-02", "ok", "ok")
    (block,) = comparison.people(dataclasses.replace(it, people=(gone,)))
    assert block.paragraphs == ("gone quiet:", "- otter-307: last answer on 2026-11-02")


def sides(it, before, after):
    return dataclasses.replace(
        it, before=dataclasses.replace(it.before, name=before), after=dataclasses.replace(it.after, name=after)
    )


def test_two_stores_of_one_name_are_told_apart():
    it = Made(*PLAIN).comparison()
    assert comparison.section(sides(it, "june.duckdb", "july.duckdb")).title == "Since june.duckdb"
    assert comparison.section(sides(it, "q.duckdb", "q.duckdb")).title == "Since the earlier store"


def test_what_moved_is_counted_and_unknown_people_are_not():
    it = Made(*PLAIN).comparison()
    (first, *more) = comparison.section(sides(it, "june", "july")).blocks[0].paragraphs
    assert first.startswith("Since june: 2 items came and 0 went; 1 annotator came and 0 went; 220 annotations came")
    assert more[0] == "3 answers were changed by their annotators."
    assert more[-1] == "The labels were made by mace before and by dawid-skene now."
    unknown = dataclasses.replace(it, changes=dataclasses.replace(it.changes, annotators_removed=None))
    assert "annotator came" not in comparison.section(unknown).blocks[0].paragraphs[0]


def test_only_an_interval_without_zero_is_a_clear_change():
    it = Made(*PLAIN).comparison()

    def caption(low, high):
        difference = Estimate((low + high) / 2, Interval(low, high))
        row = dataclasses.replace(it.agreement[0], difference=difference)
        return comparison.agreement(dataclasses.replace(it, agreement=(row,))).caption

    assert "clearly up: emotion." in caption(0.01, 0.3)
    assert "clearly down: emotion." in caption(-0.3, -0.01)
    assert "no change is beyond what other items and annotators would give" in caption(0.0, 0.3)
    assert "emotion +0.15 (0.00 to 0.30)" in caption(0.0, 0.3)
    assert isinstance(comparison.agreement(dataclasses.replace(it, agreement=())), Prose)


def test_flips_name_their_reasons_and_none_is_said():
    it = Made(*PLAIN).comparison()
    assert isinstance(comparison.flips(it), Table)
    assert "the surest first. Reasons: " in comparison.flips(it).help.what
    assert comparison.flips(it).help.what.endswith(f"({len(it.flips)}).")
    none = comparison.flips(dataclasses.replace(it, flips=()))
    assert none.paragraphs == ("No label flipped among 40 items with a label before and after.",)
