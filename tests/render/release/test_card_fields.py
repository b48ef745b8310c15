"""What only the maintainer can answer."""

import dataclasses

from oe_quality.config import CardConfig
from oe_quality.render.release.card_fields import FIELDS, answers, unanswered


def test_every_setting_is_asked_about_once():
    assert sorted(field.key for field in FIELDS) == sorted(field.name for field in dataclasses.fields(CardConfig))


def test_blanks_are_no_answer():
    card = CardConfig(pay="  ", funding=" by nobody ")
    assert "pay" in unanswered(card)
    assert "funding" not in unanswered(card)
    assert {field.key: answer for field, answer in answers(card)}["funding"] == "by nobody"
