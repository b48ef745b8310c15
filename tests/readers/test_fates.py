"""Where each row went."""

from oe_quality.readers.drafting import draft
from oe_quality.readers.fates import FATES, Tally, fates_of
from oe_quality.readers.mapping import Answers, Mapping
from oe_quality.readers.meaning import mean
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.scaling import settle
from oe_quality.readers.text.reading import read_sheet
from oe_quality.readers.text.source import input_from_bytes

MAPPING = Mapping(item=("item",), annotator=("who",), answers=(Answers("mood"),), time="when", status="state")
TEXT = b"""item,who,mood,when,state
a,x,joy,2026-01-01,
a,x,sad,2026-01-02,
b,x,joy,,
b,x,sad,,
,x,joy,,
c,x,joy,,draft
d,x,,,
"""


def test_each_line_has_the_best_fate_of_its_cells():
    file = input_from_bytes(TEXT, "a.csv")
    made = draft(file, read_sheet(file), MAPPING, ReadOptions())
    meant = mean(made, settle([made]))
    found = dict(fates_of(meant, meant.settled(meant.usable)).group_by("line").min().iter_rows())
    named = {line: FATES[fate] for line, fate in found.items()}
    assert named == {
        **{2: "superseded", 3: "accepted", 4: "contested", 5: "contested"},
        **{6: "rejected", 7: "skipped", 8: "skipped"},
    }


def test_a_tally_counts_what_is_contested_among_what_does_not_count():
    tally = Tally([5, 1, 2, 3, 4], (), 0, ())
    counts = tally.counts
    assert (counts.read, counts.accepted, counts.superseded, counts.skipped, counts.rejected) == (15, 5, 3, 4, 3)
    assert tally.contested == 2
