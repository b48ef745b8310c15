"""The tables of severities, items and steps."""


def test_tables(found):
    assert found.frame().columns[:5] == ["annotator", "n_answers", "severity", "severity_low", "severity_high"]
    assert found.frame().height == 8
    assert found.item_frame().height == 120
    assert found.step_frame()["upper"].to_list() == ["seldom", "often"]
    assert found.to_dict()["schema"] == "oeq.severity/1"
