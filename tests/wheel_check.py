"""Build the wheel, compare its content with what git tracks, and use it in an environment of its own."""

import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


EXAMPLES = [f"examples/{name}" for name in ("open_empathic.json.gz", "gold.csv", "oeq.toml", "tidy/moods.csv")]


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    return subprocess.run([str(part) for part in command], cwd=cwd, check=True, capture_output=True, text=True).stdout


def tracked() -> set[str]:
    """What the wheel must hold: the package, and beside it the folders that move into it."""
    files = run("git", "ls-files", "oe_quality", "sql", "reports", *EXAMPLES).splitlines()
    return {file if file.startswith("oe_quality/") else f"oe_quality/{file}" for file in files}


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        run(sys.executable, "-m", "build", "--wheel", "--outdir", folder)
        wheel = next(folder.glob("*.whl"))
        held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
        if held != tracked():
            sys.exit(f"the wheel differs from what git tracks: {sorted(held ^ tracked())}")
        venv.create(folder / "env", with_pip=True)
        python = folder / "env" / "bin" / "python"
        run(python, "-m", "pip", "install", "-q", "-c", ROOT / "constraints.txt", wheel)
        run(python, "-m", "oe_quality", "demo", "-o", folder / "out", cwd=folder)
        made = {path.name for path in (folder / "out").iterdir()}
        wanted = {"quality.duckdb", "report.html", "labels.parquet", "agreement.json", "annotators.csv"}
        if not wanted <= made:
            sys.exit(f"the installed wheel did not make {sorted(wanted - made)}")
    sys.stdout.write(f"wheel: {len(held)} files, all tracked; the example ran from it\n")


if __name__ == "__main__":
    main()
