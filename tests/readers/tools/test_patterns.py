def test_patterns_are_the_items_that_they_count(tool):
    found = tool("rater_1,rater_2,n\n1,1,2\n1,2,1\n2,2,0\n")
    assert found.tool.format == "patterns with counts"
    assert found.answers() == {
        ("pattern 1 no. 1", "rater_1", "label"): "1",
        ("pattern 1 no. 1", "rater_2", "label"): "1",
        ("pattern 1 no. 2", "rater_1", "label"): "1",
        ("pattern 1 no. 2", "rater_2", "label"): "1",
        ("pattern 2 no. 1", "rater_1", "label"): "1",
        ("pattern 2 no. 1", "rater_2", "label"): "2",
    }
