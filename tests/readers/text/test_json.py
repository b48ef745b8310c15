import json

import pytest

from oe_quality.readers.text.csv import BadRow
from oe_quality.readers.text.json import MAX_DEPTH, Uncounted, is_json, parse_json, records_of

RECORDS = [{"id": number, "text": f'a "quoted" {{brace}} {number}'} for number in range(5)]


def split(text):
    found = list(records_of(text))
    return [r for r in found if not isinstance(r, BadRow)], [r.line for r in found if isinstance(r, BadRow)]


def test_an_array_lines_and_one_object_are_records():
    assert split(json.dumps(RECORDS)) == (list(enumerate(RECORDS, 1)), [])
    assert split("\n\n".join(map(json.dumps, RECORDS))) == (list(zip((1, 3, 5, 7, 9), RECORDS, strict=True)), [])
    assert split('{"a": 1}') == ([(1, {"a": 1})], [])


def test_a_truncated_array_keeps_what_came_before():
    text = json.dumps(RECORDS)
    assert split(text[: text.index('"id": 3') + 12]) == (list(enumerate(RECORDS[:3], 1)), [4])


@pytest.mark.parametrize(
    "broken",
    [
        '{"id": 9, "text": "x',
        '{"id": 9 "text": 1}',
        '{"id": 9, "text": NULL}',
        '{"id": ' + "[" * 100_000 + "}",
        '{"id": 1, "id": 2}',
    ],
    ids=["string", "comma", "word", "depth", "twice"],
)
def test_a_broken_record_costs_itself_only(broken):
    parts = [json.dumps(record) for record in RECORDS]
    parts[2] = broken
    for text in ("[" + ", ".join(parts) + "]", "\n".join(parts)):
        good, bad = split(text)
        assert [record for _, record in good] == [*RECORDS[:2], *RECORDS[3:]]
        assert len(bad) == 1


def test_a_broken_record_is_found_without_counting_the_lines_before_it(monkeypatch):
    text = "[" + ",\n".join(['{"a": 1'] * 50) + "]"
    with pytest.raises(json.JSONDecodeError) as plain:
        json.JSONDecoder().raw_decode(text, text.rindex("{"))
    with pytest.raises(json.JSONDecodeError) as uncounted:
        json.JSONDecoder().raw_decode(Uncounted(text), text.rindex("{"))
    assert (plain.value.lineno, uncounted.value.lineno) == (50, 1)
    asked = []
    monkeypatch.setattr(Uncounted, "count", lambda *_: asked.append(1) or 0)
    assert sum(1 for _ in records_of(text)) == 50
    assert len(asked) >= 49


def test_what_is_no_object_is_refused_in_its_place():
    assert split('[{"a": 1}, 5, {"a": 2}]') == ([(1, {"a": 1}), (3, {"a": 2})], [2])


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": 1, "a": 2}', "1" * 5000, "nope"])
def test_all_that_cannot_be_meant_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        parse_json(text)


def test_json_is_told_by_its_beginning():
    assert all(map(is_json, ('[{"a"', ' {"a": 1}', "[]", "[", "\n[\n {")))
    assert not any(map(is_json, ("a,b", "[a,b", "{x}", '"a"', "")))


@pytest.mark.parametrize(
    ("document", "records"),
    [
        ({"i1": {"label": "x"}, "i2": {"label": "y"}}, [{"key": "i1", "label": "x"}, {"key": "i2", "label": "y"}]),
        ({"item": ["a", "b"], "label": ["x", "y"]}, [{"item": "a", "label": "x"}, {"item": "b", "label": "y"}]),
        ({"item": {"0": "a", "1": "b"}, "n": {"0": 1, "1": 2}}, [{"item": "a", "n": 1}, {"item": "b", "n": 2}]),
        ({"version": 2, "data": [{"item": "a"}]}, [{"item": "a"}]),
        ({"item": "a", "labels": ["x", "y"]}, [{"item": "a", "labels": ["x", "y"]}]),
        ({"item": "a", "spans": [{"start": 1}]}, [{"item": "a", "spans": [{"start": 1}]}]),
        ({"a": {"x": 1}, "b": {"y": 1}}, [{"a": {"x": 1}, "b": {"y": 1}}]),
    ],
    ids=["keyed", "columns", "pandas", "wrapped", "one record", "one with objects", "one of objects"],
)
def test_an_object_is_the_records_that_it_stands_for(document, records):
    for text in (json.dumps(document), json.dumps(document, indent=1)):
        assert split(text) == (list(enumerate(records, 1)), [])


def test_depth_is_bounded():
    deep = json.loads("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))
    assert split(json.dumps([{"a": 1}, {"a": deep}, {"a": 2}])) == ([(1, {"a": 1}), (3, {"a": 2})], [2])


def nested(number):
    """A record that holds more objects than there are records, which begin with a key of their own."""
    return {"text": f"t{number}", "spans": [{"start": 1, "label": "x"}, {"start": 2, "label": "y"}]}


@pytest.mark.parametrize("place", [0, 2, 4])
@pytest.mark.parametrize("wrong", ['{"te\0xt": "t", "spans": []}', '{"te"xt": "t"}', "{", '"text": "t"}'])
def test_wherever_the_key_of_a_record_is_broken_the_others_are_read(place, wrong):
    parts = [json.dumps(nested(number)) for number in range(5)]
    parts[place] = wrong
    good, bad = split("[" + ",\n".join(parts) + "]")
    assert [record for _, record in good] == [nested(number) for number in range(5) if number != place]
    assert bad == [place + 1]


def test_behind_a_broken_record_others_may_begin_with_another_key():
    text = '[{"a": }, {"a": 2}, {"b": 3, "a": 4} {"a": 5}, {"a": 6}]'
    assert split(text) == ([(2, {"a": 2}), (3, {"b": 3, "a": 4}), (4, {"a": 5}), (5, {"a": 6})], [1])


@pytest.mark.parametrize(
    "wrong", [r'"text": "a \x b", "n": 1', '"text": nothing, "n": 1', '"text": "a" "n": 1', '"text": "a", "text": "b"']
)
@pytest.mark.parametrize("place", [0, 1, 4])
def test_what_a_broken_record_holds_is_no_record(wrong, place):
    """Records that begin with the key with which the objects within them begin, too."""
    parts = [f'{{"id": {n}, "text": "t", "spans": [{{"id": 7, "label": "x"}}]}}' for n in range(5)]
    parts[place] = f'{{"id": {place}, {wrong}, "spans": [{{"id": 7, "label": "x"}}]}}'
    for text in ("[" + ",\n".join(parts) + "]", '{"version": 2, "data": [\n' + ",\n".join(parts) + "]}"):
        good, bad = split(text)
        assert [record["id"] for _, record in good] == [n for n in range(5) if n != place]
        assert bad == [place + 1]


def test_where_a_record_is_broken_is_said_and_nothing_of_it():
    record = r'{"id": 2, "text": "secret \x"}'
    (bad,) = (one for one in records_of(f'[{{"id": 1}},\n {record},\n {{"id": 3}}]') if isinstance(one, BadRow))
    assert bad.reason == "it is not valid JSON (line 2, column 28: invalid \\escape)"
    (bad,) = (one for one in records_of(f'{{"id": 1}}\n{record}\n') if isinstance(one, BadRow))
    assert (bad.line, bad.reason) == (2, "it is not valid JSON (column 27: invalid \\escape)")


def test_columns_and_rows_apart_are_records_and_a_short_row_costs_itself():
    split = '{"columns": ["item", "label"], "index": [0, 1], "data": [["a", "joy"], ["b"]]}'
    first, second = records_of(split)
    assert first == (1, {"item": "a", "label": "joy"})
    assert second.line == 2


def test_objects_in_a_row_over_several_lines_are_records():
    one = json.dumps({"item": "a"}, indent=1)
    assert [record for _, record in records_of(f"{one}\n{one}{one}\n")] == [{"item": "a"}] * 3
    assert isinstance(next(iter(records_of(f"{one}\n{{broken\n"))), BadRow)
