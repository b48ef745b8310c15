"""Tables whose shape says who answered: what is a person, and what is none."""

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import open_export

SURVEYS = {
    "limesurvey": "id,submitdate,lastpage,startlanguage,seed,clips[c1],clips[c2],clips[c3]\n"
    "1,2026-01-02 10:00:00,3,en,123,joy,anger,joy\n2,2026-01-02 11:00:00,3,en,124,joy,anger,sad\n"
    "3,,1,en,125,sad,joy,joy\n",
    "redcap": "record_id,redcap_survey_identifier,emotion_timestamp,clip1,clip2,clip3,emotion_complete\n"
    "1,,2026-01-02 10:00,joy,anger,joy,2\n2,,2026-01-02 11:00,joy,anger,sad,2\n3,,,sad,joy,joy,0\n",
    "of another survey tool": "id,startdate,ipaddr,clips[c1],clips[c2]\n1,2026-01-02 10:00:00,x,joy,anger\n"
    "2,2026-01-02 11:00:00,y,joy,anger\n3,2026-01-02 12:00:00,z,sad,joy\n",
}


@pytest.fixture
def written(tmp_path):
    """`written(text)`: a CSV file that holds it."""

    def write(text):
        path = tmp_path / "answers.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def answers_of(path):
    """(item, annotator, answer) as the file is read."""
    frame = open_export(path).responses
    return {(item, who, *labels) for item, who, labels in frame.select("item", "annotator", "labels").iter_rows()}


@pytest.mark.parametrize("tool", SURVEYS)
def test_the_questions_of_a_survey_are_no_people(written, tool):
    with pytest.raises(InputError, match=r"a person per row|no column is known to hold"):
        open_export(written(SURVEYS[tool]))


def test_one_such_column_alone_makes_no_survey(written):
    path = written("clip,anna,ben,cleo,seed\nc1,joy,joy,sad,1\nc2,anger,anger,anger,2\nc3,joy,sad,joy,3\n")
    assert {annotator for _, annotator, _ in answers_of(path)} == {"anna", "ben", "cleo"}


def test_remarks_beside_people_are_nobody_s_answers(written):
    path = written("clip,anna,ben,cleo,comments\nc1,joy,joy,sad,good\nc2,anger,anger,anger,hm noisy\nc3,joy,sad,joy,\n")
    found = answers_of(path)
    assert {annotator for _, annotator, _ in found} == {"anna", "ben", "cleo"}
    assert {answer for *_, answer in found} == {"joy", "anger", "sad"}


def test_people_named_by_letters_and_with_what_they_gave(written):
    found = answers_of(written("unit,A,B,C\n1,x,x,y\n2,y,x,y\n"))
    assert {who for _, who, _ in found} == {"A", "B", "C"}
    named = answers_of(written("annotator1_label,annotator2_label\nx,y\ny,y\n"))
    assert {who for _, who, _ in named} == {"annotator1_label", "annotator2_label"}
    with pytest.raises(InputError, match="no column is known"):
        open_export(written("unit,V,A\n1,1,2\n2,2,1\n"))


def test_a_column_of_the_group_with_other_cells_is_asked_about(written):
    with pytest.raises(InputError, match="no column is known") as asked:
        open_export(written('patient,O1,O2,O3\n1,"1,1,1",1,1\n2,"3,3,3",4,3\n3,"1,1,2",1,1\n'))
    assert "--wide" in asked.value.remedy


def test_names_within_objects_may_be_items_or_people_and_are_asked_about(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text('{"ana": {"1": "pos", "2": "neg"}, "ben": {"1": "pos", "2": "pos"}}')
    with pytest.raises(InputError, match="no column is known"):
        open_export(path)


def test_answers_that_are_objects_have_a_question_per_field(written):
    rows = ("1,a,joy,3", "1,b,fear,4", "2,a,joy,3")
    cells = [row.split(",") for row in rows]
    lines = [f'{item},{who},"{{""mood"": ""{mood}"", ""strength"": {n}}}"' for item, who, mood, n in cells]
    export = open_export(written("\n".join(["item,annotator,label", *lines]) + "\n"))
    assert {question.name for question in export.questions} == {"mood", "strength"}
    assert export.responses.height == 6
    assert "Each field of 'label' is read as a question: 'mood', 'strength'." in export.remarks


def test_a_row_per_person_and_a_column_per_item_are_named_in_the_advice(written):
    with pytest.raises(InputError) as asked:
        open_export(written("observer,1,2,3\nA,1,2,NA\nB,2,2,3\n"))
    assert "--annotator observer --wide COLUMN" in asked.value.remedy
    with pytest.raises(InputError) as asked:
        open_export(written("Alice,Bob\n" + "x,y\ny,y\n" * 2))
    assert "is each column a person? Then say --wide" in asked.value.remedy


def test_what_was_settled_on_is_nobody_s_answer(written):
    found = answers_of(written("doc_id,first,second,adjudicated\n1,x,x,x\n2,y,x,y\n3,y,y,y\n"))
    assert {who for _, who, _ in found} == {"first", "second"}


def test_ratings_that_add_up_to_one_number_are_no_counts(written):
    found = answers_of(written("clip,Ana,Ben\n1,1,3\n2,2,2\n3,3,1\n"))
    assert {who for _, who, _ in found} == {"Ana", "Ben"}


@pytest.mark.parametrize(
    ("people", "labels"),
    [
        ("\"['ana', 'ben', 'kim']\"", '"[1, 0, 1]"'),
        ("['ana' 'ben' 'kim']", "[1 0 1]"),
        ('"{ana,ben,kim}"', '"{1,0,1}"'),
        ("\"('ana', 'ben', 'kim')\"", '"[True, False, True]"'),
    ],
    ids=["python", "numpy", "postgresql", "tuples"],
)
def test_printed_lists_beside_each_other_are_read_place_by_place(written, people, labels):
    export = open_export(written(f"text,annotators,labels\nhi,{people},{labels}\nho,{people},{labels}\n"))
    assert export.responses["annotator"].n_unique() == 3
    assert export.responses.height == 6


def test_a_list_of_people_is_nobodys_name(written):
    with pytest.raises(InputError, match="lists several people"):
        open_export(written("text,annotators,label\nhi,\"['ana', 'ben']\",joy\nho,\"['ana', 'kim']\",sad\n"))


def test_objects_are_no_answers_of_people(written):
    rows = "".join(f'h{n},"{{""c1"": {{""name"": ""joy""}}}}",{{}},{{}}\n' for n in range(3))
    with pytest.raises(InputError):
        open_export(written(f"label_hash,classifications,objects,actions\n{rows}"))


def test_objects_that_python_printed_are_read_as_those_of_json(written):
    first = "[{'annotator': 'x', 'label': 'joy'}, {'annotator': 'y', 'label': None}]"
    rows = f"a,\"{first}\"\nb,\"[{{'annotator': 'x', 'label': 'sad'}}]\"\n"
    export = open_export(written(f"item,annotations\n{rows}"))
    assert export.responses.select("item", "annotator").rows() == [("a", "x"), ("b", "x")]
    fields = "a,x,\"{'mood': 'joy', 'sure': True}\"\na,y,\"{'mood': 'sad', 'sure': False}\"\n"
    export = open_export(written(f"item,annotator,answers\n{fields}"))
    assert export.responses.height == 4


def test_questions_and_moments_are_no_people(written):
    header = "#,How does clip 1 feel?,How does clip 2 feel?,Opened,Network\n"
    rows = "".join(f"a{n},{('joy', 'sad')[n % 2]},joy,2024-01-1{n} 10:00:00,n1\n" for n in range(4))
    with pytest.raises(InputError):
        open_export(written(header + rows))
