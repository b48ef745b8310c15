"""The only door to the SQL statements, page parts and example files that ship beside the code.

In a wheel they lie inside the package, in a checkout beside it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `sql`, `reports` or `examples`, wherever this installation keeps it.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for base in (_PACKAGE, _PACKAGE.parent):
        if (base / name).is_dir():
            return base / name
    raise FileNotFoundError(f"this installation of oe-quality lacks its {name}/ folder; install it again")


@cache
def text(path: str) -> str:
    """The text of one resource, named from the root: `sql/query/responses.sql`."""
    kind, _, rest = path.partition("/")
    return (folder(kind) / rest).read_text(encoding="utf-8")


def names(path: str, suffix: str) -> list[str]:
    """Resources below a folder, sorted: `names("sql/schema", ".sql")`."""
    kind, _, rest = path.partition("/")
    base = folder(kind) / rest
    return sorted(f"{path}/{file.name}" for file in base.iterdir() if file.suffix == suffix)
