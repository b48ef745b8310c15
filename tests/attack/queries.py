"""Statements to `oeq query` that would write, read other files or reach out: none does, and each gets words."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from base import Tally, call, content, study

TABLES = ("item", "annotator", "response", "meta", "label", "question", "gold")
WRITES = (
    "DELETE FROM {t}", "DROP TABLE {t}", "TRUNCATE {t}", "CREATE TABLE x AS FROM {t}",
    "ALTER TABLE {t} ADD COLUMN z INT",
    "INSERT INTO {t} SELECT * FROM {t}", "COPY {t} TO '{d}/out.csv'", "EXPORT DATABASE '{d}/out'",
    "CREATE OR REPLACE VIEW v AS FROM {t}", "WITH a AS (DELETE FROM {t} RETURNING *) FROM a",
)  # fmt: skip
REACHES = (
    "FROM read_csv('{d}/secret.txt')", "SELECT * FROM '{d}/secret.txt'", "FROM read_text('{d}/secret.txt')",
    "FROM read_blob('{d}/*')", "FROM glob('{d}/*')", "ATTACH '{d}/q.duckdb' AS b", "ATTACH ':memory:' AS m",
    "INSTALL httpfs", "LOAD httpfs", "FROM read_parquet('https://example.org/a.parquet')",
    "SET enable_external_access = true", "SET lock_configuration = false", "PRAGMA database_list", "PRAGMA version",
    "CALL pragma_version()", "CHECKPOINT", "VACUUM", "BEGIN", "COMMIT", "SET memory_limit = '1TB'", "RESET ALL",
    "CREATE SECRET s (TYPE S3)", "FROM duckdb_secrets()", "SELECT getenv('HOME')", "SELECT 1; DROP TABLE item",
    "EXPLAIN ANALYZE DELETE FROM item", "PREPARE p AS DELETE FROM item", "EXECUTE p", "USE memory", "DETACH q",
    "CREATE MACRO m() AS 1", "CREATE TEMP TABLE t (a INT)", "IMPORT DATABASE '{d}'", "FROM sniff_csv('{d}/secret.txt')",
    "FROM read_json('{d}/secret.txt')", "FROM parquet_metadata('{d}/secret.txt')", "SELECT * FROM sys", "FROM json",
    "FROM pl", "FROM df", "SELECT nextval('x')", "SELECT write_log('x')", "COPY (SELECT 1) TO '{d}/o.parquet'",
    "SELECT current_setting('home_directory')", "FROM query('DROP TABLE item')", "FROM query_table('item')",
    "FROM duckdb_settings()", "FROM pragma_storage_info('item')", "SELECT error('x')", "LISTEN x",
)  # fmt: skip
ODD = (
    "", ";", " ", "--", "/*", "SELECT", "SELEC 1", "SELECT 1 / 0", "SELECT 'a'::INT", "SELECT [1, [2]]",
    "SELECT {{'a': 1}}",
    "SELECT 'a'::BLOB", "SELECT INTERVAL 1 DAY", "SELECT MAP {{'a': 1}}", "SELECT 1::HUGEINT * 1e30",
    "SELECT 'nan'::DOUBLE",
    "SELECT uuid()", "SELECT '{{\"a\": 1}}'::JSON", "SELECT TIME '10:00'", "SELECT '0001-01-01'::DATE",
    "SELECT 'infinity'::TIMESTAMP", "SELECT '290000-01-01'::DATE", "SELECT chr(27) || '[31m'", "SELECT chr(0)",
    "SELECT 1 AS a, 2 AS a", "SELECT NULL", "SELECT 1::UTINYINT", "SELECT 1.5::DECIMAL(38, 20)", "SELECT '101'::BIT",
    "SELECT union_value(a := 1)", "SELECT $x", "SELECT ?", "SELECT repeat('x', 1000000)", "SELECT TIMETZ '10:00+02'",
    "SELECT 'a' COLLATE NOCASE", "VALUES (1)", "DESCRIBE item", "SHOW TABLES", "SUMMARIZE item", "TABLE item",
    "SELECT range(1000)", "SELECT \u202e1", "PIVOT item ON name", "SELECT '\x1b'",
    "WITH RECURSIVE r AS (SELECT 1) FROM r",
)  # fmt: skip


def statements(folder: Path) -> list[str]:
    written = [form.format(t=table, d=folder) for form in WRITES for table in TABLES]
    return [*(form.format(d=folder) for form in (*REACHES, *ODD)), *written]


def attack(count: int, seed: int) -> Tally:
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        db = folder / "q.duckdb"
        call("load", db, study(folder), "-q")
        (folder / "secret.txt").write_text("swordfish\n")
        before = content(folder)
        every = statements(folder)
        for number, sql in enumerate(chance.sample(every, min(count, len(every)))):
            done = call("query", db, sql, "--format", chance.choice(["table", "json", "csv", "md"]))
            tally.judge(f"query {number}: {sql!r}", done)
            if "swordfish" in done.out:
                tally.note("other files read", sql, done)
            if "\x1b" in done.out or "\u202e" in done.out:
                tally.note("steering characters printed", sql, done)
            if content(folder) != before:
                tally.note("files changed", sql, done)
                break
    return tally
