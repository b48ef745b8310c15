"""From Parquet files to Parquet files on a cluster: the answers never pass through one machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oe_quality.cluster.aggregate import DEFAULT, Fitted, fit
from oe_quality.errors import InputError, Place, UsageError
from oe_quality.progress import Progress, silent

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOCAL = "local[*]"
_QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
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
        to: the folder that is written, on the same storage.
        master: of the cluster, such as spark://host:7077, or local[2].
        item, annotator, label: names of the columns; method: see `aggregate.fit`.
        force: whether what is there is replaced.
        progress: told of every step.

    Returns:
        What was learned; its session has ended, so that it has no more labels to give.

    Raises:
        UsageError: Spark is not installed, or the method cannot be spread, or a column is not there.
        InputError: the source is no Parquet that Spark can read.
        NotComputableError: nobody answered.
    """
    session = _session(master)
    try:
        frame = _read(session, str(source))
        found = fit(frame, item=item, annotator=annotator, label=label, method=method, progress=progress)
        found.labels().write.mode("overwrite" if force else "error").parquet(str(to))
    finally:
        session.stop()
    return found


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
        reason = str(error).splitlines()[0][:200]
        what = f"Spark cannot read it: {reason}"
        raise InputError(what, place=Place(source), remedy="Give Parquet that every worker can read.") from None
