"""Answers in Spark's data frames: labels, annotators and agreement by the same kernel, spread over a cluster.

    from oe_quality import spark

    spark.aggregate(frame, item="clip", annotator="worker", label="emotion", method="dawid-skene").write.parquet(...)

Needs the extra `spark` (pip install 'oe-quality[spark]') and Java 17 or later on every machine. Frames come from a
session of yours. Results are the same bits as in memory, for any number of workers and partitions.
"""

from __future__ import annotations

from oe_quality.cluster.aggregate import Fitted, aggregate, annotators, fit
from oe_quality.cluster.agreement import agreement

__all__ = ["Fitted", "aggregate", "agreement", "annotators", "fit"]
