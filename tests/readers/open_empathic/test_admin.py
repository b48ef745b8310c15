"""The admin's export is known by its header, and refused with what to take instead."""

import hashlib

import pytest

from oe_quality.errors import InputError
from oe_quality.progress import silent
from oe_quality.readers.open_empathic import admin
from oe_quality.readers.options import ReadOptions
from oe_quality.readers.text.source import InputFile


def file(text):
    return InputFile("admin.csv", hashlib.sha256(text.encode()).hexdigest(), text.encode())


HEADER = "utterance,age,gender,date_created,status,audio_recording\n"


def test_it_is_known_by_all_its_columns_in_any_order():
    assert admin.sniff(file(HEADER + "yes,20,male,2030,ok,x\n"))
    assert admin.sniff(file("age,utterance,gender,date_created,status,audio_recording\n"))
    assert not admin.sniff(file(HEADER.replace("age,", "")))
    assert not admin.sniff(file('[{"utterance": "yes"}]'))
    assert not admin.sniff(file(""))


def test_it_is_refused_with_the_export_to_take():
    with pytest.raises(InputError, match="names no annotator and no emotion") as refused:
        admin.read(file(HEADER), ReadOptions(), silent)
    assert "dumpdata" in refused.value.remedy
    assert refused.value.place.line == 1
