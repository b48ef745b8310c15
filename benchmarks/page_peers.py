"""The page beside those that MultiQC and evidently make of the same tables: bytes, requests, axe, scripts off, print.

    oeq demo -o demo -q
    python -m venv peers && peers/bin/pip install "multiqc==1.35" "evidently==0.7.23" "pandas<3" "numpy<2.4"
    python benchmarks/page_peers.py demo peers/bin

The peers get the table of people and two pictures' data, from the numbers that lie beside the page.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import polars as pl

KEPT = (
    "annotator", "status", "kappa", "n_annotations", "accuracy", "bits", "gold_accuracy", "median_seconds", "reason",
)  # fmt: skip
HEAD = "# id: '{0}'\n# section_name: '{0}'\n# plot_type: '{1}'\n"
EVIDENTLY = """
import sys, pandas
from evidently import DataDefinition, Dataset, Report
from evidently.presets import DataSummaryPreset
rows = Dataset.from_pandas(pandas.read_csv(sys.argv[1]), data_definition=DataDefinition())
Report([DataSummaryPreset()]).run(rows, None).save_html(sys.argv[2])
"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def of_multiqc(people: pl.DataFrame, bin_folder: Path, work: Path) -> Path:
    """The table, agreement and speed as custom content."""
    given = work / "given"
    given.mkdir()
    parts = {
        "people": ("table", people),
        "agreement": ("bargraph", people.select("annotator", "kappa")),
        "speed": ("scatter", people.select("annotator", "median_seconds", "kappa")),
    }
    for name, (kind, frame) in parts.items():
        (given / f"{name}_mqc.tsv").write_text(HEAD.format(name, kind) + frame.write_csv(separator="\t"))
    subprocess.run([bin_folder / "multiqc", given, "-o", work, "-q"], check=True)
    return work / "multiqc_report.html"


def of_evidently(people: pl.DataFrame, bin_folder: Path, work: Path) -> Path:
    """A summary of each column."""
    table, page = work / "people.csv", work / "evidently.html"
    people.write_csv(table)
    subprocess.run([bin_folder / "python", "-c", EVIDENTLY, table, page], check=True, capture_output=True)
    return page


def look(browser: object, page: Path) -> None:
    """Print what can be measured of a page."""
    from axe_playwright_python.sync_playwright import Axe

    print(f"{page.name}: {page.stat().st_size:,} bytes")
    for width in (1280, 390):
        tab, asked, said = browser.new_page(viewport={"width": width, "height": 900}), [], []
        tab.on("request", lambda request, asked=asked: asked.append(request.url))
        tab.on("console", lambda message, said=said: said.append(message.text))
        tab.goto(page.resolve().as_uri())
        tab.wait_for_timeout(3_000)
        found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
        away = [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
        wide, places = tab.evaluate("document.documentElement.scrollWidth"), sum(len(it["nodes"]) for it in found)
        print(f"  {width}: {wide} pixels wide, {len(away)} requests, {len(said)} console messages")
        print(f"  {width}: axe finds {len(found)} rules broken in {places} places")
        if width == 1280:
            pages = len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4")))
            print(f"  printed: {pages} pages")
        tab.close()
    still = browser.new_context(java_script_enabled=False).new_page()
    still.goto(page.resolve().as_uri())
    print(f"  scripts off: {len(still.inner_text('body')):,} characters")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=Path, help="folder of `oeq demo` or `oeq run`")
    parser.add_argument("peers", type=Path, help="folder with multiqc and a python that has evidently")
    wanted = parser.parse_args()
    from playwright.sync_api import sync_playwright

    table = pl.read_csv(wanted.study / "report_data" / "annotators-table.csv", infer_schema_length=None)
    people = table.select(name for name in KEPT if name in table.columns)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = Path(folder)
        executable = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        makers = (of_multiqc, of_evidently)
        for page in (wanted.study / "report.html", *(make(people, wanted.peers, work) for make in makers)):
            look(browser, page)
        browser.close()


if __name__ == "__main__":
    main()
