"""A release's folder: written beside its place, searched for names, summed, and only then moved there."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.release.data import ReleaseData
from oe_quality.config import CardConfig
from oe_quality.errors import CheckFailedError
from oe_quality.files import whole_folder
from oe_quality.render.release.card import agreement_in_words, card, limits
from oe_quality.render.release.card_fields import unanswered
from oe_quality.render.release.changelog import changelog
from oe_quality.render.release.citation import citation, citation_file
from oe_quality.render.release.croissant import croissant
from oe_quality.render.release.datapackage import datapackage
from oe_quality.render.release.identity import Identity
from oe_quality.render.release.leaks import Secrets, refuse_leaks
from oe_quality.render.release.licences import notice
from oe_quality.render.release.manifest import manifest
from oe_quality.render.release.tables import tables
from oe_quality.results import Json
from oe_quality.sums import write_sums

ReportWriter = Callable[[Path], None]
"""Writes the page to a path."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The release before.

    Attributes:
        version: its version; change: this release held against it; changelog: its CHANGELOG.md.
    """

    version: str
    change: Comparison
    changelog: str


def require_answers(settings: CardConfig) -> None:
    """Stop a strict release while questions to the maintainer stand open.

    Raises:
        CheckFailedError: names the settings that are empty.
    """
    if missing := unanswered(settings):
        raise CheckFailedError(
            f"the data card has {len(missing)} open questions: {', '.join(missing)}",
            remedy="Answer them in oeq.toml under [release.card], or release without --strict.",
        )


def write_release(
    place: Path,
    identity: Identity,
    data: ReleaseData,
    secrets: Secrets,
    settings: CardConfig,
    *,
    earlier: Earlier | None = None,
    report: ReportWriter | None = None,
    force: bool = False,
) -> None:
    """Make the whole release at `place`, or nothing.

    Args:
        secrets: what must stand nowhere in it.
        earlier: the release that its changes are told against.
        report: writes report.html; None leaves it out.

    Raises:
        UsageError: `place` exists and `force` is off.
        InputError: a name, an e-mail address or an id of an annotator was found in it.
    """
    with whole_folder(place, force=force) as folder:
        written = tables(data)
        for table in written:
            table.write(folder)
        cited, words = citation(identity), agreement_in_words(data)
        known = " ".join(limits(data)) or "None that the figures show."
        documents = {
            "croissant.json": croissant(identity, written, folder, cited, words, known),
            "datapackage.json": datapackage(identity, written, folder),
            "manifest.json": manifest(identity, data, written, earlier.version if earlier else ""),
        }
        texts = {name: _json(body) for name, body in documents.items()} | {
            "README.md": card(identity, data, written, settings, folder),
            "CHANGELOG.md": changelog(
                identity, data, earlier.change if earlier else None, earlier.changelog if earlier else ""
            ),
            "CITATION.cff": citation_file(identity),
            "LICENSE": notice(identity.licence, identity.title, identity.authors),
        }
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        if report is not None:
            report(folder / "report.html")
        refuse_leaks(folder, secrets)
        write_sums(folder)


def _json(body: Json) -> str:
    return json.dumps(body, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
