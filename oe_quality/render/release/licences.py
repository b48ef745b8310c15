"""Licences by their SPDX identifiers. The text that binds is the one at its address; none is retyped here."""

from __future__ import annotations

from dataclasses import dataclass

from oe_quality.errors import UsageError


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence for data.

    Attributes:
        spdx: its identifier; title: its name; url: of its official text.
        hub: what the Hugging Face Hub calls it; "other" where it has no name for it.
    """

    spdx: str
    title: str
    url: str
    hub: str


_CC = "https://creativecommons.org"
KNOWN = (
    Licence("CC0-1.0", "Creative Commons Zero 1.0 Universal", f"{_CC}/publicdomain/zero/1.0/legalcode", "cc0-1.0"),
    Licence(
        "CC-BY-4.0", "Creative Commons Attribution 4.0 International", f"{_CC}/licenses/by/4.0/legalcode", "cc-by-4.0"
    ),
    Licence(
        "CC-BY-SA-4.0",
        "Creative Commons Attribution-ShareAlike 4.0 International",
        f"{_CC}/licenses/by-sa/4.0/legalcode",
        "cc-by-sa-4.0",
    ),
    Licence(
        "CC-BY-NC-4.0",
        "Creative Commons Attribution-NonCommercial 4.0 International",
        f"{_CC}/licenses/by-nc/4.0/legalcode",
        "cc-by-nc-4.0",
    ),
    Licence(
        "CC-BY-NC-SA-4.0",
        "Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International",
        f"{_CC}/licenses/by-nc-sa/4.0/legalcode",
        "cc-by-nc-sa-4.0",
    ),
    Licence(
        "ODbL-1.0",
        "Open Data Commons Open Database License v1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
        "odbl",
    ),
    Licence(
        "ODC-By-1.0",
        "Open Data Commons Attribution License v1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
        "odc-by",
    ),
    Licence(
        "PDDL-1.0",
        "Open Data Commons Public Domain Dedication & License 1.0",
        "https://opendatacommons.org/licenses/pddl/1-0/",
        "pddl",
    ),
    Licence("Apache-2.0", "Apache License 2.0", "https://www.apache.org/licenses/LICENSE-2.0", "apache-2.0"),
    Licence("MIT", "MIT License", "https://opensource.org/license/mit", "mit"),
)


def licence(spdx: str) -> Licence:
    """The licence of that identifier, in any case of letters.

    Raises:
        UsageError: it is not one of `KNOWN`, or none was given.
    """
    found = {one.spdx.casefold(): one for one in KNOWN}.get(spdx.casefold())
    if found is None:
        known = ", ".join(one.spdx for one in KNOWN)
        what = f"{spdx!r} is no licence known here" if spdx else "a release needs a licence"
        raise UsageError(what, remedy=f"Give --license, or release.licence in oeq.toml: one of {known}.")
    return found


def notice(one: Licence, title: str, authors: tuple[str, ...]) -> str:
    """The LICENSE file: which licence holds, and where its text is."""
    by = f" by {', '.join(authors)}" if authors else ""
    return (
        f"{title}{by}\n\nThis data set is made available under\n\n    {one.title}\n    {one.url}\n\n"
        f"SPDX-License-Identifier: {one.spdx}\n\nThe text at that address is the licence; this file names it.\n"
    )
