"""What commands print, in the pages, as it was printed: `python docs/_outputs.py`, or `--check` to compare alone.

Two kinds of blocks are written. After a line `<!-- as run -->` (or `<!-- as run: 12 lines -->`) a console block's
first line is run and what it prints follows it. In docs/commands.md the block that begins with "Usage:" is the help
of the command that its section is named after. Each page has a folder of its own, in which the example study lies
in demo/, as `oeq demo` leaves it.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = ROOT / "docs" / "commands.md"

AS_RUN = re.compile(
    r"(?P<head><!-- as run(?:: (?P<lines>\d+) lines)? -->\n+```console\n\$ (?P<command>[^\n]+)\n).*?(?P<end>^```)",
    re.MULTILINE | re.DOTALL,
)
HELP = re.compile(r"(?P<head>^## oeq (?P<verb>[\w-]+)\n(?:(?!^## ).)*?^```text\n)Usage: .*?(?P<end>^```)", re.M | re.S)
PASSING = ("compiling for this machine",)
"""Lines that depend on what the machine did before."""


def environment(home: Path) -> dict[str, str]:
    """Where commands run: this installation, no settings of the user's, a terminal of 100 columns."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("OEQ_", "XDG_"))}
    here = str(Path(sys.executable).parent)
    return keep | {"HOME": str(home), "PATH": here + os.pathsep + keep["PATH"], "COLUMNS": "100", "NO_COLOR": "1"}


def printed(command: str, folder: Path, env: dict[str, str]) -> str:
    """What a command line prints, to both streams, in the order in which it comes."""
    done = subprocess.run(  # noqa: S603 (the project's own pages)
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.replace(str(folder), "/home/you").splitlines()]
    return "\n".join(line for line in lines if not line.startswith(PASSING)).strip("\n") + "\n"


def first_lines(text: str, limit: str | None) -> str:
    """The text, or its first lines and a mark where it goes on."""
    lines = text.splitlines(keepends=True)
    return text if limit is None or len(lines) <= int(limit) else "".join(lines[: int(limit)]) + "...\n"


def rewritten(page: Path, folder: Path, env: dict[str, str]) -> str:
    """The page with every output as it is."""
    text = page.read_text(encoding="utf-8")
    if page == COMMANDS:
        text = HELP.sub(
            lambda m: m["head"] + printed(f"oeq {m['verb']} --help", folder, env | {"COLUMNS": "80"}) + m["end"], text
        )

    def block(found: re.Match[str]) -> str:
        output = first_lines(printed(found["command"], folder, env), found["lines"])
        return found["head"] + output.replace("```", "'''") + found["end"]

    return AS_RUN.sub(block, text)


def main(arguments: list[str]) -> int:
    """Rewrite the pages named, or all; with --check say what would change, and fail if anything would."""
    check = "--check" in arguments
    named = {name for name in arguments if name != "--check"}
    pages = [page for page in PAGES if not named or page.name in named]
    stale = 0
    with tempfile.TemporaryDirectory() as base:
        home = Path(base, "home")
        home.mkdir()
        env = environment(home)
        printed("oeq demo -q", home, env)
        for page in pages:
            folder = Path(base, page.stem)
            shutil.copytree(home, folder)
            before, after = page.read_text(encoding="utf-8"), rewritten(page, folder, env)
            if before == after:
                continue
            stale += 1
            name = page.relative_to(ROOT).as_posix()
            sys.stdout.writelines(difflib.unified_diff(before.splitlines(True), after.splitlines(True), name, name))
            if not check:
                page.write_text(after, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
