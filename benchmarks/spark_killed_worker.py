"""A standalone Spark master with two workers on this machine, one of which is killed in the middle of a fit.

    python benchmarks/spark_killed_worker.py [--items 40000] [--kill-at 3]

Reports the seconds of every step, and whether the history of the likelihood and all posteriors have the same bits as
the fit in memory. Needs the extra `spark` and Java.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from oe_quality.cluster.aggregate import fit as fit_spread
from oe_quality.kernel.data.chunk import Chunk, InMemory
from oe_quality.kernel.em import Method, fit
from oe_quality.kernel.simulate import choices, crew

PORT = 7399
MASTER = f"spark://127.0.0.1:{PORT}"
N_LABELS = 4
PEOPLE = {"good": 40, "spammer": 10}


def start(stack: ExitStack, folder: Path, *words: str) -> subprocess.Popen[bytes]:
    """A process of Spark's, in a group of its own, ended with the stack."""
    import pyspark

    command = Path(pyspark.__file__).parent / "bin" / "spark-class"
    with (folder / f"{words[-1].rpartition('/')[2]}-{time.monotonic_ns()}.log").open("wb") as log:
        process = subprocess.Popen([str(command), *words], stdout=log, stderr=log, start_new_session=True)
    stack.callback(kill, process)
    return process


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def cluster(stack: ExitStack, folder: Path) -> list[subprocess.Popen[bytes]]:
    """A master and two workers of one core each; gives the workers."""
    place = ("--host", "127.0.0.1", "--webui-port", "0")
    start(stack, folder, "org.apache.spark.deploy.master.Master", *place, "--port", str(PORT))
    time.sleep(8)
    size = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder))
    worker = ("org.apache.spark.deploy.worker.Worker", *place, *size, MASTER)
    workers = [start(stack, folder, *worker) for _ in range(2)]
    time.sleep(10)
    return workers


def session(stack: ExitStack) -> Any:
    """A session on the cluster."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.executor.memory": "700m",
    }
    builder = SparkSession.builder.master(MASTER)
    for name, value in settings.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    stack.callback(made.stop)
    return made


def write(chunk: Chunk, path: Path) -> None:
    """The answers as names."""
    columns = {"item": chunk.items(), "annotator": chunk.annotator, "label": chunk.label}
    names = [pl.col(name).cast(pl.String).str.zfill(8) for name in columns]
    pl.DataFrame(columns).with_columns(names).write_parquet(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=40_000)
    parser.add_argument("--kill-at", type=int, default=3)
    given = parser.parse_args()
    chunk = choices(1, given.items, crew(PEOPLE), N_LABELS, 5).chunk
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        write(chunk, folder / "answers.parquet")
        workers = cluster(stack, folder)
        frame = session(stack).read.parquet(str(folder / "answers.parquet"))
        began = [time.perf_counter()]

        def told(_what: str, done: int, _total: int) -> None:
            print(f"step {done}: {time.perf_counter() - began[0]:.1f} s", flush=True)
            began[0] = time.perf_counter()
            if done == given.kill_at:
                print("one worker is killed", flush=True)
                kill(workers[0])

        found = fit_spread(frame, method="dawid-skene", max_steps=10, partitions=4, progress=told)
        rows = found.labels().collect()
    order = np.argsort([row.item for row in rows])
    posterior = np.array([row.probabilities for row in rows])[order]
    alone = fit(Method.DAWID_SKENE, InMemory((chunk,), sum(PEOPLE.values()), N_LABELS), max_steps=10, tol=1e-7)
    print(f"{chunk.n_responses:,} answers; same history: {found.history == alone.history}; "
          f"same bits of all {len(rows):,} posteriors: {bool(np.array_equal(posterior, alone.posterior))}")  # fmt: skip


if __name__ == "__main__":
    main()
