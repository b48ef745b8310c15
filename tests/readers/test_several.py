import json

import pytest

from oe_quality.errors import OeQualityError
from oe_quality.readers import ReadOptions
from oe_quality.readers.drafting import Draft
from oe_quality.readers.several import begin_each

TIDY = "item,worker,label\na,w1,x\n"
STATE = {"user_id": "ana", "instance_id_to_label_to_value": {"c1": [[{"schema": "mood", "name": "joy"}, "true"]]}}


@pytest.fixture
def folder(tmp_path):
    def folder(**files):
        for name, text in files.items():
            (tmp_path / name.replace("_dot_", ".")).write_text(text)
        return begin_each(tmp_path, ReadOptions())

    return folder


def test_each_file_of_a_folder_is_one(folder):
    begun = folder(a_dot_csv=TIDY, b_dot_csv=TIDY.replace("w1", "w2"))
    assert [type(one) for one in begun] == [Draft, Draft]


def test_files_without_answers_beside_a_tools_are_passed_over(folder):
    begun = folder(settings_dot_json=json.dumps({"port": 8000}), user_state_dot_json=json.dumps(STATE))
    assert len(begun) == 1
    assert "1 file without answers passed over" in begun[0].remarks[-1]
    assert "settings.json" in begun[0].remarks[-1]


def test_what_is_wrong_is_given_back(folder, tmp_path):
    begun = folder(a_dot_csv=TIDY, b_dot_csv="x,y\n1,2\n")
    assert isinstance(begun[0], Draft)
    assert isinstance(begun[1], OeQualityError)
    assert isinstance(begin_each(tmp_path / "none", ReadOptions())[0], OeQualityError)
