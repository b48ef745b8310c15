"""The paragraph, the table and the bibliography of a study's agreement, from the numbers themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from oe_quality._version import __version__
from oe_quality.analysis.agreement.agreement import Agreement
from oe_quality.analysis.agreement.catalogue import coefficient
from oe_quality.analysis.agreement.results import Measured, QuestionAgreement
from oe_quality.plaintext import percent
from oe_quality.render.paper.sentences import TWO_WAY, bounds, estimate, number, said
from oe_quality.render.paper.sources import SOFTWARE, Source, bibliography, named
from oe_quality.render.paper.style import Latex, MarkdownStyle, Plain, Style

BOOTSTRAP = "Efron 1979"
_PLAIN = str.maketrans("", "", "{}$")
HEADER = ("Question", "Coefficient", "Value", "Interval", "Items", "Annotators", "Answers")


@dataclass(frozen=True, slots=True)
class Methods:
    """What a paper says about the agreement of its annotations.

    Attributes:
        agreement: the numbers; fingerprint: of the answers that they are computed from, or empty.
        beside: results of other kinds, such as severity or power, that the paragraph speaks of.
    """

    agreement: Agreement
    fingerprint: str
    beside: tuple[object, ...] = ()

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
        of_others = (work for result in self.beside for work in named(said(result)[1]))
        return tuple(dict.fromkeys((SOFTWARE, *of_coefficients, *of_intervals, *of_others)))


def methods(found: Agreement, *, beside: Iterable[object] = (), fingerprint: str = "") -> Methods:
    """What a methods section needs: what was computed, on what, with which intervals and which version.

    Args:
        found: what `agreement` gave.
        beside: other results that the paragraph shall speak of, with their sources: of `severity`, `retest`, `xrr`,
            `limits`, `agreement_difference`, `equal_agreement`, `plan_power`, `plan_width`, `divided`, `groups_apart`.
        fingerprint: of the answers (`Store.fingerprint`), to be told with the numbers; empty to leave it out.

    Returns:
        The paragraph, tables in LaTeX and Markdown, and the works to cite.

    Raises:
        UsageError: a methods section has nothing to say of one of the results.

    >>> from oe_quality.analysis.agreement.measure import agreement
    >>> from oe_quality.loading import from_frame
    >>> answers = {"item": [*"aabbcc"], "annotator": [*"xyxyxy"], "label": [*"ppqqpq"]}
    >>> with from_frame(answers) as store:
    ...     paper = methods(agreement(store, coefficient="percent"))
    >>> print(paper.latex().splitlines()[-4].strip())
    label & Percent agreement & .667 & [.000, .995] & 3 & 2 & 6 \\\\
    """
    others = tuple(beside)
    for result in others:
        said(result)
    return Methods(found, fingerprint, others)


def _whole(paper: Methods, style: Style) -> str:
    found = paper.agreement
    sentences = [
        _opening(paper, style),
        *(_question(q, style) for q in found.questions),
        *_intervals(found, style),
        *_undefined(found, style),
        *(style.text(text) + style.cite(named(works)) for text, works in map(said, paper.beside)),
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
    words = style.text(f"{measured.title} {estimate(measured.estimate)}")
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
    it = measured.estimate
    counts = (it.n_items, it.n_annotators, it.n_responses)
    value = "undefined" if it.value is None else number(it.value)
    cells = (q.question, measured.title, value, bounds(it), *(f"{n:,}" for n in counts))
    return tuple(style.text(cell) for cell in cells)
