"""What a release is called, by whom, under which licence, and as of when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from oe_quality.config import ReleaseConfig
from oe_quality.errors import UsageError
from oe_quality.render.release.licences import Licence, licence

VERSION = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who and what a release is.

    Attributes:
        title: for people; name: the same as a slug; version: as in Semantic Versioning.
        description: a sentence or two; licence, authors, contact, url, languages: see `ReleaseConfig`.
        as_of: the day of the last export in it; nothing in a release says when it was made.
    """

    title: str
    name: str
    version: str
    description: str
    licence: Licence
    authors: tuple[str, ...]
    contact: str
    url: str
    languages: tuple[str, ...]
    as_of: date | None


def identify(settings: ReleaseConfig, version: str, spdx: str, as_of: date | None) -> Identity:
    """Put together what the settings and the call say.

    Raises:
        UsageError: the version is not of the form 1.2.0, or there is no known licence.
    """
    if not VERSION.fullmatch(version):
        raise UsageError(f"{version!r} is no version", remedy="Write it as in Semantic Versioning, such as 1.2.0.")
    title = settings.name or "Crowd annotations"
    return Identity(
        title=title,
        name=slug(title),
        version=version,
        description=settings.description or f"{title}: labels and annotations by a crowd.",
        licence=licence(spdx or settings.licence),
        authors=settings.authors,
        contact=settings.contact,
        url=settings.url,
        languages=settings.languages,
        as_of=as_of,
    )


def slug(text: str) -> str:
    """Lower-case letters, digits and hyphens, as file formats want names.

    >>> slug("Open Empathic (EN)")
    'open-empathic-en'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "data"
