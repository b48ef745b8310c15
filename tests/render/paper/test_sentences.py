"""What a methods section says of results beside agreement: their numbers, and works that the bibliography knows."""

import re

import pytest

import oe_quality as oeq
from oe_quality.errors import UsageError
from oe_quality.render.paper.sentences import estimate, number, p_of, said
from oe_quality.render.paper.sources import named


@pytest.fixture(scope="module")
def results():
    people = [(site, f"{site}{a}") for site in "ns" for a in range(5)]
    rows = [
        (f"i{i}", who, 1 + (i + (a % 4 == 0) * (i % 3)) % 4, site)
        for i in range(24)
        for a, (site, who) in enumerate(people)
    ]
    answers = dict(zip(("item", "annotator", "score", "site"), map(list, zip(*rows, strict=True)), strict=True))
    with oeq.from_frame(answers, label="score", annotator_attributes="site", scales="score=ordinal:1<2<3<4") as store:
        yield {
            "severity": oeq.severity(store, "score", studies=30),
            "power": oeq.plan_power(store, "score", 0.2),
            "width": oeq.plan_width(store, "score", 0.2),
            "equal": oeq.equal_agreement(store, "score", "site", smallest=20),
            "xrr": oeq.xrr(store, "site"),
            "retest": oeq.retest(store),
            "divided": oeq.divided(store, "score"),
            "apart": oeq.groups_apart(store, "score", "site", permutations=19),
            "agreement": oeq.agreement(store, "score", coefficient="alpha"),
        }


@pytest.mark.parametrize(
    ("name", "begins", "holds"),
    [
        ("severity", "The severity of 10 annotators on score", "30 simulated studies"),
        ("power", "To show that alpha", "with a power of .800 at level .050"),
        ("width", "An interval of alpha", "that is .200 wide at 95 %"),
        ("equal", "Agreement on score within groups by site", "That it is the same in all: p"),
        ("xrr", "Agreement between groups of annotators by site", "n and s on score"),
        ("retest", "No item was answered twice", ""),
        ("divided", "24 items were ranked", "The reliability of their order is"),
        ("apart", "Distributions of answers to score", "19 permutations"),
    ],
)
def test_a_sentence_holds_the_numbers_and_its_works_are_known(results, name, begins, holds):
    text, works = said(results[name])
    assert text.startswith(begins)
    assert holds in text
    assert "nan" not in text
    assert text.endswith(".")
    assert len(named(works)) == len(re.findall(r"[0-9]{4}", works))


def test_the_paragraph_speaks_of_what_stands_beside_agreement_and_cites_it(results):
    paper = oeq.methods(results["agreement"], beside=[results["severity"], results["power"]])
    assert "many-facet Rasch model" in paper.text()
    assert r"\citep{andrich1978,bockaitkin1981,linacre1989,benjaminihochberg1995}" in paper.latex()
    assert "@book{linacre1989," in paper.bibtex()


def test_what_has_no_sentence_is_refused_by_name(results):
    with pytest.raises(UsageError, match="no sentence about a Agreement"):
        oeq.methods(results["agreement"], beside=[results["agreement"]])


def test_numbers_are_written_as_journals_write_them():
    assert [number(x) for x in (0.6666, -0.0501, 1.0, None)] == [".667", "-.050", "1.000", ""]
    assert [p_of(x) for x in (0.0004, 0.012)] == ["p < .001", "p = .012"]
    assert estimate(oeq.Estimate(None, None, 1, 1, 1, undefined="why")) == "undefined"


@pytest.mark.parametrize(("scale", "works"), [("nominal", "Cohen 1960"), ("interval", "McGraw & Wong 1996")])
def test_repeated_answers_cite_the_coefficient_that_was_computed(scale, works):
    scores = [1, 1, 2, 3, 3, 3, 1, 2, 2, 2]
    answers = {"item": [*"aabbccddee"] * 2, "annotator": ["x"] * 10 + ["y"] * 10, "score": scores + scores[::-1]}
    answers["occasion"] = [1, 2] * 10
    with oeq.from_frame(answers, value="score", occasion="occasion", scales=f"score={scale}") as store:
        assert said(oeq.retest(store))[1] == works
