"""A column that may hold what is missing is named, and stays a question."""

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions, open_export

HEAD = "clip_url,who_is_it,worker_id,verdict,remark"


def file(folder, head=HEAD, who="W{}"):
    rows = [
        f"https://x.org/{i}.wav,p{i},{who.format(w)},{'yes' if (i + w) % 3 else 'no'},said {i} {w}"
        for i in range(15)
        for w in range(3)
    ]
    path = folder / "a.csv"
    path.write_text("\n".join([head, *rows]) + "\n")
    return path


def asked(path, **options):
    with pytest.raises(InputError) as found:
        open_export(path, ReadOptions(**options))
    return found.value.remedy


def test_columns_whose_values_come_again_by_different_people_may_be_items(tmp_path):
    remedy = asked(file(tmp_path))
    assert (
        "By its values it may be 'clip_url' (15 different in 45 rows) or 'who_is_it' (15 different in 45 rows)."
        in remedy
    )


def test_what_one_person_answered_twice_is_not_called_items(tmp_path):
    assert "By its values" not in asked(file(tmp_path, who="W"))


def test_columns_with_few_values_may_be_answers(tmp_path):
    remedy = asked(file(tmp_path), item=("clip_url",))
    assert "By its values it may be 'verdict' (2 different in 45 rows). The columns" in remedy


def test_an_address_in_a_header_is_not_repeated(tmp_path):
    head = HEAD.replace("who_is_it", "jane@x.org")
    assert "jane" not in asked(file(tmp_path, head=head))
