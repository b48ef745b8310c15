"""Pairs of annotators: who shares more answers than the items explain, and who agrees with whom."""

from __future__ import annotations

import altair as alt
import polars as pl

from oe_quality.analysis.agreement.results import PairTable
from oe_quality.analysis.annotators.results import CopyingScan
from oe_quality.plaintext import count
from oe_quality.render.charts import dots, style
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Section, Table
from oe_quality.render.page.words import listing, number
from oe_quality.render.sections.part import Material, Part

PAIRS_DRAWN = 30
PEOPLE_DRAWN = 40
PAIRS_LISTED = 2_000
"""Rows of the table of all pairs that the page carries; a thousand annotators make half a million."""
ARROW, BOTH = "→", "–"


def _drawn(it: Material) -> Section | None:
    audit = it.study.judged
    return None if audit is None else section(audit.copying)


PART = Part("pairs", "Pairs of annotators", "a question whose annotators can be audited", _drawn)


def section(scan: CopyingScan, pairs: PairTable | None = None) -> Section:
    """The part of the page about pairs of annotators."""
    blocks: list[Block] = [tested(scan)]
    if scan.pairs:
        blocks.append(alike(scan))
    if scan.detectable:
        blocks.append(reach(scan))
    if pairs is not None:
        blocks.append(agreement_map(pairs))
    return Section(
        PART.id,
        PART.title,
        "Two people who share many answers may simply be two who answer well. Only what the items and both annotators' "
        "own habits do not explain is counted here; one person with two accounts looks the same as copying.",
        tuple(blocks),
    )


def tested(scan: CopyingScan) -> Prose:
    """What was tested, and whether the test behaves."""
    if scan.undefined:
        return Prose((f"No pair was tested: {scan.undefined}.",), "What was tested", "pairs-tested")
    first = f"{count(scan.n_pairs, 'pair')} with enough shared items were tested. " + (
        f"{count(len(scan.pairs), 'pair')} {'shares' if len(scan.pairs) == 1 else 'share'} more answers than expected."
        if scan.pairs
        else "No pair shares more answers than expected."
    )
    sound: tuple[str, ...] = ()
    if scan.null_mean is not None and scan.null_sd is not None:
        sound = (
            f"Over all pairs the test statistic has a median of {number(scan.null_mean)} and a spread of "
            f"{number(scan.null_sd)}; 0 and 1 would be ideal.",
        )
    return Prose((first, *sound), "What was tested", "pairs-tested")


def alike_or_why(scan: CopyingScan) -> Block:
    """The picture of the pairs found, or what was tested where there are none."""
    return alike(scan) if scan.pairs else tested(scan)


def alike(scan: CopyingScan) -> Figure:
    """The pairs found: equal answers expected, and given."""
    frame = pl.DataFrame(
        [
            {
                "pair": f"{p.source} {ARROW if p.ordered else BOTH} {p.copier}",
                "source": p.source,
                "copier": p.copier,
                "n_shared": p.n_shared,
                "same": p.same,
                "expected": p.expected,
                "same_share": p.same / p.n_shared,
                "expected_share": p.expected / p.n_shared,
                "z": p.z,
                "q": p.q,
                "later_share": p.later_share,
            }
            for p in scan.pairs
        ],
        infer_schema_length=None,
    )
    drawn = frame.head(PAIRS_DRAWN)
    chart = dots.dumbbell(
        "alike",
        "pair",
        "equal answers, of the shared items",
        ["pair:N", "n_shared:Q", "same:Q", alt.Tooltip("expected:Q", format=".1f"), alt.Tooltip("z:Q", format=".1f")],
        before="expected_share",
        after="same_share",
        percent=True,
    )
    top = scan.pairs[0]
    cut = f" The {PAIRS_DRAWN} strongest of {len(scan.pairs)} are drawn." if len(scan.pairs) > PAIRS_DRAWN else ""
    return Figure(
        "alike",
        "Pairs that share more answers than expected",
        style.styled(chart.properties(width=style.WIDTH - 120, height=alt.Step(dots.ROW_STEP))),
        {"alike": drawn},
        f"{top.source} and {top.copier} gave {top.same} equal answers on {count(top.n_shared, 'shared item')}, where "
        f"{number(top.expected, 1)} would be expected.{cut}",
        Help(
            "Open mark: equal answers that the items and both annotators' habits explain. Filled: those given.",
            "An arrow points to who answered later on most of these items; a dash means that the times do not tell. "
            "Before anything else ask whether the two worked together, or are one person.",
            "Shared answers against the consensus that leaves both out; Benjamini and Hochberg 1995 over all pairs.",
        ),
        Table(
            "alike-table",
            "Pairs that share more answers than expected",
            frame,
            (
                Column("pair", "Pair"),
                Column("n_shared", "Shared items", "number"),
                Column("same", "Equal", "number"),
                Column("expected", "Expected", "number", 1),
                Column("z", "z", "number", 1, "Excess in standard errors."),
                Column("q", "q", "number", 4, "After false-discovery control over all pairs."),
                Column("later_share", "Later", "percent", 0, "Shared items on which the second answered later."),
            ),
            Help("Every pair that was found.", "Sorted by strength of the evidence."),
        ),
    )


def reach(scan: CopyingScan) -> Table:
    """How much copying would have been found."""
    frame = pl.DataFrame(list(scan.detectable), schema={"overlap": pl.Int64, "rate": pl.Float64}, orient="row")
    frame = frame.with_columns(pl.when(pl.col("rate") <= 1).then("rate"))
    return Table(
        "copying-reach",
        "What the test can see",
        frame,
        (
            Column("overlap", "Shared items", "number", 0, "Pairs with about so many."),
            Column("rate", "Smallest copying rate", "percent", 0, "Share of answers copied that is seen 4 times in 5."),
        ),
        Help(
            "The smallest share of copied answers that the test would find four times in five, by overlap.",
            "A dash: with so few shared items not even copying everything would be seen. "
            "Where this is high, finding nothing says little: let more people answer the same items.",
        ),
    )


def agreement_map(pairs: PairTable) -> Block:
    """Agreement of each two annotators beyond chance."""
    frame = pairs.frame()
    if frame.is_empty():
        return Prose(("No two annotators answered the same item.",), "Agreement of each two", "pair-map")
    turned = frame.rename({"first": "second", "second": "first"}).select(frame.columns)
    both = pl.concat([frame, turned])
    per = both.group_by("first").agg(pl.col("n_items").sum(), pl.col("shrunk").mean())
    people = per.sort("n_items", "first", descending=[True, False]).head(PEOPLE_DRAWN)
    order = (
        people.sort("shrunk", "first", descending=[True, False], nulls_last=True).select("first").with_row_index("y")
    )
    drawn = (
        both.join(order, on="first")
        .join(order.select(second="first", x="y"), on="second")
        .sort("y", "x")
        .select("first", "second", "n_items", "agreed", "shrunk", pl.col("x", "y").cast(pl.Int64))
    )
    chart = (
        dots.base("pair-map")
        .mark_rect()
        .encode(
            *dots.grid(-90),
            color=alt.Color("shrunk:Q", title="agreement", scale=alt.Scale(scheme=style.SEQUENTIAL)),
            tooltip=["first:N", "second:N", "n_items:Q", alt.Tooltip("shrunk:Q", format=".2f")],
        )
    )
    mean = "" if pairs.mean is None else f" Mean {number(pairs.mean)}"
    spread = f", standard deviation between pairs {number(pairs.spread)}." if mean and pairs.spread is not None else "."
    middle = mean + spread if mean else ""
    low = frame.drop_nulls("shrunk").sort("shrunk", "first", "second").head(3)
    named = [f"{row['first']} and {row['second']}" for row in low.to_dicts()]
    cut = f" The {PEOPLE_DRAWN} with most shared items are drawn." if per.height > PEOPLE_DRAWN else ""
    return Figure(
        "pair-map",
        "Agreement of each two",
        style.styled(chart.properties(width=alt.Step(14), height=alt.Step(14))),
        {"pair-map": drawn},
        f"{count(frame.height, 'pair')} with a common item.{middle} Lowest: {listing(named)}.{cut}",
        Help(
            f"For each two annotators: {pairs.measure}, on the items that both answered.",
            "Drawn towards the mean of all pairs by as much as the overlap is small, so that three lucky items do not "
            "shine. Empty cells share no item. A dark row is someone who differs from everybody.",
            "Cohen 1960, 1968; empirical Bayes shrinkage.",
        ),
        Table(
            "pair-map-table",
            "Agreement of each two",
            frame.sort("n_items", "first", "second", descending=[True, False, False]),
            (
                Column("first", "One"),
                Column("second", "Other"),
                Column("n_items", "Shared items", "number"),
                Column("agreed", "Equal", "percent", 0),
                Column("kappa", "Beyond chance", "number", 2),
                Column("shrunk", "Shrunk", "number", 2, "Drawn towards the mean by as much as the overlap is small."),
            ),
            Help("Every pair with a common item.", "Most shared items first."),
            most=PAIRS_LISTED,
        ),
    )
