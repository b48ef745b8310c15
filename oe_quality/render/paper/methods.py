"""The paragraph, the table and the bibliography of a study's agreement, from the numbers themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oe_quality._version import __version__
from oe_quality.analysis.agreement.agreement import Agreement
from oe_quality.analysis.agreement.catalogue import coefficient
from oe_quality.analysis.agreement.results import Measured, QuestionAgreement
from oe_quality.plaintext import percent
from oe_quality.render.paper.sources import SOFTWARE, Source, bibliography, named
from oe_quality.render.paper.style import Latex, MarkdownStyle, Plain, Style
from oe_quality.results import Estimate

TWO_WAY = "Cameron, Gelbach & Miller 2011; Owen 2007"
BOOTSTRAP = "Efron 1979"
_PLAIN = str.maketrans("", "", "{}$")
HEADER = ("Question", "Coefficient", "Value", "Interval", "Items", "Annotators", "Answers")


@dataclass(frozen=True, slots=True)
class Methods:
    """What a paper says about the agreement of its annotations.

    Attributes:
        agreement: the numbers; fingerprint: of the answers that they are computed from, or empty.
    """

    agreement: Agreement
    fingerprint: str

    def text(self) -> str:
        """The paragraph, the table and the works cited, as plain text."""
        works = sorted(set(self.works()), key=lambda work: work.key)
        lines = (f"  {work.short}: {dict(work.fields)['title']}".translate(_PLAIN) for work in works)
        return "\n".join([_whole(self, Plain()), "", "Cited:", *lines]) + "\n"

    def markdown(self) -> str:
        """The paragraph and the table in Markdown, citations as pandoc reads them."""
        return _whole(self, MarkdownStyle()) + "\n"

    def latex(self) -> str:
        r"""The paragraph and the table in LaTeX, for the packages booktabs and natbib (`\citep`)."""
        return _whole(self, Latex()) + "\n"

    def bibtex(self) -> str:
        """An entry for every work that the paragraph cites, this program with its version among them."""
        return bibliography(self.works())

    def works(self) -> tuple[Source, ...]:
        """What is cited, in order of appearance."""
        measured = [m for q in self.agreement.questions for m in q.measured if m.estimate.value is not None]
        of_coefficients = (work for m in measured for work in named(coefficient(m.coefficient).source))
        of_intervals = (work for method in _methods(self.agreement) for work in _cited(method))
        return tuple(dict.fromkeys((SOFTWARE, *of_coefficients, *of_intervals)))


def methods(found: Agreement, *, fingerprint: str = "") -> Methods:
    """What a methods section needs: what was computed, on what, with which intervals and which version.

    Args:
        found: what `agreement` gave.
        fingerprint: of the answers (`Store.fingerprint`), to be told with the numbers; empty to leave it out.

    Returns:
        The paragraph, tables in LaTeX and Markdown, and the works to cite.

    >>> from oe_quality.analysis.agreement.measure import agreement
    >>> from oe_quality.loading import from_frame
    >>> answers = {"item": [*"aabbcc"], "annotator": [*"xyxyxy"], "label": [*"ppqqpq"]}
    >>> with from_frame(answers) as store:
    ...     paper = methods(agreement(store, coefficient="percent"))
    >>> print(paper.latex().splitlines()[-4].strip())
    label & Percent agreement & .667 & [.000, .995] & 3 & 2 & 6 \\\\
    """
    return Methods(found, fingerprint)


def _whole(paper: Methods, style: Style) -> str:
    found = paper.agreement
    sentences = [
        _opening(paper, style),
        *(_question(q, style) for q in found.questions),
        *_intervals(found, style),
        *_undefined(found, style),
    ]
    rows = [_row(q, m, style) for q in found.questions for m in q.measured]
    caption = style.text(f"Agreement of annotators, with intervals of {percent(found.level)} nominal coverage.")
    return "\n\n".join([" ".join(sentences), style.table(caption, HEADER, rows)])


def _opening(paper: Methods, style: Style) -> str:
    n = len(paper.agreement.questions)
    asked = "one question" if n == 1 else f"{n} questions"
    seed = f"seed {paper.agreement.seed}"
    if paper.fingerprint:
        seed += f", content of the data {paper.fingerprint[:12]}"
    program = style.text(f"oe-quality, version {__version__}") + style.cite((SOFTWARE,))
    return f"Agreement between annotators on {asked} was computed with {program} ({style.text(seed)})."


def _question(q: QuestionAgreement, style: Style) -> str:
    b = q.basis
    comparable = b.n_items - b.n_single
    basis = (
        f"On {q.question} ({q.scale.value}), {b.n_annotators:,} annotators gave {b.n_responses:,} answers to "
        f"{b.n_items:,} items, of which {comparable:,} have two or more"
    )
    out = f"; {len(q.left_out.annotators):,} annotators were excluded" if q.left_out.annotators else ""
    values = [_value(m, style) for m in q.measured if m.estimate.value is not None]
    told = f": {_series(values)}." if values else "."
    return style.text(basis + out) + told


def _value(measured: Measured, style: Style) -> str:
    number, bounds = number_of(measured.estimate.value), bounds_of(measured.estimate)
    words = style.text(f"{measured.title} {number}{f' {bounds}' if bounds else ''}")
    return words + style.cite(named(coefficient(measured.coefficient).source))


def _series(parts: list[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _intervals(found: Agreement, style: Style) -> Iterator[str]:
    """How the intervals were made and for whom they speak."""
    populations = {
        (i.method, i.population): None for q in found.questions for m in q.measured if (i := m.estimate.interval)
    }
    if not populations:
        return
    parts = [style.text(f"{method}, for {whom}") + style.cite(_cited(method)) for method, whom in populations]
    drawn = f" of {found.resamples:,} resamples" if any("bootstrap" in method for method, _ in populations) else ""
    yield (
        style.text(f"Brackets hold intervals of {percent(found.level)} nominal coverage{drawn}:")
        + " "
        + "; ".join(parts)
        + "."
    )


def _undefined(found: Agreement, style: Style) -> Iterator[str]:
    """Why a number is missing."""
    for q in found.questions:
        for m in q.measured:
            if m.estimate.undefined:
                yield style.text(f"{m.title} of {q.question} is undefined: {m.estimate.undefined}.")


def _methods(found: Agreement) -> dict[str, None]:
    return {i.method: None for q in found.questions for m in q.measured if (i := m.estimate.interval)}


def _cited(method: str) -> tuple[Source, ...]:
    """The works behind a method of intervals that its own name does not give."""
    if method.startswith("two-way jackknife"):
        return named(TWO_WAY)
    return named(BOOTSTRAP) if "bootstrap" in method else ()


def _row(q: QuestionAgreement, measured: Measured, style: Style) -> tuple[str, ...]:
    estimate = measured.estimate
    counts = (estimate.n_items, estimate.n_annotators, estimate.n_responses)
    value = "undefined" if estimate.value is None else number_of(estimate.value)
    cells = (q.question, measured.title, value, bounds_of(estimate), *(f"{n:,}" for n in counts))
    return tuple(style.text(cell) for cell in cells)


def number_of(value: float | None) -> str:
    """Three digits, no zero before the point, as journals of the field print what cannot pass 1.

    >>> number_of(0.6666), number_of(-0.0501), number_of(1.0)
    ('.667', '-.050', '1.000')
    """
    if value is None:
        return ""
    text = f"{round(value, 3) + 0:.3f}"
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def bounds_of(estimate: Estimate) -> str:
    """`[.410, .820]`; empty where there is no interval."""
    found = estimate.interval
    return f"[{number_of(found.low)}, {number_of(found.high)}]" if found else ""
