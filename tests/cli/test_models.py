"""People and six models in one study: no model stands among people, and nothing about people depends on the models."""

import contextlib
import html
import io
import json
import re

import numpy as np
import polars as pl
import pytest

import oe_quality
from oe_quality.cli.main import main
from oe_quality.render.page import drawing

LABELS = ("anger", "calm", "fear", "joy")
RIGHT = (0.75, 0.75, 0.75, 0.9, 0.45, 0.75)
"""Of the six models; the first three take most answers from one source."""
NAMED = [f"zmodel{m}q" for m in range(len(RIGHT))]
COLUMNS = ("item", "annotator", "mood", "time", "duration", "source", "confidence")
COMMANDS = {
    "run": "run {csv} -o {out}/study --label mood",
    "info": "info {db}",
    "files": "info {db} --files --format json",
    "agreement": "agreement {db} --format csv",
    "annotators": "annotators {db} --format json",
    "triage": "annotators {db} --triage",
    "case": "annotators {db} person-1",
    "messages": "messages {db} -o {out}/letters.json",
    "texts": "messages {db} -o {out}/letters",
    "relabel": "relabel {db} --format json",
    "queue": "relabel {db} -n 20 --to csv -o {out}/queue.csv",
    "tasks": "relabel {db} -n 20 --to label-studio -o {out}/tasks",
    "plan": "plan {db} --format json",
    "check": "check {db} --max-flagged .9 --min-raters 1 --max-ties mood=.9",
    "contested": "gold {db} contested --format csv",
    "methods": "methods {db}",
    "release": "release {db} -o {out}/release --version 1.0.0 --license CC-BY-4.0 --no-report",
    "compare": "compare {out}/release {db} --format json",
    "judges": "judges {db} --format json",
    "heard": "agreement {db} --with-models zmodel3q --format json",
    "update": "update {out}/study {csv} --label mood --config {out}/../short.toml",
    "drift": "compare {out}/release {out}/study/quality.duckdb",
}
EXPORT = "answers.csv"
OF_PEOPLE = ("run", "annotators", "messages", "relabel", "plan", "release")
"""Those that are held against a study without models."""


def label(rng, truth, right):
    return truth if rng.random() < right else int((truth + rng.integers(1, 4)) % 4)


def answers():
    """Rows of COLUMNS: eight people on most items, six models on all, each saying how sure it is."""
    rng = np.random.default_rng(7)
    rows = []
    for i in range(80):
        truth = int(rng.integers(4))
        source = label(rng, truth, 0.7)
        item, day = f"clip {i:03}", f"2026-01-{1 + i // 20:02}"
        for p in sorted(rng.permutation(8)[:4]) if i < 70 else []:
            said = LABELS[label(rng, truth, 0.75)]
            rows.append((item, f"person-{p}", said, f"{day}T10:{p:02}:{i % 60:02}", 3 + p, "human", ""))
        for m, right in enumerate(RIGHT):
            said = LABELS[source if m < 3 and rng.random() < 0.85 else label(rng, truth, right)]
            sure = f"{rng.uniform(0.5, 1):.2f}"
            rows.append((item, NAMED[m], said, f"{day}T12:{m:02}:{i % 60:02}", 1, "model", sure))
    return rows


def called(out, name, command):
    """Run one command; what it printed becomes files of its own."""
    said, talked = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(talked), contextlib.suppress(SystemExit):
        main(command.split())
    (out / f"{name}.out").write_text(said.getvalue())
    (out / f"{name}.err").write_text(talked.getvalue())


def undrawn(figure):
    """A chart's specification and data in place of its drawing, which is made of nothing else."""
    told = drawing.numbered(figure.chart.to_dict(validate=False), figure.data)
    shown = [told.spec, {name: drawing.rows_of(drawing.chart_data(frame)) for name, frame in told.data.items()}]
    return drawing.Drawing(html.escape(json.dumps(shown, default=str)), "", 300, 300, told.about)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """`with` and `without` models: the folder of everything that was written and printed."""
    home = tmp_path_factory.mktemp("studies")
    (home / "short.toml").write_text('[report]\nsections = ["annotators", "models"]\n')
    with pytest.MonkeyPatch.context() as here:
        here.setenv("OEQ_PSEUDONYM_KEY", "0123456789 a secret of these tests")
        here.setattr("oe_quality.render.page.html.draw", undrawn)
        for name in ("with", "without"):
            out, csv = home / name, home / name / EXPORT
            out.mkdir()
            here.chdir(out)
            rows = [row for row in answers() if name == "with" or row[5] == "human"]
            csv.write_text("\n".join(",".join(map(str, row)) for row in [COLUMNS, *rows]) + "\n")
            for command in COMMANDS if name == "with" else OF_PEOPLE:
                called(out, command, COMMANDS[command].format(csv=EXPORT, out=".", db="study/quality.duckdb"))
    return home


def without_models(value):
    """JSON without the tables and charts of models."""
    if isinstance(value, dict):
        return {name: without_models(inner) for name, inner in value.items() if not name.startswith("model")}
    return [without_models(inner) for inner in value] if isinstance(value, list) else value


def of_page(text):
    """A page without its section about models and that section's data."""
    start = text.index('<section id="models"')
    return data_parsed(text[:start] + text[text.index("</section>", start) + len("</section>") :])


def data_parsed(text):
    """A page whose data are without those about models."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    data = without_models(json.loads(found[1]))
    data["datasets"].pop("batches", None)
    return text[: found.start()] + json.dumps(data) + text[found.end() :]


def content(path):
    """What a file says, as text."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path).write_json()
    if path.suffix == ".html":
        return of_page(path.read_text(encoding="utf-8"))
    return path.read_text(encoding="utf-8")


def written(folder):
    """Every file but what was loaded, and the stores, which hold it."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".duckdb"]
    return [path for path in files if path.name != EXPORT]


DECIDES = re.compile(r"mood: .* replace one of your annotators.*|zmodel\dq on mood: .*")
"""The verdict's sentence on models, and drift."""


def test_no_model_stands_among_people_in_any_output(outputs):
    with oe_quality.open_store(outputs / "with" / "study" / "quality.duckdb") as store:
        aliases = store.models()["alias"].to_list()
    assert len(aliases) == len(NAMED)
    files = [path for path in written(outputs / "with") if not path.name.startswith("model")]
    assert len(files) > 100
    for path in files:
        text = content(path)
        assert not [alias for alias in aliases if alias in text], path
        if path.stem not in ("judges", "heard"):
            assert not [name for name in NAMED if name in DECIDES.sub("", text)], path


def test_models_are_named_where_they_are_held_against_people_or_let_in(outputs):
    """So the search above can find something."""
    out = outputs / "with"
    for name in NAMED:
        for path in ("judges.out", "judges.err", "run.err", "study/report_data/models-overview.csv"):
            assert name in (out / path).read_text(encoding="utf-8"), path
        page = (out / "study" / "report.html").read_text(encoding="utf-8")
        assert page.count(name) > of_page(page).count(name)
    assert NAMED[3] in (out / "heard.out").read_text(encoding="utf-8")


def test_what_to_do_next_names_the_command_that_holds_models_against_people(outputs):
    said = {name: (outputs / name / "run.err").read_text(encoding="utf-8") for name in ("with", "without")}
    assert re.search(r"judges \S+quality\.duckdb +may a model stand in", said["with"])
    assert "judges " not in said["without"]


def counted(text):
    """How many answers of models are left out is said, and what the columns of tables of models mean; nothing else may
    differ."""
    text = re.sub(r'^"models?-.*\n', "", text, flags=re.MULTILINE)
    return re.sub(r'"models": \d+', '"models": 0', text)


@pytest.mark.parametrize(
    "path",
    [
        *("study/annotators.csv", "study/agreement.json", "study/labels.parquet", "annotators.out", "relabel.out"),
        *("plan.out", "letters.json"),
        *(f"release/data/{name}.parquet" for name in ("annotations", "annotators", "labels")),
    ],
)
def test_nothing_about_people_depends_on_models(outputs, path):
    ours, theirs = (outputs / name / path for name in ("with", "without"))
    if ours.suffix == ".parquet":
        assert ours.read_bytes() == theirs.read_bytes()
    else:
        assert counted(ours.read_text()) == counted(theirs.read_text())


def test_the_page_s_numbers_of_people_do_not_depend_on_models(outputs):
    """`oeq update` has put the first page aside."""
    tables = [*outputs.glob("with/study/before-*/report_data/*.csv")]
    ours = {path.name: path for path in tables if not path.name.startswith("model") and path.name != "batches.csv"}
    assert len(ours) > 20
    for name, path in ours.items():
        alone = outputs / "without" / "study" / "report_data" / name
        assert counted(path.read_text(encoding="utf-8")) == counted(alone.read_text(encoding="utf-8")), name


OF_MODELS = {
    "their place in the list of contents": r'\s*<li><a href="#models">.*?</ol></li>',
    "the verdict's sentence on them": r'\s*<li class="is-note">(?:(?!</li>).)*?<a href="#models">Evidence</a>.*?</li>',
    "how many notes there are": r"<summary>\d+ more: what to know[^<]*",
    "how many answers are theirs": r"; beside them [\d,]+ by models",
    "when and what file was loaded": r"<tr><th scope=row>answers\.csv.*?(?=<tr>|</table>)",
    "what of": r"Fingerprint of the data that the analyses saw \(SHA-256\): [0-9a-f]{64}",
}
"""What else of a page may speak of models."""


def of_people(text):
    """A page without what it says of models, and without the list of files that were loaded."""
    text = of_page(text) if '<section id="models"' in text else data_parsed(text)
    for pattern in OF_MODELS.values():
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    return re.sub(r"\n\s*\n", "\n", text)


def test_the_page_without_its_part_about_models_is_that_of_people_alone_byte_for_byte(outputs):
    (ours,) = outputs.glob("with/study/before-*/report.html")
    ours, theirs = (path.read_text("utf-8") for path in (ours, outputs / "without" / "study" / "report.html"))
    for what, pattern in OF_MODELS.items():
        assert re.search(pattern, ours, re.DOTALL), what
    assert of_people(ours) == of_people(theirs)
    assert len(of_people(ours)) > 0.95 * len(theirs)


@pytest.mark.parametrize("command", ["annotators {db} zmodel0q", "exclude {db} zmodel0q --reason poor --yes",
                                     "messages {db} --wrote zmodel0q --about x"])  # fmt: skip
def test_a_model_is_no_person_to_audit_leave_out_or_write_to(oeq, outputs, command):
    found = oeq(*command.format(db=outputs / "with" / "study" / "quality.duckdb").split())
    assert found.status == 2
    assert "zmodel0q is a model" in found.err
    assert "oeq judges DB --model zmodel0q" in found.err
