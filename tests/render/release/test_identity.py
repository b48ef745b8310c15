"""What a release is called."""

import pytest

from oe_quality.config import ReleaseConfig
from oe_quality.errors import UsageError
from oe_quality.render.release.identity import identify, slug


@pytest.mark.parametrize("version", ["1.2.0", "0.0.1", "2.0.0-rc.1"])
def test_versions_are_semantic(version):
    assert identify(ReleaseConfig(), version, "CC0-1.0", None).version == version


@pytest.mark.parametrize("version", ["1.2", "v1.2.0", "1.2.0 ", "1.2.0\n", "01.2.0/../x", "", "1.2.0-"])
def test_other_versions_are_refused(version):
    with pytest.raises(UsageError, match="is no version"):
        identify(ReleaseConfig(), version, "CC0-1.0", None)


def test_the_call_goes_before_the_settings_and_what_is_missing_has_a_plain_name():
    settings = ReleaseConfig(licence="MIT")
    assert identify(settings, "1.0.0", "CC0-1.0", None).licence.spdx == "CC0-1.0"
    found = identify(settings, "1.0.0", "", None)
    assert (found.licence.spdx, found.title, found.name) == ("MIT", "Crowd annotations", "crowd-annotations")
    assert found.description == "Crowd annotations: labels and annotations by a crowd."


@pytest.mark.parametrize(
    ("text", "name"), [("Open Empathic (EN)", "open-empathic-en"), ("голос", "data"), ("--", "data")]
)
def test_slugs(text, name):
    assert slug(text) == name
