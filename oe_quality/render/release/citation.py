"""`CITATION.cff` (Citation File Format 1.2.0), and the same in one line."""

from __future__ import annotations

from oe_quality.render.release.identity import Identity
from oe_quality.render.release.markdown import yaml


def citation_file(identity: Identity) -> str:
    """The file; each author is one entity, since a name does not say which part is the family's."""
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this data set, please cite it as below.",
        "type: dataset",
        f"title: {yaml(identity.title)}",
        f"version: {yaml(identity.version)}",
        f"license: {identity.licence.spdx}",
        f"abstract: {yaml(identity.description)}",
        "authors:",
        *(f"  - name: {yaml(author)}" for author in authors(identity)),
    ]
    if identity.url:
        lines.append(f"url: {yaml(identity.url)}")
    if identity.as_of:
        lines.append(f"date-released: {identity.as_of.isoformat()}")
    return "\n".join(lines) + "\n"


def citation(identity: Identity) -> str:
    """How to cite the release, in one line."""
    year = f" ({identity.as_of.year})" if identity.as_of else ""
    address = f" {identity.url}" if identity.url else ""
    return f"{', '.join(authors(identity))}{year}. {identity.title}, version {identity.version}. Data set.{address}"


def authors(identity: Identity) -> tuple[str, ...]:
    """Whom to cite; the maintainers, where nobody is named."""
    return identity.authors or (f"The maintainers of {identity.title}",)
