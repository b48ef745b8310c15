"""A few of the damaged exports of tests/attack/formats.py, which makes thousands."""

import runpy
from pathlib import Path

import pytest

from oe_quality.readers.registry import reader_of
from oe_quality.readers.text.archive import inputs_of

ATTACK = runpy.run_path(str(Path(__file__).parent.parent.parent / "attack" / "formats.py"))
N_VARIANTS = 120


@pytest.mark.parametrize("batch", range(4))
def test_damage_is_said_and_costs_no_good_row(batch):
    size = N_VARIANTS // 4
    for seed in range(9000 + batch * size, 9000 + (batch + 1) * size):
        variant = ATTACK["Attacker"](seed).variant()
        assert ATTACK["trouble"](variant) == "", f"seed {seed}: {variant.what}"


@pytest.mark.parametrize("make", ATTACK["RECORDS"], ids=lambda make: make.__name__)
def test_no_field_of_a_record_ends_more_than_the_record(make):
    for variant in ATTACK["of_places"](make, values=([[[]]],), deep=False):
        assert ATTACK["trouble"](variant) == "", variant.what


@pytest.mark.parametrize("make", ATTACK["RECORDS"], ids=lambda make: make.__name__)
def test_whatever_stands_in_a_record_a_file_is_told_by_its_form_or_not(make):
    for variant in ATTACK["of_places"](make, values=([[[]]], {"a": 1}, None)):
        for file in inputs_of(variant.content, "x", lambda _name: None):
            reader_of(file)


@pytest.mark.parametrize("make", [*ATTACK["RECORDS"], *ATTACK["ROWS"]], ids=lambda make: make.__name__)
def test_the_sound_exports_are_read_whole(make):
    rows = [make(row) for row in range(ATTACK["N_ROWS"])]
    text = ATTACK["as_csv"](rows[0][0], [cells for _, cells in rows]) if make in ATTACK["ROWS"] else None
    content = text or "\n".join(map(ATTACK["json"].dumps, rows))
    everyone = set(range(ATTACK["N_ROWS"]))
    assert ATTACK["trouble"](ATTACK["Variant"]("x", content.encode(), make.__name__, everyone)) == ""
