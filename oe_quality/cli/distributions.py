"""`oeq distributions`: how often labels are given, about which items people are divided, and which groups differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from oe_quality.cli.common import emit, output_options, seed_option, store_argument, talk
from oe_quality.cli.table_file import table_file_option
from oe_quality.errors import UsageError
from oe_quality.plaintext import visible

if TYPE_CHECKING:
    import polars as pl

    from oe_quality.analysis.distributions.apart_results import GroupsApart, PairApart
    from oe_quality.analysis.distributions.divided_results import Divided
    from oe_quality.analysis.distributions.results import Distributions
    from oe_quality.store import Store


@click.command()
@store_argument
@click.option("--question", metavar="Q", required=True, help="Of this question.")
@click.option("--by", metavar="ATTRIBUTE", default="", help="Tell shares apart by an item's or annotator's attribute.")
@click.option("--labels", is_flag=True, help="List every label given, rare ones too, by category (for a sunburst).")
@click.option("--items", is_flag=True, help="Rank items by how divided annotators are, with how sure the order is.")
@click.option(
    "--between", metavar="ATTRIBUTE", help="Hold groups of annotators apart: Jensen-Shannon and other distances."
)
@seed_option
@table_file_option
@output_options
def distributions(
    db: Path,
    question: str,
    by: str,
    labels: bool,
    items: bool,
    between: str | None,
    seed: int,
    fmt: str,
    quiet: bool,
    verbose: bool,  # noqa: ARG001 (one set of options for all)
) -> None:
    """Say how the answers to a question are distributed: shares with intervals, divided items, groups apart."""
    from oe_quality.store import open_store

    if sum((bool(by), labels, items, between is not None)) > 1:
        raise UsageError(
            "--by, --labels, --items and --between show different tables", remedy="Ask for one of them at a time."
        )
    with open_store(db) as store:
        if items:
            _show_items(store, question, fmt, seed=seed, quiet=quiet)
        elif between is not None:
            _show_between(store, question, between, fmt, seed=seed, quiet=quiet)
        else:
            _show_shares(store, question, by, fmt, labels=labels, quiet=quiet)


def _show_shares(store: Store, question: str, by: str, fmt: str, *, labels: bool, quiet: bool) -> None:
    from oe_quality.analysis.distributions.measure import distributions as measure
    from oe_quality.analysis.distributions.results import LabelTree
    from oe_quality.analysis.distributions.wording import sentences

    found = measure(store, question, by=by)
    for sentence in sentences(found):
        talk(visible(sentence), quiet=quiet)
    if labels:
        emit(LabelTree(found), fmt, title=f"Labels of {question}")
        return
    emit(found, fmt, view=_shares(found), title=f"Answers to {question}, with 95 % intervals")


def _show_items(store: Store, question: str, fmt: str, *, seed: int, quiet: bool) -> None:
    from oe_quality.analysis.distributions.divided import divided
    from oe_quality.analysis.distributions.wording import order_sentence

    found = divided(store, question, seed=seed)
    talk(visible(order_sentence(found)), quiet=quiet)
    emit(found, fmt, view=_items(found), title=f"Items of {question}, the most divided first")


def _show_between(store: Store, question: str, by: str, fmt: str, *, seed: int, quiet: bool) -> None:
    from oe_quality.analysis.distributions.apart import groups_apart

    found = groups_apart(store, question, by, seed=seed)
    talk(
        "Distances of samples are above 0 even where groups are alike: `by chance` is what moving annotators between "
        "the groups gives on average, the interval has that bias taken out.",
        quiet=quiet,
    )
    for name in found.too_small:
        talk(f"Too few annotators to compare: {visible(name)}.", quiet=quiet)
    emit(found, fmt, view=_pairs(found), title=f"{question}: groups of annotators by {by}, on items that both answered")


def _shares(found: Distributions) -> pl.DataFrame:
    import polars as pl

    rows = [
        {"group": one.group or "all", "label": one.part, "given": one.n_chosen, "share": one.estimate.written(3)}
        for one in found.shares
    ]
    view = pl.DataFrame(rows, infer_schema_length=None)
    return view if found.by else view.drop("group")


def _items(found: Divided) -> pl.DataFrame:
    import polars as pl

    rows = [
        {
            "item": one.item,
            "answers": one.n_answers,
            "disagreement": one.disagreement,
            "expected": one.expected.written(),
            "rank": f"{one.rank:.0f} [{one.rank_low}, {one.rank_high}]",
        }
        for one in found.items
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _pairs(found: GroupsApart) -> pl.DataFrame:
    import polars as pl

    rows = [
        {
            "first": one.first,
            "second": one.second,
            "Jensen-Shannon": one.jensen_shannon.written(3),
            "by chance": one.by_chance[0],
            "total variation": one.total_variation.written(3),
            "Hellinger": one.hellinger.written(3),
            "per item": one.per_item.written(3),
            "p": _p(one),
        }
        for one in found.pairs
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _p(one: PairApart) -> str:
    return "" if one.p_value is None else f"{one.p_value:.3f}"
