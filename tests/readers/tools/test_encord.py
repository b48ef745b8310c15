import pytest

from oe_quality.errors import InputError


def row(number, who, *answers, objects=(), title=None, own_title=True, manual=True):
    """A label row as of single images, whose classifications stand with the file and their answers beside it."""
    hashes = [f"c{n}" for n, _ in enumerate(answers)]
    given = [
        {
            "classificationHash": one,
            "createdBy": who,
            "createdAt": "Tue, 07 Jan 2025 16:12:23 UTC",
            "manualAnnotation": manual,
        }
        for one in hashes
    ]
    said = {
        one: {"classificationHash": one, "classifications": [{"name": name, "answers": answer}]}
        for one, (name, answer) in zip(hashes, answers, strict=True)
    }
    unit = {
        "data_hash": f"d{number}",
        "data_title": title or f"i{number}.jpg",
        "labels": {"objects": list(objects), "classifications": given},
    }
    return {
        "label_hash": f"l{number}{who}",
        "data_hash": f"d{number}",
        "data_title": title or f"i{number}.jpg",
        "data_units": {f"d{number}": unit},
        "object_answers": {},
        "classification_answers": said,
    }


MOOD = ("Mood", [{"name": "Joy", "value": "joy"}])


def test_answers_about_whole_files_have_who_gave_them(tool):
    cues = ("Cues", [{"name": "Face"}, {"name": "Voice"}])
    found = tool([row(1, "ana", MOOD, cues), row(1, "ben", ("Why", "smiles")), row(2, "net", MOOD, manual=False)])
    assert found.tool.format == "Encord"
    assert found.answers() == {
        ("i1.jpg", "ana", "Mood"): "Joy",
        ("i1.jpg", "ana", "Cues"): '["Face", "Voice"]',
        ("i1.jpg", "ben", "Why"): "smiles",
        ("i2.jpg", "net", "Mood"): "Joy",
    }
    assert found.column("source") == ["human"] * 3 + ["model"]


def test_files_of_one_title_are_called_by_their_hash(tool):
    found = tool([row(1, "ana", MOOD, title="x.jpg"), row(2, "ana", MOOD, title="x.jpg")])
    assert set(found.column("item")) == {"d1", "d2"}


@pytest.mark.parametrize("name", ["data_title", "data_hash"])
def test_a_title_or_hash_that_is_no_text_costs_its_record_only(tool, name):
    broken = row(1, "ana", MOOD)
    broken["data_units"]["d1"][name] = ["x"]
    found = tool([broken, row(2, "ana", MOOD), row(3, "ben", MOOD)])
    assert {"i2.jpg", "i3.jpg"} <= set(found.column("item"))


def test_answers_about_all_of_a_sound_say_themselves_who_gave_them(tool):
    whole = row(1, "ana", MOOD)
    whole["data_units"]["d1"]["labels"] = {}
    whole["classification_answers"]["c0"] |= {"createdBy": "ben", "range": []}
    assert tool([whole]).answers() == {("i1.jpg", "ben", "Mood"): "Joy"}


def test_objects_and_frames_are_parts(tool):
    frames = row(1, "ana", MOOD)
    frames["data_units"]["d1"]["labels"] = {"0": {"objects": [{"name": "x"}], "classifications": [{"x": 1}]}}
    with pytest.raises(InputError, match="objects or frames"):
        tool([frames])
    assert "1 mark within" in tool([row(1, "ana", MOOD, objects=[{"name": "box"}])]).mapping.remarks[0]
