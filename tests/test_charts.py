"""The pictures as Altair charts."""

import inspect

import pytest

import oe_quality as oeq
from oe_quality.errors import NotComputableError, UsageError


@pytest.fixture(scope="module")
def store():
    made = oeq.simulate(form="choice", items=40, labels=3, kinds={"good": 6}, seed=2)
    with oeq.from_frame(made) as opened:
        yield opened


def test_every_public_function_is_listed_and_says_what_it_takes():
    functions = {
        name for name, it in vars(oeq.charts).items() if inspect.isfunction(it) and it.__module__ == "oe_quality.charts"
    }
    assert functions == set(oeq.charts.__all__)
    documented = {name: getattr(oeq.charts, name).__doc__ for name in functions}
    assert all("Args:" in text for text in documented.values())
    assert {name for name, text in documented.items() if ">>>" not in text} == {"groups", "models", "words"}


def test_a_chart_of_agreement_holds_the_numbers_of_the_result(store):
    found = oeq.agreement(store)
    (row,) = oeq.charts.agreement(found).to_dict()["datasets"]["agreement-by-question"]
    assert row["value"] == pytest.approx(found.questions[0].headline.estimate.value, abs=1e-3)


def test_what_cannot_be_drawn_says_why(store):
    with pytest.raises(NotComputableError, match="one label each"):
        oeq.charts.together(oeq.distributions(store, "label"))


def test_a_chart_is_written_whole_or_not_at_all(store, tmp_path):
    chart = oeq.charts.agreement(oeq.agreement(store))
    place = oeq.charts.write(chart, tmp_path / "a.svg", width=85, grey=True)
    first = place.read_bytes()
    with pytest.raises(UsageError, match="exists"):
        oeq.charts.write(chart, place)
    with pytest.raises(UsageError):
        oeq.charts.write(chart, tmp_path / "b.gif")
    assert place.read_bytes() == first
    assert {it.name for it in tmp_path.iterdir()} == {"a.svg", "oeq.sha256"}
