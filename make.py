"""Set up and run everything with nothing but Python 3.11+: `python3 make.py demo`, `python3 make.py test`.

Both make `.venv` beside this file on first use and install the pinned versions of constraints.txt.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
STAMP = VENV / "installed"
DEMO = ROOT / "demo"
SITE = ROOT / "site"
PEER = "irrCAC==0.4.4"  # its own pins are older than ours, so it comes without its requirements


def run(*command: str | Path) -> None:
    """Run a command in the project's folder; leave with its status if it fails."""
    status = subprocess.run([str(part) for part in command], cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)


def install(extra: str, peer: str = "") -> None:
    """Make the virtual environment and install the project, once per set of requirements."""
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes() + (ROOT / "constraints.txt").read_bytes())
    mark = f"{wanted.hexdigest()} {extra} {peer}".strip()
    done = STAMP.read_text().splitlines() if STAMP.exists() else []
    if mark in done:
        return
    if not BIN.exists():
        print(f"making {VENV.name} and installing oe-quality{extra} (a minute or two)", file=sys.stderr, flush=True)
        venv.create(VENV, with_pip=True)
    # Twice quiet: errors alone are shown, not warnings about where pip looked for packages.
    pip = (BIN / "python", "-m", "pip", "install", "--quiet", "--quiet", "--disable-pip-version-check")
    run(*pip, "-c", "constraints.txt", "-e", f".{extra}")
    if peer:
        run(*pip, "--no-deps", peer)
    STAMP.write_text("\n".join([*done, mark]) + "\n")


def demo() -> None:
    """Run the main job on the example study and say where the report is."""
    install("")
    print(
        "running the example; the first run also compiles, so it takes longer than later ones",
        file=sys.stderr,
        flush=True,
    )
    study = ("examples/open_empathic.json.gz", "--gold", "examples/gold.csv", "--config", "examples/oeq.toml")
    run(BIN / "oeq", "run", *study, "-o", DEMO.name, "--force")


def test(*arguments: str) -> None:
    """Run the tests; further arguments go to pytest."""
    install("[test]", PEER)
    # A worker more than cores, as some tests wait for browsers, locks and killed processes. A file stays with one
    # worker, so that what it compiles and prepares is not made twice: see tests/conftest.py, and there for the order.
    workers = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "loadfile", "--no-loadscope-reorder")
    run(BIN / "python", "-m", "pytest", *workers, *arguments)


def spark() -> None:
    """Run the tests of what runs on Spark; they need Java."""
    install("[test,spark]")
    run(BIN / "python", "-m", "pytest", "tests/cluster")


def lint() -> None:
    """Check style and types."""
    install("[test]")
    run(BIN / "ruff", "check", ".")
    run(BIN / "ruff", "format", "--check", ".")
    run(BIN / "mypy")


def wheel() -> None:
    """Build the wheel, compare it with what git tracks, and run the demo from it in a fresh environment."""
    install("[test]")
    run(BIN / "python", "tests/wheel_check.py")


def docs() -> None:
    """Build the pages under docs/ into site/; a broken link or a page that nothing leads to is an error."""
    install("[docs]")
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    run(BIN / "python", "-m", "mkdocs", "build", "--strict", "--quiet")


def outputs(*arguments: str) -> None:
    """Run the commands whose output the pages show, and write it there; with --check fail where it differs."""
    install("")
    run(BIN / "python", "docs/_outputs.py", *arguments)
    run(BIN / "python", "docs/_notebooks.py", *arguments)


def clean() -> None:
    """Remove everything that these commands made."""
    for folder in (VENV, DEMO, SITE):
        shutil.rmtree(folder, ignore_errors=True)


TASKS = {task.__name__: task for task in (demo, test, spark, lint, wheel, docs, outputs, clean)}

if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 (this file runs before anything has checked)
        sys.exit("oe-quality needs Python 3.11 or newer")
    if len(sys.argv) < 2 or sys.argv[1] not in TASKS:
        sys.exit("usage: python3 make.py " + "|".join(TASKS))
    TASKS[sys.argv[1]](*sys.argv[2:])
