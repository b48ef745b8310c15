"""One local Spark session for all tests of this room; without Spark or Java they are skipped, and say so."""

import os
import shutil
import sys

import pytest


@pytest.fixture(scope="session")
def session():
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed: pip install 'oe-quality[spark]'")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine, which Spark needs")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
    }
    builder = sql.SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    yield spark
    spark.stop()
