"""How the same sentences are set as plain text, in Markdown and in LaTeX."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from oe_quality.plaintext import visible
from oe_quality.render.paper.sources import SOFTWARE, Source
from oe_quality.render.release import markdown

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    "|": r"\textbar{}", '"': r"\textquotedbl{}",
}  # fmt: skip


class Style(ABC):
    """One way to set text. Whatever comes from data goes through `text`."""

    @abstractmethod
    def text(self, value: str) -> str:
        """Text in which nothing is markup."""

    @abstractmethod
    def cite(self, works: Sequence[Source]) -> str:
        """A citation with the space before it; empty where there is nothing to cite."""

    @abstractmethod
    def table(self, caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        """A table; words stand left, all from the third column on right."""


class Plain(Style):
    """For a terminal."""

    def text(self, value: str) -> str:
        return visible(value)

    def cite(self, works: Sequence[Source]) -> str:
        # The program is named in the sentence itself.
        shorts = [work.short for work in works if work is not SOFTWARE]
        return f" ({'; '.join(shorts)})" if shorts else ""

    def table(self, caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        widths = [max(len(row[i]) for row in (header, *rows)) for i in range(len(header))]
        lines = (
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (header, *rows)
        )
        return "\n".join([caption, "", *(line.rstrip() for line in lines)])


class MarkdownStyle(Style):
    """With citations as pandoc reads them: `[@scott1955]`."""

    def text(self, value: str) -> str:
        return markdown.escaped(value)

    def cite(self, works: Sequence[Source]) -> str:
        return f" [{'; '.join('@' + work.key for work in works)}]" if works else ""

    def table(self, caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        cells = [[markdown.Markdown(cell) for cell in row] for row in rows]
        return f"{markdown.table(header, cells)}\n\n: {caption}"


class Latex(Style):
    r"""With `\citep` (natbib, or biblatex with natbib=true) and a table of the package booktabs."""

    def text(self, value: str) -> str:
        return "".join(_LATEX.get(character, character) for character in visible(value))

    def cite(self, works: Sequence[Source]) -> str:
        return rf" \citep{{{','.join(work.key for work in works)}}}" if works else ""

    def table(self, caption: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
        # A bracket or star at the start of a row would belong to the end of the row before.
        body = ["{}" * row[0].startswith(("[", "*")) + " & ".join(row) + r" \\" for row in rows]
        columns = "ll" + "r" * (len(header) - 2)
        return "\n".join(
            [
                r"\begin{table}",
                r"  \centering",
                rf"  \caption{{{caption}}}",
                r"  \label{tab:agreement}",
                rf"  \begin{{tabular}}{{{columns}}}",
                r"    \toprule",
                "    " + " & ".join(header) + r" \\",
                r"    \midrule",
                *("    " + line for line in body),
                r"    \bottomrule",
                r"  \end{tabular}",
                r"\end{table}",
            ]
        )
