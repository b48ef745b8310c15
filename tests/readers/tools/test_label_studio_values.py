"""What a result of Label Studio answers."""

import pytest

from oe_quality.readers.tools.label_studio_values import answer_of, is_about_a_region, kind_of, paths_of


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        ({"type": "Choices", "value": {"choices": ["a"]}}, "choices"),
        ({"type": "pairwise"}, "pair"),
        ({"type": "relation"}, None),
        ({"type": "labels", "value": {"start": 0, "end": 3}}, "region"),
        ({"type": "rectangle", "value": {}}, "region"),
        ({"type": "custom", "value": {"x": 1}}, "region"),
        ({"type": "custom", "value": {"said": 1}}, "other"),
        ({"type": "custom"}, None),
    ],
)
def test_kinds(result, kind):
    assert kind_of(result) == kind


def test_what_is_no_object_is_no_result():
    with pytest.raises(ValueError, match="no object"):
        kind_of(["choices"])


def test_a_picture_among_several_is_a_part_of_the_item():
    assert is_about_a_region({"item_index": 0, "value": {}})
    assert not is_about_a_region({"value": {"choices": ["a"]}})


@pytest.mark.parametrize(
    ("value", "kind", "answer"),
    [
        ({"choices": ["a", ["b", "c"]]}, "choices", ["a", "b/c"]),
        ({"rating": 3}, "rating", "3"),
        ({"text": ["one", "two"]}, "textarea", "one\ntwo"),
        ({"text": "one"}, "textarea", "one"),
        ({"taxonomy": [["Positive", "Joy"]]}, "taxonomy", ["Positive/Joy"]),
    ],
)
def test_answers(value, kind, answer):
    assert answer_of(value, kind) == answer


@pytest.mark.parametrize(
    ("value", "kind"), [({"choices": "a"}, "choices"), ({"taxonomy": "a"}, "taxonomy"), ({}, "choices")]
)
def test_what_holds_no_answer_of_its_kind_is_refused(value, kind):
    with pytest.raises(ValueError, match="no list"):
        answer_of(value, kind)
    assert paths_of(["a"]) == ["a"]
