"""One study at work: its folder, whose turn it is with the store, and the page that is made anew.

The store is open while something is done and at no other time, so that commands can use it between. A page is made
from a copy, so that the store is free meanwhile, and in the way of the one that it replaces: with its title, with
names, models and the comparison with an earlier store where that one had them.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from oe_quality.analysis.compare.compare import compare, open_side
from oe_quality.analysis.compare.results import Comparison
from oe_quality.analysis.judges.voices import with_models
from oe_quality.analysis.study import study
from oe_quality.config import Config
from oe_quality.errors import OeQualityError, UsageError
from oe_quality.render.report.build import recipe_of, refuse_to_replace_page, write_report
from oe_quality.render.report.recipe import Recipe
from oe_quality.serve.page import Parts, served
from oe_quality.store import Store, open_store
from oe_quality.workshop import workshop

STORE, PAGE = "quality.duckdb", "report.html"
PATIENCE = 600.0
"""Seconds that the end waits for a page that is being made, whose next stage stops it."""


class _StoppedError(Exception):
    """The server ends, and so does what it was making."""


@dataclass(frozen=True, slots=True)
class Making:
    """How far the page is: stage, empty where none is being made; failed: why the last one was not made."""

    stage: str = ""
    failed: str = ""


class Desk:
    """The study in `folder`; `config`, `seed` and `command` are those of the page when it is made anew."""

    def __init__(self, folder: Path, config: Config, seed: int = 0, command: str = "oeq serve") -> None:
        self.folder, self.config, self.seed = folder, config, seed
        self.place, self.page = folder / STORE, folder / PAGE
        self.making = Making()
        self._command = command
        self._turn, self._start = Lock(), Lock()
        self._worker: Thread | None = None
        self._ending = False

    @contextmanager
    def store(self, *, read_only: bool = True) -> Iterator[Store]:
        """The store, opened for one thing alone; who comes meanwhile waits.

        Raises:
            StoreError: another process holds it, or it cannot be opened.
        """
        with self._turn, open_store(self.place, read_only=read_only) as opened:
            yield opened

    def html(self) -> Parts | None:
        """The page with its buttons; None where there is none that this version made."""
        try:
            text = self.page.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        return served(text)

    def made(self) -> float | None:
        """When the page was made, in seconds since 1970; None where there is none."""
        try:
            return self.page.stat().st_mtime
        except OSError:
            return None

    def stale(self) -> bool:
        """Whether the store was written to after the page was made of it."""
        made = self.made()
        return made is None or self.place.stat().st_mtime > made

    def make(self) -> None:
        """Begin to make the page anew.

        Raises:
            UsageError: it is being made already, or what stands there may not be replaced.
        """
        with self._start:
            if self.making.stage:
                raise UsageError("the page is being made already")
            refuse_to_replace_page(self.page, force=True)
            self.making = Making("copying the store")
            self._worker = Thread(target=self._work, name="page")
            self._worker.start()

    def idle(self) -> None:
        """Refuse what computes long while the page is being made.

        Raises:
            UsageError: it is.
        """
        if self.making.stage:
            raise UsageError("the page is being made", remedy="Try again when it is done.")

    def end(self) -> None:
        """Stop what is being made, and wait for whoever has the store."""
        self._ending = True
        if self._worker is not None:
            self._worker.join(PATIENCE)
        self._turn.acquire()

    def _work(self) -> None:
        try:
            self._write()
        except _StoppedError:
            self.making = Making()
        except OeQualityError as error:
            self.making = Making(failed=str(error))
        except OSError as error:
            self.making = Making(failed=f"the page could not be written: {error.strerror}")
        except BaseException:
            self.making = Making(failed="the page could not be made; what the terminal says is a bug of ours")
            raise
        else:
            self.making = Making()

    def _write(self) -> None:
        with workshop(self.folder) as room:
            copy = room / STORE
            # What a killed process left beside the file enters it; a reader keeps writers away while it is copied.
            with self.store(read_only=False):
                pass
            with self.store():
                moment = time.time()
                shutil.copyfile(self.place, copy)
            recipe = recipe_of(self.page)
            moved = self._moved(recipe, copy)
            flipped = [it.item for it in moved.flips] if moved else []
            with open_store(copy) as opened, self._hearing(opened, recipe):
                found = study(
                    opened,
                    config=self.config,
                    names=recipe.names,
                    flipped=flipped,
                    seed=self.seed,
                    progress=self._progress,
                )
            self._progress("drawing the page", 0, 0)
            write_report(found, self.page, recipe=recipe, moved=moved, command=self._command, force=True)
        os.utime(self.page, (moment, moment))

    def _hearing(self, store: Store, recipe: Recipe) -> AbstractContextManager[object]:
        """Models among the annotators, where the page had them."""
        if not recipe.with_models:
            return nullcontext()
        return with_models(store, recipe.with_models, each=recipe.each_model, seed=self.seed)

    def _moved(self, recipe: Recipe, now: Path) -> Comparison | None:
        """What changed since the baseline of the page, where it had one."""
        if not recipe.baseline:
            return None
        self._progress("comparing with the baseline", 0, 0)
        places = (self.folder / recipe.baseline, now)
        return compare(*(open_side(place, seed=self.seed, people=self.config) for place in places))

    def _progress(self, stage: str, done: int, total: int) -> None:
        if self._ending:
            raise _StoppedError
        self.making = Making(f"{stage} ({done:,} of {total:,})" if total else stage)
