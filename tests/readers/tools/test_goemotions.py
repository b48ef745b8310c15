def test_columns_of_0_and_1_are_a_set(tool):
    header = "id,rater_id,example_very_unclear,created_utc,joy,anger,neutral\n"
    found = tool(header + "a,37,False,1548381039.0,1,0,0\na,38,False,1548381039.0,1,1,0\nb,12,True,1.0,0,0,0\n")
    assert found.answers() == {
        ("a", "37", "emotion"): '["joy"]',
        ("a", "38", "emotion"): '["joy", "anger"]',
        ("b", "12", "emotion"): "[]",
    }
    assert found.column("example_very_unclear") == ["submitted", "submitted", "unclear"]
    assert found.mapping.time is None


def test_emotions_may_stand_before_the_columns_about_the_comment(tool):
    header = "joy,anger,created_utc,example_very_unclear,rater_id,id,text\n"
    found = tool(header + "1,0,1548381039.0,False,37,a,x\n1,1,1548381039.0,False,38,a,x\n")
    assert list(found.answers().values()) == ['["joy"]', '["joy", "anger"]']
