"""Words in their categories: which of the hundreds were chosen, and how often."""

from __future__ import annotations

from oe_quality.analysis.distributions.results import Distributions
from oe_quality.plaintext import count, percent
from oe_quality.render.charts import style, wheel
from oe_quality.render.page.blocks import Block, Column, Figure, Help, Prose, Table
from oe_quality.render.page.words import listing, slug
from oe_quality.scales import PATH_SEPARATOR


def block(it: Distributions) -> Block:
    """The rings of a question whose labels are words in categories, or why there are none."""
    name, title = f"words-{slug(it.question)}", f"Words in their categories: {it.question}"
    if not any(row.word for row in it.given):
        why = f"The labels of {it.question} are no words in categories (`category{PATH_SEPARATOR}word`)."
        return Prose((why,), title, name)
    categories, words = wheel.rings(it.tree_frame().select("category", "word", given="n_given"))
    top = [f"{row['category']} ({percent(row['share'])})" for row in categories.head(3).to_dicts()]
    return Figure(
        name,
        title,
        style.styled(wheel.chart(f"{name}-categories", name).properties(width=wheel.SIZE, height=wheel.SIZE)),
        {f"{name}-categories": categories, name: words},
        f"{count(words.height, 'word')} of {count(categories.height, 'category', 'categories')}; most often of "
        f"{listing(top)}.",
        Help(
            "The inner ring are categories, the outer one their words; as wide as they were often chosen.",
            "Words too rare for a name of their own have an arc without one; the table names all.",
        ),
        Table(
            f"{name}-table",
            title,
            words.select("category", "word", "given", "share"),
            (
                Column("category", "Category"),
                Column("word", "Word"),
                Column("given", "Given", "number"),
                Column("share", "Share", "percent", 2, "Of all words given."),
            ),
            Help("How often each word was chosen.", "Words that nobody chose are not listed."),
        ),
    )
