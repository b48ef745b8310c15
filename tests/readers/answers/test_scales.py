import pytest

from oe_quality.readers.answers.coding import code_cells
from oe_quality.readers.answers.scales import Evidence, understand
from oe_quality.scales import Scale, parse_scale


def read(cells, **more):
    """(scale, {cell: labels or value}, remarks) of some answers."""
    counts = cells if isinstance(cells, dict) else dict.fromkeys(cells, 1)
    declared = more.pop("declared", None)
    understood = understand(Evidence("q", counts, **more), parse_scale(declared) if declared else None)
    coded = code_cells(understood, sorted(counts)).iter_rows(named=True)
    meant = {row["cell"]: row["labels"] if row["value"] is None else row["value"] for row in coded}
    return understood.question, meant, " ".join(understood.remarks)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("3,5", "4", "4,25"), [3.5, 4, 4.25]),
        (("1,000", "1,037", "2,000", "987"), [1000, 1037, 2000, 987]),
        (("7%", "12%", "8 %"), [7, 12, 8]),
        (("1.037,5", "2,5"), [1037.5, 2.5]),
        (("1 037", "2 000"), [1037, 2000]),
        (("0,375", "0,5"), [0.375, 0.5]),
    ],
)
def test_numbers_in_every_hand(cells, values):
    question, meant, _ = read(cells)
    assert question.scale is Scale.INTERVAL
    assert [meant[cell] for cell in cells] == values


def test_numbers_that_no_code_is_are_numbers():
    question, _, said = read(("1e308", "-1e308", "3", "4"))
    assert question.scale is Scale.INTERVAL
    assert "'-1e308', '1e308') are rejected line by line" in said


def test_a_stray_text_leaves_numbers_numbers():
    question, meant, said = read({**{str(n / 2): 2 for n in range(40)}, ".": 10})
    assert question.scale is Scale.INTERVAL
    assert meant["."] is None
    assert "80 of 90 answers to 'q' can be read; the others are '.' (10): taken as no answer" in said


def test_many_unknown_texts_are_names_and_most_numbers_are_doubted():
    question, _, said = read({"1.5": 4, "2": 4, "good": 2})
    assert question.scale is Scale.NOMINAL
    assert "2 of 10 answers to 'q' are no numbers ('good'). Slips, or a second line of headers?" in said
    assert "--scale q=interval" in said
    assert "no numbers" not in read({"1.5": 4, "2": 4, "good": 8})[2]


def test_whole_numbers_are_asked_about_and_codes_of_nothing_doubted():
    question, _, said = read({**{str(n): 20 for n in range(1, 6)}, "-99": 2})
    assert question.scale is Scale.NOMINAL
    assert "q=ordinal:1<2<3<4<5" in said
    assert "--missing=-99" in said


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        (("01", "02", "12"), ("01", "02", "12")),
        (("2.0", "1", "1.0"), ("1", "2")),
        (("18446744073709551615", "1"), ("1", "18446744073709551615")),
        (("9007199254740993", "9007199254740992"), ("9007199254740992", "9007199254740993")),
        (("00000000000000000000000000000001", "00000000000000000000000000000002"), None),
    ],
)
def test_codes_are_labels_as_they_are_written_and_no_others(cells, labels):
    question, meant, _ = read(cells)
    assert question.labels == (labels or cells)
    assert {label for labels in meant.values() for label in labels} == set(question.labels)


def test_a_scale_of_padded_codes_is_asked_about_as_it_is_written():
    question, _, said = read(("01", "02", "04"))
    assert "q=ordinal:01<02<03<04" in said
    assert read(("01", "02", "04"), declared="q=ordinal:01<02<03<04")[0].scale is Scale.ORDINAL
    assert question.labels == ("01", "02", "04")


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (("High", "low", "medium"), ("low", "medium", "High")),
        (("agree", "strongly agree", "disagree", "neutral"), ("disagree", "neutral", "agree", "strongly agree")),
        (
            ("strongly_present", "not_present", "weakly_present"),
            ("not_present", "weakly_present", "strongly_present"),
        ),
    ],
)
def test_known_words_are_in_their_order(words, order):
    question, _, said = read(words)
    assert (question.scale, question.labels) == (Scale.ORDINAL, order)
    assert "--scale q=" in said


def test_a_type_that_orders_its_labels_is_believed():
    question, _, _ = read(("b", "a"), order=("b", "a", "c"))
    assert (question.scale, question.labels) == (Scale.ORDINAL, ("b", "a", "c"))


def test_one_spelling_for_what_is_equal():
    _, meant, _ = read(("1", "1.0", "true", "TRUE", '["joy"]', "joy"))
    assert meant["1"] == meant["1.0"] == ["1"]
    assert meant["true"] == meant["TRUE"] == ["true"]
    assert meant['["joy"]'] == meant["joy"] == ["joy"]


@pytest.mark.parametrize(
    "cell",
    [
        '["joy", "sad"]',
        "['joy', 'sad']",
        "{'joy', 'sad'}",
        "['joy' 'sad']",
        "joy|sad",
        "joy; sad",
        "joy, sad",
        "joy\nsad",
    ],
)
def test_a_set_in_every_hand(cell):
    _, meant, _ = read((cell, "joy", "sad", "set()"), declared="q=multilabel")
    assert meant[cell] == ["joy", "sad"]
    assert meant["set()"] == []


def test_what_may_be_a_set_is_asked_about():
    question, _, said = read(("joy;sad", "joy", "sad"))
    assert question.scale is Scale.NOMINAL
    assert "--split ';'" in said


@pytest.mark.parametrize("word", ["NA", "n/a", ".", "?", "--", "#N/A", "<NA>", "n.a.", "(blank)", "nan", "None"])
def test_among_labels_nothing_is_pointed_out_and_kept(word):
    _, meant, said = read(("happy", "sad", word))
    assert meant[word] == [word]
    assert "--missing" in said


def test_evidence_adds_up_in_any_order():
    one, other = Evidence("q", {"1": 2, "2": 1}), Evidence("q", {"3.5": 1, "1": 1})
    assert one.with_more(other) == Evidence("q", {"1": 3, "2": 1, "3.5": 1})
    assert understand(one.with_more(other)).question == understand(other.with_more(one)).question


def test_several_codes_for_no_answer_are_all_asked_about():
    _, _, said = read(dict.fromkeys(("1", "2", "3", "99", "-99", "999"), 4))
    assert all(f"--missing={code}" in said for code in ("99", "-99", "999"))
