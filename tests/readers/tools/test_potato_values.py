"""What pairs of a schema, a name and a value mean, looked at together."""


def lines(*labels, **about):
    """Lines of version 1 by ana and ben in turn, about c1, c1, c2, c2 ..."""
    return [
        {"id": f"c{1 + n // 2}", "user": ("ana", "ben")[n % 2], "label_annotations": one, **about}
        for n, one in enumerate(labels)
    ]


def test_names_that_were_rated_are_a_question_each(tool):
    found = tool(lines({"rate": {"clear": "3", "warm": "2"}}, {"rate": {"clear": "1", "warm": "2"}}))
    assert found.answers() == {
        ("c1", "ana", "rate.clear"): "3",
        ("c1", "ana", "rate.warm"): "2",
        ("c1", "ben", "rate.clear"): "1",
        ("c1", "ben", "rate.warm"): "2",
    }
    words = tool(lines({"rate": {"clear": "good", "warm": "good"}}, {"rate": {"clear": "bad"}}))
    assert words.answers()["c1", "ben", "rate.clear"] == "bad"


def test_a_key_that_stands_for_a_choice_is_that_choice(tool):
    found = tool(lines({"mood": {"joy": "1"}}, {"mood": {"fear": "2"}}, {"mood": {"fear": "2"}}))
    assert found.answers() == {
        ("c1", "ana", "mood"): "joy",
        ("c1", "ben", "mood"): "fear",
        ("c2", "ana", "mood"): "fear",
    }


def test_points_of_a_likert_scale_and_sliders_are_numbers(tool):
    found = tool(lines({"how": {"scale_1": "1"}, "slide": {"slider": "1"}}, {"how": {"scale_3": "true"}}))
    assert found.answers() == {
        ("c1", "ana", "how"): "1",
        ("c1", "ana", "slide"): "1",
        ("c1", "ben", "how"): "3",
    }


def test_pages_and_spans_of_version_1_are_no_answers(tool):
    header = "user\tinstance_id\tdisplayed_text\tmood:::joy\tI agree:::Yes\tspan_annotation:::odd\n"
    found = tool(f"{header}ana\tc1\tx\ttrue\t\t[{{'start': 1}}]\nana\tconsent.html\tconsent\t\ttrue\t[]\n")
    assert found.answers() == {("c1", "ana", "mood"): "joy"}
    assert [said.split(" passed")[0] for said in found.mapping.remarks] == [
        "1 page of the survey around the task",
        "1 answer about spans",
    ]


def test_what_was_written_beside_a_choice_is_a_question_of_its_own(tool):
    found = tool(lines({"mood": {"joy": "true", "free_response": "calm"}}))
    assert found.answers() == {("c1", "ana", "mood"): "joy", ("c1", "ana", "mood.free_response"): "calm"}
