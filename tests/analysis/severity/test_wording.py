"""What the model says, in sentences."""

from oe_quality.analysis.severity.wording import sentences


def test_sentences(found):
    said = list(sentences(found))
    assert said[0].startswith("Severity: positive where others would answer higher.")
    assert "p < .001" in said[1]
    assert said[2].startswith("Steps: never to seldom -")
    assert said[3] == "More various than the model expects (infit): p7."
    assert said[4:] == list(found.notes)
