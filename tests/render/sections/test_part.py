"""What stands where a section was asked for and cannot be drawn."""

from oe_quality.render.sections.part import Part


def test_what_is_absent_keeps_its_place_and_says_what_it_needs():
    section = Part("gold", "Gold", "gold answers", lambda _: None).absent()
    assert (section.id, section.title, section.blocks) == ("gold", "Gold", ())
    assert section.lead == "Not drawn: it needs gold answers."
