"""The report: a study as one page, and its numbers as files beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from altair.utils.schemapi import debug_mode

from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.study import Study
from oe_quality.errors import UsageError
from oe_quality.files import refuse_changed, refuse_to_overwrite, together
from oe_quality.plaintext import count
from oe_quality.render.page import html as page
from oe_quality.render.page.blocks import Page
from oe_quality.render.page.data_files import INDEX, write_data
from oe_quality.render.report.front import front
from oe_quality.render.report.panels import panels, urgent
from oe_quality.render.report.recipe import TITLE, Recipe, recipe_in
from oe_quality.render.report.verdict import tiles, verdicts
from oe_quality.render.sections.part import Material
from oe_quality.render.sections.registry import drawn
from oe_quality.sums import write_sums

PUBLIC_SECTIONS = ("agreement", "labels")
"""What a page for strangers shows: no section in which a single annotator is a row or a mark."""
MARK = b'<meta name="generator" content="oe-quality '
"""What every page of ours holds near its beginning."""
IN_CODE = "oe_quality.report, called from Python"
"""The command of a page that no command line made."""


def report(study: Study, title: str = TITLE, moved: Comparison | None = None, *, command: str = IN_CODE) -> str:
    """The page as a string.

    Args:
        study: all results on one store.
        title: of the page.
        moved: what changed since an earlier store or release.
        command: as it was given; the page says that it was made by it.

    Returns:
        HTML that needs nothing from elsewhere.

    Raises:
        InputError: the settings name a section that is not there.

    >>> import oe_quality as oeq
    >>> made = oeq.simulate(form="choice", items=30, labels=3, kinds={"good": 6}, seed=1)
    >>> with oeq.from_frame(made) as store:
    ...     page = oeq.report(oeq.study(store), title="Moods")
    >>> "<title>Moods" in page
    True
    """
    return page.html(page_of(study, title, moved, command=command))


def public_report(study: Study, title: str = TITLE) -> str:
    """The page for strangers as a string: it speaks of data and labels, and of no single annotator."""
    settings = replace(study.config, report=replace(study.config.report, sections=PUBLIC_SECTIONS))
    return page.html(page_of(replace(study, config=settings, names={}), title, public=True))


def page_of(
    study: Study,
    title: str = TITLE,
    moved: Comparison | None = None,
    *,
    command: str = IN_CODE,
    public: bool = False,
) -> Page:
    """The page's blocks; of single annotators nothing is said where it is `public`. The rest as for `report`."""
    it = study.overview
    subtitle = f"{it.totals.words(study.diction)}; from {count(it.n_batches, 'export')}."
    with debug_mode(False):  # charts are ours: the tests hold them against Vega-Lite's schema, which takes seconds
        sections = drawn(Material(study, moved, command))
    told = verdicts(study, moved, public=public)
    return Page(
        study.config.report.title or title,
        subtitle,
        tiles(study),
        told,
        sections,
        front(study, moved, public=public),
        {} if public else panels(study, moved),
        study.diction,
        () if public else urgent(study),
    )


def write_report(
    study: Study,
    path: Path,
    *,
    recipe: Recipe = Recipe(),  # noqa: B008 (frozen)
    moved: Comparison | None = None,
    command: str = IN_CODE,
    force: bool = False,
) -> list[Path]:
    """Write the page to `path` and its numbers to the folder `data_folder(path)` beside it, both or neither.

    Args:
        study, moved, command: as for `report`; force: replace a page that was made here.
        path: of the page.
        recipe: how it is made, which `recipe_of` tells afterwards; its title is the page's.

    Returns:
        The page and the folder.

    Raises:
        UsageError: as `refuse_to_replace_page`; or nothing can be written there.
        InputError: the settings name a section that is not there.
    """
    folder = data_folder(path)
    refuse_to_replace_page(path, force=force)
    made = page_of(study, recipe.title, moved, command=command)
    with together(path.parent, (folder.name, path.name)) as new:
        draft = new / path.name
        draft.write_text(page.html(made, folder.name), encoding="utf-8", newline="\n")
        (new / folder.name).mkdir()
        write_data(made, new / folder.name, recipe.to_dict())
        write_sums(new / folder.name, beside=[draft])
    return [path, folder]


def recipe_of(path: Path) -> Recipe:
    """How the page at `path` was made, as the numbers beside it say."""
    return recipe_in(data_folder(path) / INDEX)


def data_folder(path: Path) -> Path:
    """Where a page's numbers lie: `report_data` beside `report.html`."""
    return path.parent / f"{path.stem}_data"


def refuse_to_replace_page(path: Path, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """Stop before any work is done unless both places are free, or hold a page and its numbers as they were made.

    Raises:
        UsageError: it says what stands in the way.
    """
    folder, given = data_folder(path), tuple(inputs)
    refuse_to_overwrite(path, force=force, inputs=given, ours=is_page)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is in the way of the page's numbers", remedy="Give the page another name.")
    if not folder.exists():
        if path.exists():
            raise UsageError(
                f"{path} stands without {folder.name}, which says whether it is as it was made, and is not replaced",
                remedy="Give another name, or remove the page yourself.",
            )
        return
    if not force:
        raise UsageError(f"{folder} exists", remedy="Give --force to replace it, or the page another name.")
    if any(one.resolve().is_relative_to(folder.resolve()) for one in (*given, Path.cwd())):
        raise UsageError(f"{folder} holds an input or the working folder", remedy="Give the page another name.")
    refuse_changed(folder)


def is_page(path: Path) -> bool:
    """Whether a file is a page that was made here."""
    with path.open("rb") as stream:
        return MARK in stream.read(4096)
