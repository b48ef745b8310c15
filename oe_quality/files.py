"""Writing files whole or not at all, and only where nothing of the user's is lost by it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from oe_quality.errors import InputError, UsageError
from oe_quality.made import LIST, is_as_made, note, refuse_list
from oe_quality.sums import differences
from oe_quality.workshop import NEW, is_store, move_in, workshop

_ELSEWHERE = "Give another name."


def refuse_to_overwrite(
    path: Path,
    *,
    force: bool,
    inputs: Iterable[Path] = (),
    ours: Callable[[Path], bool] = is_as_made,
    stores: bool = False,
) -> None:
    """Stop before any work is done if a file cannot stand at `path`, or what stands there is not to be replaced.

    Args:
        path: where a file is to be written.
        force: whether a file that stands there may be replaced.
        inputs: what the command reads; never replaced.
        ours: whether a file is one that was made here and not changed since; others are never replaced.
        stores: whether a store may be replaced.

    Raises:
        UsageError: it says why, and what to do.
    """
    _refuse_inputs(path, inputs)
    if ours is is_as_made:
        refuse_list(path.parent)
    if path.name == LIST:
        raise UsageError(f"{path} is the name of the list of what oeq makes there", remedy=_ELSEWHERE)
    if path.is_symlink():
        raise UsageError(f"{path} is a link", remedy="Give the name of the file itself, or another one.")
    if not path.exists():
        return
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "no ordinary file"
        raise UsageError(f"{path} is {kind}", remedy="Give the name of a file.")
    if is_store(path) and not stores:
        raise UsageError(f"{path} is a store, and nothing is written over a store", remedy=_ELSEWHERE)
    if not force:
        raise UsageError(f"{path} exists", remedy="Give --force to replace it, or another name.")
    if not ours(path):
        raise UsageError(
            f"{path} was not made by this command, or was changed since, and is not replaced", remedy=_ELSEWHERE
        )


def refuse_to_overwrite_both(path: Path, beside: Path, *, force: bool, inputs: Iterable[Path] = ()) -> None:
    """The same of a file and of what is written beside it, which replaces its like unasked where that was not changed.

    Raises:
        UsageError: it says why, and what to do.
    """
    given = tuple(inputs)
    refuse_to_overwrite(path, force=force, inputs=given)
    refuse_to_overwrite(beside, force=force or is_as_made(beside), inputs=given)


def refuse_to_replace_folder(
    place: Path, *, force: bool, inputs: Iterable[Path] = (), refuse: Callable[[Path], None] | None = None
) -> None:
    """Stop before any work is done if `place` is anything but free, or a folder that was made here and is unchanged.

    Args:
        place: where a folder is to be made; force: whether one that stands there may be replaced.
        inputs: what the command reads; never replaced.
        refuse: raises where a folder is not as it was made; by the list in it if None.

    Raises:
        UsageError: it says why, and what to do.
    """
    _refuse_inputs(place, inputs)
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise UsageError(f"{place} is a {'link' if place.is_symlink() else 'file'}", remedy=_ELSEWHERE)
    if not place.exists():
        return
    if not force:
        raise UsageError(f"{place} exists", remedy="Give --force to replace it, or another name.")
    if Path.cwd().is_relative_to(place.resolve()):
        raise UsageError(f"{place} is the working folder, or holds it", remedy=_ELSEWHERE)
    if any(place.iterdir()):
        (refuse or refuse_changed)(place)


def refuse_changed(folder: Path) -> None:
    """Stop where a folder holds anything that its own list of check sums does not.

    Raises:
        UsageError: it names what was found.
    """
    try:
        wrong = differences(folder)
    except InputError:
        raise UsageError(
            f"{folder} holds files that oeq did not make, and is not replaced",
            remedy="Give another name, or move away what stands there.",
        ) from None
    if wrong:
        more = f"; {len(wrong) - 5:,} more" if len(wrong) > 5 else ""
        raise UsageError(
            f"{folder} is not as it was made, and is not replaced: {'; '.join(wrong[:5])}{more}",
            remedy="Give another name, or move away what is yours.",
        )


def refuse_unlisted(folder: Path) -> None:
    """Stop where the list beside a folder does not hold just what it holds.

    Raises:
        UsageError: it says so.
    """
    refuse_list(folder.parent)
    if not is_as_made(folder):
        raise UsageError(
            f"{folder} holds what oeq did not make, or what was changed since, and is not replaced",
            remedy="Give another name, or move away what stands there.",
        )


def _refuse_inputs(output: Path, inputs: Iterable[Path]) -> None:
    """Stop where what is read is, or lies in, what would be written."""
    for given in inputs:
        if not given.exists():
            continue
        same = output.exists() and os.path.samefile(output, given)  # noqa: PTH121 (no method compares links so)
        if same or given.resolve().is_relative_to(output.resolve()):
            where = "is" if same else "would replace a folder that holds"
            raise UsageError(f"the output {output} {where} the input {given}", remedy=_ELSEWHERE)


@contextmanager
def whole(path: Path, *, force: bool = False, inputs: Iterable[Path] = ()) -> Iterator[Path]:
    """Yield a temporary path; on success what was written there takes `path`'s place, else it is removed.

    Raises:
        UsageError: as `refuse_to_overwrite`; or nothing can be written there.
    """
    refuse_to_overwrite(path, force=force, inputs=inputs)
    with listed(path.parent, (path.name,)) as new:
        yield new / path.name


@contextmanager
def whole_folder(place: Path, *, force: bool = False, inputs: Iterable[Path] = ()) -> Iterator[Path]:
    """Yield a new empty folder; on success it takes `place`'s name in one step, else it is removed.

    Raises:
        UsageError: as `refuse_to_replace_folder`; or nothing can be written there.
    """
    refuse_to_replace_folder(place, force=force, inputs=inputs)
    with together(place.parent, (place.name,)) as new:
        (new / place.name).mkdir()
        yield new / place.name


@contextmanager
def together(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """Yield an empty folder; on success its content takes the `names` in `folder`, all of them or none.

    A name that was not made there is gone from `folder` afterwards. The caller has made sure that what stands
    there may be replaced.

    Raises:
        UsageError: nothing can be written in `folder`.
    """
    with workshop(folder) as room:
        yield room / NEW
        move_in(room, folder, names)


@contextmanager
def listed(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """As `together`; the folder's list of what was made in it then holds them too.

    Raises:
        UsageError: nothing can be written in `folder`, or something else has its list's name.
    """
    refuse_list(folder)
    with together(folder, (*names, LIST)) as new:
        yield new
        note(new, folder, names)
