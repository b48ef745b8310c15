import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes

HEAD = """#
# Results on Tuesday, 03 March 2024 10:00:00 UTC
# USER AGENT: Mozilla/5.0
#
# Columns below this comment are as follows:
# 1. Results reception time.
# 2. MD5 hash of participant's IP address.
# 3. Controller name.
# 4. Order number of item.
# 5. Inner element number.
# 6. Label.
# 7. Latin Square Group.
# 8. PennElementType.
# 9. PennElementName.
# 10. Parameter.
# 11. Value.
# 12. EventTime.
# 13. {item}.
# 14. condition.
# 15. Comments.
"""


def line(who, kind, said, item, second=0, name="rating"):
    return (
        f"{who},md5,PennController,1,0,trial,NULL,{kind},{name},Choice,{said},{1603390890000 + second},{item},A,NULL\n"
    )


ROWS = line("1", "PennController", "Start", "s1") + line("1", "Scale", "5", "s1") + line("1", "Scale", "3", "s2")
NEXT = "#\n# Results on Tuesday\n# Columns below this comment are as follows:\n# 1. Results reception time.\n"


def test_scales_of_every_participant_are_read_by_the_column_that_names_items(tool):
    found = tool(
        HEAD.format(item="item") + ROWS + NEXT + line("2", "Scale", "4", "s1") + line("2", "Key", "F%2CJ", "s2")
    )
    assert found.tool.format == "PCIbex"
    assert found.answers() == {
        ("s1", "1:md5", "rating"): "5",
        ("s2", "1:md5", "rating"): "3",
        ("s1", "2:md5", "rating"): "4",
        ("s2", "2:md5", "rating"): "F,J",
    }


def test_a_log_whose_items_are_not_told_is_asked_about_and_the_answer_followed():
    file = input_from_bytes((HEAD.format(item="phrase") + ROWS).encode(), "results.csv")
    with pytest.raises(InputError, match="--item COLUMN"):
        read(file, ReadOptions())
    assert read(file, ReadOptions(item="phrase")).counts.accepted == 2


def test_a_log_without_answers_is_refused_and_a_broken_line_costs_itself(tool):
    with pytest.raises(InputError, match="without answers"):
        tool(HEAD.format(item="item") + line("1", "PennController", "Start", "s1"))
    assert tool(HEAD.format(item="item") + ROWS + "1,md5\n").rejects() == [
        (24, "it has fewer cells than a line of the log")
    ]


def test_a_typed_text_keeps_its_characters_and_quotation_marks_that_do_not_match_are_said(tool):
    typed = line("1", "TextInput", "two\u2028lines\x0cof text", "s1") + line("2", "TextInput", '"so" she said', "s2")
    found = tool(HEAD.format(item="item") + typed)
    assert found.answers() == {("s1", "1:md5", "rating"): "two\u2028lines\x0cof text"}
    assert found.rejects() == [(22, "its quotation marks do not match")]
