import pytest

GOOGLE = "Timestamp,Email Address,Mood [clip 1],Mood [clip 2],Which sounds?\n"


def test_google_forms_with_a_grid_and_boxes(tool):
    rows = (
        '3/1/2025 10:00:40,a@example.org,joy,fear,"laugh, music"\n'
        "3/1/2025 10:01:40,b@example.org,joy,joy,laugh\n"
        "3/1/2025 10:02:40,c@example.org,joy,,music\n"
    )
    found = tool(GOOGLE + rows)
    answers = found.answers()
    assert answers["clip 1", "a@example.org", "Mood"] == "joy"
    assert answers["clip 2", "c@example.org", "Mood"] == ""
    assert answers["Which sounds?", "a@example.org", "Which sounds?"] == '["laugh", "music"]'
    assert len(answers) == 9


def test_people_without_a_name_are_rows(tool):
    found = tool("Timestamp,clip 1,clip 2\n2025,joy,fear\n2026,joy,joy\n")
    assert {who for _, who, _ in found.answers()} == {"response 1", "response 2"}
    assert "asked for no name" in found.mapping.remarks[0]


def test_microsoft_forms(tool):
    header = "ID,Start time,Completion time,Email,Name,clip 1,Points - clip 1,sounds\n"
    rows = "1,a,b,anonymous,,joy,0,laugh;music;\n2,a,b,anonymous,,fear,0,laugh;\n"
    found = tool(header + rows)
    assert found.answers() == {
        ("clip 1", "response 1", "clip 1"): "joy",
        ("sounds", "response 1", "sounds"): '["laugh", "music"]',
        ("clip 1", "response 2", "clip 1"): "fear",
        ("sounds", "response 2", "sounds"): '["laugh"]',
    }


@pytest.mark.parametrize(
    "header",
    ["Timestamp,item,worker,label", "timestamp,user,clip_name,emotion", "Timestamp,Worker ID,Clip name,Emotion label"],
)
def test_a_tidy_file_with_a_timestamp_is_no_form(tool, header):
    with pytest.raises(StopIteration):
        tool(f"{header}\n2025,a,w,x\n")


@pytest.mark.parametrize(
    "header",
    [
        "Zeitstempel,Nutzername,Clip 1?,Clip 2?",
        "タイムスタンプ,メールアドレス,Clip 1?,Clip 2?",
        "ID,Startzeit,Fertigstellungszeit,E-Mail,Name,Clip 1?,Clip 2?",
        "ID,Heure de début,Heure de fin,Adresse de messagerie,Nom,Clip 1?,Clip 2?",
    ],
)
def test_forms_in_other_languages_have_a_person_per_row(tool, header):
    filled = ["x"] * (header.count(",") - 1)
    found = tool(header + "\n" + "".join(",".join([*filled, *rest]) + "\n" for rest in (("A", "B"), ("A", "A"))))
    assert {(item, question) for item, _, question in found.answers()} == {("Clip 1?", "answer"), ("Clip 2?", "answer")}
    assert {who for _, who, _ in found.answers()} == {"response 1", "response 2"}


def test_times_of_the_archive_of_answers_are_read_with_their_zone(tool):
    times = ("12:00:05 AM GMT+1", "3:00:05 PM GMT-3:30", "3:00:05 PM OEZ", "3:00:05 PM XYZ")
    rows = "".join(f"2025/01/13 {time},A,{answer}\n" for time, answer in zip(times, "BAAB", strict=True))
    found = tool("Timestamp,Clip 1,Clip 2\n" + rows)
    times = [found.answers("created_at")["Clip 1", f"response {n}", "answer"] for n in (1, 2, 3, 4)]
    assert times[:2] == ["2025-01-13T00:00:05+01:00", "2025-01-13T15:00:05-03:30"]
    assert times[2:] == ["2025-01-13T15:00:05+02:00", "2025-01-13T15:00:05"]
    assert "Times in 'XYZ' are read as they stand: the zone is not known." in found.mapping.remarks


def test_an_age_is_no_answer_among_emotions(tool):
    found = tool("Timestamp,Clip 1?,Clip 2?,How old are you?\n2025,joy,fear,31\n2025,joy,joy,44\n")
    assert {question for _, _, question in found.answers()} == {"answer", "How old are you?"}
    assert "How old are you?" in found.mapping.remarks[1]
