"""A user's SQL reads the store, changes nothing, and reaches nothing else."""

import shutil

import polars as pl
import pytest

from oe_quality.errors import UsageError
from oe_quality.store import open_store


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) AS n FROM response",
        "FROM annotation SELECT count(*)",
        "WITH x AS (SELECT 1) SELECT * FROM x",
        "VALUES (1)",
        "EXPLAIN SELECT 1",
        "SHOW TABLES",
        "DESCRIBE response",
        "SUMMARIZE response",
        "SELECT 1;",
    ],
)
def test_reading_statements_are_answered(store, small, sql):
    store.ingest(small)
    assert store.query(sql).height >= 1


@pytest.fixture(scope="module")
def held(tmp_path_factory, make, row):
    """A store of one answer, to be copied, and its fingerprint."""
    path = tmp_path_factory.mktemp("held") / "q.duckdb"
    with open_store(path, create=True) as store:
        store.ingest(make(row("a", "1", "mood", "sad")))
        return path, store.fingerprint()


def test_parameters_are_data(store, small):
    store.ingest(small)
    found = store.query("SELECT item FROM annotation WHERE item = $item", {"item": "a' OR 'a' = 'a"})
    assert found.is_empty()
    assert store.query("SELECT DISTINCT item FROM annotation WHERE item = $item", {"item": "a"}).rows() == [("a",)]


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM response",
        "INSERT INTO meta VALUES ('x', 1, NULL, '')",
        "UPDATE meta SET schema_version = 1",
        "DROP TABLE response",
        "CREATE TABLE x (y INTEGER)",
        "WITH gone AS (DELETE FROM response RETURNING *) SELECT * FROM gone",
        "WITH more AS (INSERT INTO soft_label VALUES (1, 1, 'x', 0, 0, 0) RETURNING *) SELECT * FROM more",
        "SELECT 1; SELECT 2",
        "",
        "-- nothing",
        "SELECT",
        "SELECT * FROM no_such_table",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET lock_configuration",
        "PRAGMA enable_external_access",
        "PRAGMA database_list",
        "CALL pragma_version()",
        "ATTACH '{folder}/other.duckdb'",
        "COPY response TO '{folder}/out.csv'",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "EXPORT DATABASE '{folder}/out'",
        "SELECT * FROM read_csv('{folder}/secret.csv')",
        "SELECT * FROM read_text('{folder}/secret.csv')",
        "SELECT * FROM '{folder}/secret.csv'",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT getenv('HOME')",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('https://example.org/x.csv')",
        "SELECT * FROM secret_frame",
        "BEGIN",
        "COMMIT",
        "CHECKPOINT",
        "PREPARE x AS SELECT 1",
    ],
)
def test_everything_else_is_refused_and_does_nothing(tmp_path, held, sql, read_only):
    secret_frame = pl.DataFrame({"secret": ["seen"]})  # a Python variable that a replacement scan could reach
    (tmp_path / "secret.csv").write_text("a\n1\n")
    path, before = tmp_path / "q.duckdb", held[1]
    shutil.copy(held[0], path)
    with open_store(path, read_only=read_only) as store:
        with pytest.raises(UsageError):
            store.query(sql.replace("{folder}", str(tmp_path)))
        assert store.fingerprint() == before
        assert store.query("SELECT count(*) FROM soft_label").item() == 0
    assert secret_frame.height == 1
    assert {file.name for file in tmp_path.iterdir()} == {"q.duckdb", "secret.csv"}


def test_a_view_shows_responses_as_people_read_them(store, small):
    store.ingest(small)
    alias = dict(store.annotators().select("annotator", "alias").rows())
    found = store.query("SELECT item, annotator, labels, weights FROM annotation WHERE question = 'tags' ORDER BY ALL")
    assert sorted(found.rows()) == sorted(
        [
            ("a", alias["10"], [], None),
            ("a", alias["9"], ["loud", "low"], [0.75, 0.25]),
            ("b", alias["10"], ["fast"], None),
        ]
    )
    assert "nine" not in str(store.query("FROM annotation").rows())
