"""Licences by name."""

import pytest

from oe_quality.errors import UsageError
from oe_quality.render.release.licences import KNOWN, licence, notice


def test_letters_may_be_of_any_case():
    assert licence("cc-by-4.0") is licence("CC-BY-4.0")


@pytest.mark.parametrize(("given", "said"), [("GPL", "'GPL' is no licence known here"), ("", "needs a licence")])
def test_an_unknown_one_is_answered_with_all(given, said):
    with pytest.raises(UsageError, match=said) as found:
        licence(given)
    assert all(one.spdx in found.value.remedy for one in KNOWN)


def test_the_notice_names_the_text_that_binds():
    one = licence("CC0-1.0")
    words = notice(one, "Moods", ("Ann", "Bo"))
    assert words.startswith("Moods by Ann, Bo\n")
    assert one.url in words
    assert "SPDX-License-Identifier: CC0-1.0" in words
    assert notice(one, "Moods", ()).startswith("Moods\n")


def test_each_has_an_address_of_its_own():
    assert len({one.url for one in KNOWN}) == len({one.spdx for one in KNOWN}) == len(KNOWN)
    assert all(one.url.startswith("https://") for one in KNOWN)
