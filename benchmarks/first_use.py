"""What a first use costs, in an environment and a home folder that hold nothing yet: seconds, packages, megabytes.

    python benchmarks/first_use.py                          # with this Python; some minutes
    python benchmarks/first_use.py --python python3.13
    python benchmarks/first_use.py --wheel dist/oe_quality-0.2.0-py3-none-any.whl

Installs the package without any cache and without pins, runs the README's commands from top to bottom as printed, then
the ones that `oeq demo` ends with, and prints what each took. The status is 1 if a command failed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAYS = ("serve",)
"""Commands that do not end by themselves."""
ALONE = ("demo", "key", "warm")
"""Commands that need no file; of others a name without one is a mention."""
SAY_NO = ("judges", "check")
"""Commands that say no of the example, as they must: no model answered there, and one of its checks fails."""
NAMES = {"DB": "demo/quality.duckdb"}
"""What the README's placeholders stand for here; a command with another one is left out."""
LETTERS = re.compile(r"\b[A-Z]{2,}\b")


@dataclass(frozen=True, slots=True)
class Ran:
    """A command, the seconds it took, and the end of what it printed."""

    command: str
    seconds: float
    status: int
    printed: str


def main() -> None:
    """Install, run, print."""
    given = arguments()
    with tempfile.TemporaryDirectory(prefix="first-use-") as scratch:
        home = Path(scratch)
        places = environment(home)
        setup = (f"{given.python} -m venv env", f"env/bin/pip install {given.wheel}")
        steps = [ran(command, home, places) for command in setup]
        if all(step.status == 0 for step in steps):
            print(weighed(home / "env", places))
            own_files(home)
            steps += [ran(command, home, places) for command in printed_in_readme()]
            demo = next(step for step in steps if step.command == "oeq demo")
            done = {step.command for step in steps}
            steps += [ran(command, home, places) for command in printed_next(demo.printed) if command not in done]
            steps.append(ran("oeq demo --force", home, places))
    sys.exit(int(any(step.status and step.command.split()[1] not in SAY_NO for step in steps)))


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--python", default=sys.executable, help="the Python to install for")
    parser.add_argument("--wheel", default=str(ROOT), help="what pip installs; by default this checkout")
    return parser.parse_args()


def environment(home: Path) -> dict[str, str]:
    """The variables of somebody who has nothing yet: no caches, no settings of ours."""
    kept = {name: value for name, value in os.environ.items() if name in {"LANG", "LC_ALL", "TZ"}}
    path = os.pathsep.join([str(home / "env" / "bin"), os.environ["PATH"]])
    return kept | {"HOME": str(home), "PATH": path, "PIP_NO_CACHE_DIR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def ran(command: str, home: Path, places: dict[str, str]) -> Ran:
    """Run a command line as it is printed, and say what it took."""
    begun = time.perf_counter()
    words = shlex.split(command)
    nobody = {"stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
    done = subprocess.run(words, cwd=home, env=places, check=False, **nobody)
    it = Ran(command, time.perf_counter() - begun, done.returncode, done.stdout + done.stderr)
    print(f"{it.seconds:7.1f} s  {f'STATUS {it.status}  ' if it.status else ''}{command}", flush=True)
    if it.status:
        print(it.printed[-2000:])
    return it


def weighed(env: Path, places: dict[str, str]) -> str:
    """Packages beside this one and pip, and the megabytes of the environment without pip."""
    listed = [env / "bin" / "pip", "list", "--format", "freeze"]
    names = subprocess.run(listed, env=places, capture_output=True, text=True, check=True).stdout.split()
    packages = [name for name in names if not re.match(r"(pip|setuptools|oe.quality)\b", name)]
    files = [path for path in env.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_blocks * 512 for path in files if "/site-packages/pip/" not in path.as_posix())
    return f"{len(packages)} packages, {size / 1e6:,.0f} MB on the disk"


def own_files(home: Path) -> None:
    """The files that the README's commands name: somebody's own ratings, and answers with their truth."""
    chance = random.Random(1)
    truth = [chance.choice(["low", "mid", "high"]) for _ in range(40)]
    heard = [
        (f"c{item:02}", f"r{rater}", true if chance.random() < 0.8 else chance.choice(["low", "mid", "high"]))
        for item, true in enumerate(truth)
        for rater in range(5)
    ]
    files = {
        "ratings.csv": ["clip,rater,mood", *(",".join(row) for row in heard)],
        "responses.csv": ["item,annotator,mood", *(",".join(row) for row in heard)],
        "truth.csv": ["item,mood", *(f"c{item:02},{true}" for item, true in enumerate(truth[:20]))],
    }
    for name, lines in files.items():
        (home / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def printed_in_readme() -> list[str]:
    """The commands of the README, in its order, but those that stay and those about files that are not here."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = [shown or named for shown, named in re.findall(r"^\$ (oeq .*?)(?:\s+#.*)?$|`(oeq [a-z][^`]*)`", text, re.M)]
    commands = [re.sub(r"\bDB\b", NAMES["DB"], command) for command in found]
    return [command for command in dict.fromkeys(commands) if runs(command)]


def runs(command: str) -> bool:
    """Whether the command is whole, ends by itself and names nothing that is not here."""
    words = command.split()
    whole = words[1] in ALONE or any("." in word for word in words[2:])
    return whole and words[1] not in STAYS and not LETTERS.search(command.split(" --license")[0])


def printed_next(demo: str) -> list[str]:
    """The commands that `oeq demo` ends with."""
    lines = demo.rsplit("\nNext\n", 1)[-1].splitlines()
    return [re.split(r"\s{2,}", line.strip())[0] for line in lines if line.strip().startswith("oeq ")]


if __name__ == "__main__":
    main()
