import pytest

from oe_quality.errors import InputError
from oe_quality.scales import Scale

HEADER = b"""name: db
raters:
  m: {type: machine}
  r1: {type: human}
  gold: {type: truth}
  all: {type: vote}
schemes:
  mood: {dtype: str, labels: [joy, fear]}
  level: {dtype: float, minimum: 0, maximum: 1}
tables:
  mood:
    type: filewise
    columns:
      m: {scheme_id: mood, rater_id: m}
      r1: {scheme_id: mood, rater_id: r1}
      gold: {scheme_id: mood, rater_id: gold}
      vote: {scheme_id: mood, rater_id: all}
      speaker: {}
  level.seg:
    type: segmented
    columns:
      r1: {scheme_id: level, rater_id: r1}
"""
BESIDE = {"db.yaml": HEADER}


def test_raters_are_people_machines_or_the_truth(tool):
    found = tool(
        "file,m,r1,gold,vote,speaker\na.wav,joy,fear,joy,joy,s1\nb.wav,joy,,fear,joy,s2\n", "db.mood.csv", BESIDE
    )
    assert found.answers() == {
        ("a.wav", "m", "mood"): "joy",
        ("a.wav", "r1", "mood"): "fear",
        ("b.wav", "m", "mood"): "joy",
        ("b.wav", "r1", "mood"): "",
    }
    assert found.answers("source")["a.wav", "m", "mood"] == "model"
    assert found.answers("gold")["b.wav", "r1", "mood"] == "fear"
    assert found.mapping.questions[0].labels == ("joy", "fear")
    assert "'vote'" in found.mapping.remarks[0]


def test_segments_are_items_and_bounds_are_known(tool):
    found = tool("file,start,end,r1\na.wav,0 days,0 days 00:00:01.500000,0.75\n", "x/db.level.seg.csv", BESIDE)
    assert found.answers() == {("a.wav:0-1.5", "r1", "level"): "0.75"}
    (question,) = found.mapping.questions
    assert (question.scale, question.low, question.high) == (Scale.INTERVAL, 0, 1)


@pytest.mark.parametrize("header", [b"", b"[", b"name: x", b"a: &a [*a]", b"tables: 5", b"\xff"])
def test_a_table_without_its_header_is_another_matter(tool, header):
    with pytest.raises((StopIteration, InputError)):
        tool("file,m,r1\na.wav,joy,fear\n", "db.mood.csv", {"db.yaml": header})


def test_the_header_itself_is_refused(tool):
    with pytest.raises(InputError, match="header") as error:
        tool(HEADER, "db.yaml")
    assert "folder" in error.value.remedy
