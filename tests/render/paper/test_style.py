"""The same sentences as plain text, in Markdown and in LaTeX."""

import pytest

from oe_quality.render.paper.sources import SOFTWARE, SOURCES
from oe_quality.render.paper.style import Latex, MarkdownStyle, Plain

WORK = next(work for work in SOURCES.values() if work is not SOFTWARE)


@pytest.mark.parametrize(
    ("style", "said"),
    [
        (Plain(), "50% a_b <i>"),
        (MarkdownStyle(), r"50% a\_b &lt;i&gt;"),
        (Latex(), r"50\% a\_b \textless{}i\textgreater{}"),
    ],
)
def test_nothing_in_a_name_is_markup(style, said):
    assert style.text("50% a_b <i>") == said


def test_every_sign_that_latex_reads_is_text():
    assert Latex().text(r"\{}$&#^~|" + '"') == (
        r"\textbackslash{}\{\}\$\&\#\textasciicircum{}\textasciitilde{}\textbar{}\textquotedbl{}"
    )


def test_works_are_cited_as_each_form_has_it_and_the_program_only_by_key():
    assert Plain().cite([WORK, SOFTWARE]) == f" ({WORK.short})"
    assert Plain().cite([SOFTWARE]) == ""
    assert MarkdownStyle().cite([WORK, SOFTWARE]) == f" [@{WORK.key}; @{SOFTWARE.key}]"
    assert Latex().cite([WORK, SOFTWARE]) == rf" \citep{{{WORK.key},{SOFTWARE.key}}}"
    assert {style.cite([]) for style in (Plain(), MarkdownStyle(), Latex())} == {""}


def test_tables_have_their_caption_and_every_cell():
    rows = [["mood", "alpha", "0.41"], ["[age]", "ICC", "0.7"]]
    header = ["question", "coefficient", "value"]
    assert Plain().table("Agreement.", header, rows).splitlines() == [
        "Agreement.", "", "question  coefficient  value", "mood      alpha        0.41", "[age]     ICC          0.7",
    ]  # fmt: skip
    assert MarkdownStyle().table("Agreement.", header, rows).endswith("| [age] | ICC | 0.7 |\n\n: Agreement.")
    latex = Latex().table("Agreement.", header, rows)
    assert r"\begin{tabular}{llr}" in latex
    assert r"    mood & alpha & 0.41 \\" in latex
    assert r"    {}[age] & ICC & 0.7 \\" in latex
