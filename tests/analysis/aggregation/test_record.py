from oe_quality.analysis.aggregation import record


def test_gold_has_a_record_of_its_own():
    assert record.chosen(with_gold=True) != record.chosen(with_gold=False)
    assert "with gold of 20 items 0 to 1.9 times" in record.chosen(with_gold=True)


def test_what_was_expected_spreads_less_with_gold():
    low, high = record.wrong_bounds(0.04, with_gold=True)
    assert (low, high) == (0.0, 0.04 * record.CHOSEN_WITH_GOLD[2])
    assert record.wrong_bounds(0.04, with_gold=False)[1] > high


def test_the_ceiling_says_on_how_many_sets_it_rests():
    assert record.ceiling().startswith("On 9 public sets labels that all annotators gave were right on 84 to 100 %")
