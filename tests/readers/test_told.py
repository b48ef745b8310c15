"""Under which name columns are spoken of."""

import pytest

from oe_quality.errors import InputError
from oe_quality.readers import ReadOptions
from oe_quality.readers.registry import read
from oe_quality.readers.text.source import input_from_bytes

FORM = "Timestamp,Clip 1: mood?,Clip 2: mood?\n03/04/2026 10:00:00,joy,fear\n05/06/2026 11:00:00,joy,joy\n"


def test_days_and_months_are_asked_about_under_the_form_s_own_column():
    with pytest.raises(InputError, match="day/month or month/day") as asked:
        read(input_from_bytes(FORM.encode(), "a.csv"), ReadOptions())
    assert asked.value.place.column == "Timestamp"
