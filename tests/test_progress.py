"""The default progress says nothing."""

from oe_quality.progress import silent


def test_silence(capsys):
    silent("loading", 1, 2)
    assert capsys.readouterr() == ("", "")
