"""A strict release is stopped before anything is made."""

from dataclasses import fields

import pytest

from oe_quality.config import CardConfig
from oe_quality.errors import CheckFailedError
from oe_quality.render.release.write import require_answers


def test_open_questions_are_counted_and_named():
    answered = {one.name: "Said." for one in fields(CardConfig)}
    require_answers(CardConfig(**answered))
    with pytest.raises(CheckFailedError, match=r"has 2 open questions: .*pay") as stopped:
        require_answers(CardConfig(**answered | {"pay": " ", "motivation": ""}))
    assert "motivation" in str(stopped.value)
    assert "--strict" in stopped.value.remedy
