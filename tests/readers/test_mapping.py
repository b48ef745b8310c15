"""What a file's columns mean."""

from oe_quality.readers.mapping import LONG, Answers, Counts, Mapping, Wide, names_read


def test_the_question_is_the_column_unless_it_is_named():
    assert (Answers("mood").asked, Answers("mood", "feeling").asked) == ("mood", "feeling")


def test_a_role_that_is_switched_off_is_guessed_no_more_and_says_why():
    mapping = Mapping(weight="w", guessed=frozenset({"weight", "time"}), remarks=("Before.",))
    off = mapping.without("weight", "It holds words.")
    assert (off.weight, off.guessed, off.remarks) == (None, {"time"}, ("Before.", "It holds words."))
    assert mapping.without("weight").remarks == ("Before.",)


def test_a_mapping_over_a_table_keeps_the_roles_whose_columns_are_there():
    found = LONG.but(item_attributes=("language", "video")).over(["item", "annotator", "answer", "language"])
    assert (found.question, found.gold, found.item_attributes) == (None, None, ("language",))
    assert (found.item, found.annotator) == (("item",), ("annotator",))


def test_columns_are_those_of_all_roles_once():
    mapping = Mapping(
        item=("a",), annotator=("b",), answers=(Answers("c"), Answers("a")), gold="g", item_attributes=("g",)
    )
    assert mapping.columns == ("a", "b", "c", "g")


def test_a_file_s_columns_that_are_read_are_those_of_roles_and_steps_in_its_order():
    mapping = Mapping(item=("a",), steps=(Wide(("r1", "r2")), Counts(("n",), label="mood")))
    assert names_read(mapping, ["x", "r2", "n", "mood", "a", "r1", "y"]) == ("r2", "n", "mood", "a", "r1")
