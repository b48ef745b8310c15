import pytest

from oe_quality.errors import InputError

EMOTION = (
    "annotation_id,username,source_emotion,queried_emotion,task_type,file_name,rating,reaction_time_ms,sample_time_ms\n"
)
DIMENSION = "annotation_id,username,dimension,level,polarity,file_name,rating,reaction_time_ms\n"
AUDIT = "rater_id,item_id,attribute,rater_level,fit,is_quality_check,qc_expect,ms_on_item\n"


def test_items_are_made_of_several_columns(tool):
    joy, fear = "1,u1,Joy,Joy,affirmative,a.mp3", "1,u1,Joy,Fear,contrastive_1,a.mp3"
    found = tool(f"{EMOTION}{joy},strongly_present,2141,10544\n{fear},not_present,9,10544\n")
    assert found.answers() == {
        ("a.mp3:Joy:affirmative", "u1", "emotion"): "strongly_present",
        ("a.mp3:Fear:contrastive_1", "u1", "emotion"): "not_present",
    }
    assert found.mapping.questions[0].labels == ("not_present", "weakly_present", "strongly_present")
    assert (found.mapping.duration, found.mapping.duration_unit) == ("reaction_time_ms", "ms")
    found = tool(DIMENSION + "1,u0,TEMP,2,positive,a.mp3,no,8305\n")
    assert found.answers() == {("a.mp3:TEMP:2:positive", "u0", "dimension"): "no"}


def test_the_audit(tool):
    found = tool(AUDIT + "r1,A3,TENS,2,partial,0,,60\nr1,A4,TENS,3,no,1,reject,36\n")
    assert found.answers() == {("A3:TENS", "r1", "fit"): "partial", ("A4:TENS", "r1", "fit"): "no"}
    assert "'qc_expect' is not read" in found.mapping.remarks[0]


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("username,is_active,onboarded,annotation_count,listening_setup\nu1,1,1,5,x\n", "people"),
        ("flag_id,username,file_name,reason\n1,u,a.mp3,silence\n", "flags"),
    ],
)
def test_tables_without_ratings_are_named(tool, header, words):
    with pytest.raises(InputError, match=words):
        tool(header)
