"""The paragraph of a methods section says what was computed, on what, and whom it is from."""

import re

import pytest

import oe_quality as oeq


@pytest.fixture(scope="module")
def paper():
    rows = [(f"i{i}", f"p{a}", "yn"[(i + (a == 2 and i % 4 == 0)) % 2]) for i in range(24) for a in range(3)]
    items, people, labels = zip(*rows, strict=True)
    frame = {"item": items, "annotator": people, "label": labels}
    with oeq.from_frame(frame) as store:
        return oeq.methods(oeq.agreement(store, coefficient=("alpha", "fleiss", "icc")))


def test_the_numbers_are_those_of_agreement(paper):
    alpha = paper.agreement["label"].headline.estimate
    low, high = alpha.interval.low, alpha.interval.high
    said = f"Krippendorff's alpha (nominal) {alpha.value:.3f} [{low:.3f}, {high:.3f}]".replace("0.", ".")
    assert said in paper.text()
    assert "3 annotators gave 72 answers to 24 items, of which 24 have two or more" in paper.text()
    assert "95 % nominal coverage: jackknife over items, for new items, these annotators" in paper.text()
    assert "undefined: defined on ordinal, interval and ratio questions, and this one is nominal" in paper.text()


def test_what_is_cited_is_in_the_bibliography(paper):
    cited = {key for keys in re.findall(r"\\citep{([^}]+)}", paper.latex()) for key in keys.split(",")}
    in_markdown = set(re.findall(r"@(\w+)", paper.markdown()))
    entries = set(re.findall(r"^@\w+{(\w+),$", paper.bibtex(), re.MULTILINE))
    assert cited == in_markdown == entries
    assert {"krippendorff2011", "fleiss1971"} < entries
    assert "shroutfleiss1979" not in entries


def test_names_are_no_markup():
    frame = {"item": [*"aabb"], "annotator": [*"xyxy"], "[50%]_$x$ \\input{x}|<b>": [*"ppqq"]}
    options = oeq.ReadOptions(label="[50%]_$x$ \\input{x}|<b>")
    with oeq.from_frame(frame, options) as store:
        found = oeq.methods(oeq.agreement(store))
    assert r"{}[50\%]\_\$x\$ \textbackslash{}input\{x\}\textbar{}\textless{}b\textgreater{} &" in found.latex()
    assert "<b>" not in found.markdown()


def test_a_bootstrap_says_of_how_many_resamples():
    frame = {"item": [*"aabbccdd"], "annotator": [*"xyxyxyxy"], "label": [*"ppqqpqqq"]}
    with oeq.from_frame(frame) as store:
        found = oeq.methods(oeq.agreement(store, coefficient="percent", interval="items", resamples=50))
    assert "nominal coverage of 50 resamples: bootstrap over items" in found.text()
    assert "efron1979" in found.bibtex()
