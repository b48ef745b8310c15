from oe_quality.analysis.aggregation import record


def test_gold_has_a_record_of_its_own():
    assert record.chosen(with_gold=True) != record.chosen(with_gold=False)
    assert "with gold of 20 items 0 to 1.9 times" in record.chosen(with_gold=True)
