"""Works to cite."""

import re

import pytest

from oe_quality.analysis.agreement.catalogue import OWN
from oe_quality.render.paper.sources import SOURCES, bibliography, named


@pytest.mark.parametrize("source", sorted({spec.source for spec in OWN.values()}))
def test_every_source_of_the_catalogue_has_an_entry(source):
    assert len(named(source)) == len(re.findall(r"[0-9]{4}", source))


def test_entries_are_whole_and_keys_are_their_own():
    assert len({work.key for work in SOURCES.values()}) == len(SOURCES)
    for work in SOURCES.values():
        entry = work.bibtex()
        assert entry.count("{") == entry.count("}")
        assert {"author", "title"} <= {name for name, _ in work.fields}


def test_a_bibliography_has_each_work_once():
    works = named("Scott 1955; Cohen 1960, 1968; Scott 1955")
    keys = re.findall(r"^@article{(\w+),$", bibliography(works), re.MULTILINE)
    assert keys == ["cohen1960", "cohen1968", "scott1955"]


def test_articles_can_be_looked_up():
    """Volume, pages and DOI, each of which was held against other people's bibliographies."""
    for work in SOURCES.values():
        fields = dict(work.fields)
        if work.kind == "article":
            assert re.fullmatch(r"[0-9]+--[0-9]+", fields["pages"]), work.short
            assert fields["volume"].isdigit()
            assert fields["number"].isdigit()
            assert fields["doi"].startswith("10.")
