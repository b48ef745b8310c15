import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.mapping import ANONYMOUS
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes

FLEISS = "clip,joy,fear,calm\n" + "".join(f"c{n},{n % 4},{3 - n % 4},0\n" for n in range(6))


def votes(found):
    """Item -> the answers, sorted."""
    mapping = found.mapping
    items = [":".join(parts) for parts in zip(*map(found.column, mapping.item), strict=True)]
    by_item = {}
    for item, answer in zip(items, found.column("answer"), strict=True):
        by_item.setdefault(item, []).append(answer)
    return {item: sorted(answers) for item, answers in by_item.items()}


def test_counts_become_anonymous_answers(tool):
    found = tool(FLEISS)
    assert found.mapping.annotator_is == ANONYMOUS
    assert votes(found)["c1"] == ["fear", "fear", "joy"]
    assert len(votes(found)) == 6


def test_a_column_of_totals_proves_counts(tool):
    rows = "".join(f"c{n},{n},{2 * n},{3 * n}\n" for n in range(1, 6)).replace("c1,1,2,3", "c1,0,3,3")
    assert votes(tool("clip,joy,fear,n_votes\n" + rows))["c2"] == ["fear"] * 4 + ["joy"] * 2


def test_counters_of_labels(tool):
    found = tool([{"uid": "a", "label_counter": {"e": 2, "n": 1}}, {"uid": "b", "label_counter": {"c": 3}}])
    assert votes(found) == {"a": ["e", "e", "n"], "b": ["c", "c", "c"]}


def test_crema_d_votes_are_by_mode(tool):
    header = ",A,D,F,H,N,S,fileName,numResponses,agreement\n"
    found = tool(header + "100001,0,0,0,1,2,0,1001_IEO_NEU_XX,3,0.6\n300001,2,0,0,0,1,0,1001_IEO_NEU_XX,3,0.6\n")
    assert votes(found) == {
        "1001_IEO_NEU_XX:voice": ["happy", "neutral", "neutral"],
        "1001_IEO_NEU_XX:audio-visual": ["anger", "anger", "neutral"],
    }


def test_a_contingency_table_of_two_raters(tool):
    found = tool(",yes,No\nyes,2,1\nno,0,3\n")
    assert found.mapping.format == "contingency table"
    pairs = {}
    for item, who, answer in zip(found.column("item"), found.column("annotator"), found.column("answer"), strict=True):
        pairs.setdefault(item, {})[who] = answer
    assert (
        sorted(tuple(pair.values()) for pair in pairs.values())
        == [("no", "no")] * 3 + [("yes", "no")] + [("yes", "yes")] * 2
    )


@pytest.mark.parametrize(
    "text",
    [
        "subject,r1,r2,r3\n1,3,3,2\n2,3,6,1\n3,1,1,1\n4,2,2,5\n5,0,1,2\n",
        "item,joy,fear\n" + "".join(f"i{n},{n % 2},{1 - n % 2}\n" for n in range(6)),
        "rater1,rater2\n1,2\n2,1\n0,3\n3,0\n",
        "item,worker,label\na,w1,2\nb,w2,1\nc,w1,0\nd,w1,3\n",
    ],
    ids=["ratings", "labels of 0 and 1", "raters", "tidy"],
)
def test_what_only_looks_like_counts_is_left_alone(tool, text):
    with pytest.raises(StopIteration):
        tool(text)


@pytest.mark.parametrize(
    ("table", "sums"),
    [
        (",yes,no,Total\nyes,3,1,4\nno,0,2,2\nTotal,3,3,6\n", "row ('Total') and its last column ('Total')"),
        (",yes,no,Sum\nyes,3,1,4\nno,0,2,2\n", "column ('Sum')"),
        ("a,yes,no\nyes,3,1\nno,0,2\nall,3,3\n", "row ('all')"),
    ],
)
def test_sums_beside_a_contingency_table_are_no_label(tool, table, sums):
    found = tool(table)
    assert sorted(found.column("answer")) == ["no"] * 5 + ["yes"] * 7
    assert found.mapping.remarks == (f"The sums in its last {sums} are left out.",)


def test_a_row_that_does_not_sum_up_is_none_of_sums(tool):
    with pytest.raises(StopIteration):
        tool(",yes,no\nyes,3,1\nno,0,2\nall,3,4\n")


def test_counts_without_a_header_lose_no_row(tool):
    found = tool("0,9,0\n3,3,3\n9,0,0\n0,0,9\n")
    assert votes(found)["1"] == ["category 2"] * 9
    assert votes(found)["4"] == ["category 3"] * 9


@pytest.mark.parametrize("text", ["a,b,c\n", "a,b\n1,2\n", "t,u,v\n" + "0,1700000000001,1700000000001\n" * 4])
def test_too_little_or_too_much_is_no_table_of_counts(tool, text):
    with pytest.raises(StopIteration):
        tool(text)


def test_counts_without_a_header_may_be_fractions_of_none(tool):
    found = tool("0.0,2.0,7.0\n0.0,2.0,7.0\n8.0,1.0,0.0\n0.0,9.0,0.0\n")
    assert votes(found)["4"] == ["category 2"] * 9
    assert "Without a header" in found.mapping.remarks[0]


@pytest.mark.parametrize(
    "text",
    [
        "1,1,1,1,3,0,0,1\n1,1,1,1,3,0,0,1\n1,1,1,1,2,0,0,1\n0,2,1,1,3,0,0,1\n",
        "1,1,1,1,3,0,0,1\n" * 4,
        "name,u1,u2,u3,u4\nA,1,0,2,1\nB,0,1,2,2\nC,1,1,1,1\nD,2,1,0,2\n",
    ],
)
def test_ratings_of_which_some_add_up_by_chance_are_no_counts(tool, text):
    with pytest.raises(StopIteration):
        tool(text)


def test_columns_that_count_are_named(tool):
    found = tool("clip,joy,sad\na,7,0\nb,2,5\nc,0,7\nd,4,3\ne,6,1\n")
    assert found.mapping.remarks == ("2 columns are read as counts of answers: 'joy', 'sad'.",)


RATED = "clip,ana,ben,kim\na,0,1,2\nb,1,1,1\nc,2,1,0\nd,1,0,2\n"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        (RATED, "ratings that add up alike by chance"),
        (
            "clip,joy,fear,calm\n"
            + "".join(f"c{n},{(50, 30, 0)[n % 3]},{(50, 60, 0)[n % 3]},{(0, 10, 100)[n % 3]}\n" for n in range(9)),
            "percentages",
        ),
        (
            "who,x,y,z,u\n" + "".join(f"p{n},{n % 4},{(n + 1) % 4},{(n + 2) % 4},{(n + 3) % 4}\n" for n in range(12)),
            "ranks",
        ),
        ("0,2,1\n1,2,0\n0,1,2\n2,1,0\n1,1,1\n", "by chance"),
    ],
    ids=["ratings", "percentages", "ranks", "nameless"],
)
def test_what_may_be_something_else_than_counts_is_asked_about(tool, text, doubt):
    with pytest.raises(InputError) as said:
        tool(text)
    assert doubt in said.value.what


def test_an_answer_to_that_question_is_followed():
    file = input_from_bytes(RATED.encode(), "rated.csv")
    with pytest.raises(InputError, match="--counts ana,ben,kim"):
        read(file, ReadOptions())
    assert read(file, ReadOptions(counts=("ana", "ben", "kim"))).counts.accepted == 4
    wide = read(file, ReadOptions(wide=("ana", "ben", "kim")))
    assert wide.responses["annotator"].n_unique() == 3
    assert wide.responses.height == 12


def test_a_column_of_sums_beside_counts_is_no_label():
    votes = "clip,joy votes,sad votes,Total\n" + "".join(f"c{n},{n},{5 - n},5\n" for n in range(6))
    export = read(input_from_bytes(votes.encode(), "votes.csv"), ReadOptions())
    assert export.responses.height == 30
    assert export.questions[0].labels == ("joy votes", "sad votes")
