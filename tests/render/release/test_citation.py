"""How to cite a release."""

import datetime

import yaml as parser

from oe_quality.config import ReleaseConfig
from oe_quality.render.release.citation import citation, citation_file
from oe_quality.render.release.identity import identify

DAY = datetime.date(2026, 3, 1)
HOSTILE = 'Moods: "a"\n- name: x # \u202e'


def test_the_file_is_cff_and_says_the_day_of_the_data():
    settings = ReleaseConfig(name="Moods", authors=("Ann Berg", "Bo"), url="https://example.org/moods")
    found = parser.safe_load(citation_file(identify(settings, "1.2.0", "CC-BY-4.0", DAY)))
    assert found["cff-version"] == "1.2.0"
    assert found["type"] == "dataset"
    assert (found["title"], found["version"], found["license"]) == ("Moods", "1.2.0", "CC-BY-4.0")
    assert found["authors"] == [{"name": "Ann Berg"}, {"name": "Bo"}]
    assert found["date-released"] == DAY
    assert found["url"] == "https://example.org/moods"


def test_nothing_in_a_name_begins_another_key():
    found = parser.safe_load(citation_file(identify(ReleaseConfig(name=HOSTILE), "1.0.0", "MIT", None)))
    assert set(found) == {"cff-version", "message", "type", "title", "version", "license", "abstract", "authors"}
    assert found["title"].startswith('Moods: "a"')
    assert "\u202e" not in found["title"]


def test_one_line_names_year_version_and_address_where_there_are():
    settings = ReleaseConfig(name="Moods", authors=("Ann", "Bo"), url="https://example.org")
    one = citation(identify(settings, "1.2.0", "MIT", DAY))
    assert one == "Ann, Bo (2026). Moods, version 1.2.0. Data set. https://example.org"
    assert citation(identify(ReleaseConfig(name="Moods"), "1.2.0", "MIT", None)) == (
        "The maintainers of Moods. Moods, version 1.2.0. Data set."
    )
