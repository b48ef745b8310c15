"""From Parquet files to Parquet files on a cluster: the answers never pass through one machine."""

from __future__ import annotations

import os
import re
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oe_quality.cluster.aggregate import DEFAULT, Fitted, fit
from oe_quality.errors import InputError, Place, UsageError
from oe_quality.files import listed, refuse_to_replace_folder, refuse_unlisted
from oe_quality.progress import Progress, silent

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
_QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+:/")
_HERE = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


def label_files(
    source: str | Path,
    to: str | Path,
    *,
    master: str = LOCAL,
    item: str = "item",
    annotator: str = "annotator",
    label: str = "label",
    method: str = DEFAULT,
    force: bool = False,
    progress: Progress = silent,
) -> Fitted:
    """Read answers from Parquet, infer their labels, and write one row per item as Parquet.

    Args:
        source: a Parquet file or a folder of them, where every worker finds it.
        to: the folder that is written, on the same storage; or an address such as hdfs://names/labels.
        master: of the cluster, such as spark://host:7077, or local[2].
        item, annotator, label: names of the columns; method: see `aggregate.fit`.
        force: whether labels that were written there before are replaced, if they are as they were made; of what
            has an address that cannot be told.
        progress: told of every step.

    Returns:
        What was learned; its session has ended, so that it has no more labels to give.

    Raises:
        UsageError: Spark is not installed, or the method cannot be spread, or a column is not there; or something
            stands at `to` that is not replaced.
        InputError: the source is no Parquet that Spark can read.
        NotComputableError: nobody answered.
    """
    refuse_place(to, source, force=force)
    session = _session(master)
    try:
        frame = _read(session, str(source))
        found = fit(frame, item=item, annotator=annotator, label=label, method=method, progress=progress)
        _write(found, str(to))
    finally:
        session.stop()
    return found


def refuse_place(to: str | Path, source: str | Path, *, force: bool) -> None:
    """Stop before any work where labels cannot be written.

    Raises:
        UsageError: it says what stands in the way.
    """
    if not _is_address(str(to)):
        refuse_to_replace_folder(Path(to), force=force, inputs=[Path(source)], refuse=refuse_unlisted)
    elif force:
        raise UsageError(
            f"whether what stands at {to} was made by oeq cannot be told from here",
            remedy="Remove it yourself, or name another place, and leave --force out.",
        )


def _is_address(text: str) -> bool:
    return _ADDRESS.match(text) is not None


def _write(found: Fitted, to: str) -> None:
    """Write the labels, never over anything; in a folder all of them appear at once."""
    from pyspark.errors import PySparkException

    place = Path(to).absolute()
    beside = nullcontext() if _is_address(to) else listed(place.parent, (place.name,))
    with beside as new:
        try:
            # Without the scheme a cluster may look for the name on a storage of its own.
            found.labels().write.mode("error").parquet(to if new is None else f"file://{new / place.name}")
        except PySparkException as error:
            raise InputError(
                f"Spark cannot write the labels: {_first(error)}",
                place=Place(to),
                remedy="Name a place that is free, and that every worker can write to.",
            ) from None


def _session(master: str) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError("Spark is not installed", remedy="pip install 'oe-quality[spark]'") from None
    # Workers on this machine run the same interpreter.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder.master(master).appName("oe-quality")
    for name, value in (_QUIET | (_HERE if master.startswith("local") else {})).items():
        builder = builder.config(name, value)
    session: SparkSession = builder.getOrCreate()
    return session


def _read(session: SparkSession, source: str) -> Any:
    from pyspark.errors import PySparkException

    try:
        return session.read.parquet(source)
    except PySparkException as error:
        what = f"Spark cannot read it: {_first(error)}"
        raise InputError(what, place=Place(source), remedy="Give Parquet that every worker can read.") from None


def _first(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
