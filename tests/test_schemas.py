"""The published JSON Schemas: as the code's types say, and real documents keep them."""

import importlib.util
import json
import random
import sys
from pathlib import Path

import jsonschema
import pytest
from referencing import Registry, Resource

import oe_quality as oeq
from oe_quality.cli.main import main

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "schemas"
REAL = {json.loads(file.read_text("utf-8"))["title"]: json.loads(file.read_text("utf-8")) for file in FOLDER.glob("*")}
REGISTRY = Registry().with_resources([(body["$id"], Resource.from_contents(body)) for body in REAL.values()])


def faults(document):
    """What is wrong with a document by the schema of its own form."""
    checker = jsonschema.Draft202012Validator(REAL[document["schema"]], registry=REGISTRY)
    return [f"{error.json_path}: {error.message[:200]}" for error in checker.iter_errors(document)]


@pytest.fixture(scope="module")
def generator():
    """docs/_schemas.py as a module."""
    spec = importlib.util.spec_from_file_location("_schemas", ROOT / "docs" / "_schemas.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["_schemas"] = module  # where its own frozen classes look for it
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A store with a choice, a set, a number, gold, a model and repeated answers."""
    folder = tmp_path_factory.mktemp("schemas")
    rng = random.Random(5)
    rows = ["item,annotator,source,mood,tags,arousal,time,team"]
    for i in range(14):
        for a in range(6):
            mood = ["sad", "glad", "calm"][i % 3 if rng.random() < 0.8 else rng.randrange(3)]
            tags = "|".join(t for t in ("music", "noise") if rng.random() < (0.8 if i % 2 else 0.2)) or "none"
            source, name = ("model", "gpt") if a == 5 else ("human", f"p{a}")
            time = f"2026-01-{i + 1:02}T10:{a:02}:00Z"
            rows.append(f"c{i},{name},{source},{mood},{tags},{rng.gauss(i % 5, 1):.2f},{time},{'x' if a % 2 else 'y'}")
    (folder / "answers.csv").write_text("\n".join(rows) + "\n")
    gold = ["item,question,gold", *(f"c{i},mood,{['sad', 'glad', 'calm'][i % 3]}" for i in range(8))]
    (folder / "gold.csv").write_text("\n".join(gold) + "\n")
    db = folder / "s.duckdb"
    words = [
        "--gold",
        folder / "gold.csv",
        "--label",
        "mood",
        "--label",
        "tags",
        "--value",
        "arousal",
        "--split",
        "|",
        "--scale",
        "mood=nominal",
    ]
    with pytest.raises(SystemExit) as left:
        main(list(map(str, ["load", "-q", db, folder / "answers.csv", *words, "--annotator-attribute", "team"])))
    assert left.value.code == 0
    return db


CALLS = [
    ["info"],
    ["agreement"],
    ["agreement", "--question", "mood", "--by", "team"],
    ["agreement", "--question", "mood", "--verify"],
    ["agreement", "--question", "mood", "--versus", "tags"],
    ["agreement", "--question", "mood", "--equal", "team", "--smallest", "5"],
    ["distributions", "--question", "mood"],
    ["distributions", "--question", "mood", "--items"],
    ["aggregate", "--kind", "both"],
    ["aggregate", "--question", "mood", "--method", "auto"],
    ["annotators"],
    ["annotators", "--ranks"],
    ["annotators", "p1"],
    ["judges"],
    ["plan"],
    ["relabel", "--question", "mood", "-n", "3"],
    ["check", "--min-raters", "2"],
    ["query", "select item, question from annotation limit 2"],
    ["messages"],
    ["messages", "--texts"],
    ["gold", "list", "--question", "mood"],
    ["gold", "contested", "--question", "mood", "-n", "3"],
    ["gold", "split"],
]


@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_what_commands_print_keeps_its_schema(study, capsys, words):
    verb, *rest = words
    with pytest.raises(SystemExit) as left:
        main([verb, str(study), *rest, "--format", "json"])
    printed = capsys.readouterr()
    assert left.value.code in (0, 1), printed.err
    document = json.loads(printed.out)
    assert not faults(document)


def test_a_comparison_keeps_its_schema(study, capsys):
    with pytest.raises(SystemExit):
        main(["compare", str(study), str(study), "--format", "json"])
    assert not faults(json.loads(capsys.readouterr().out))


def test_results_of_the_library_keep_their_schemas(study):
    with oeq.open_store(study) as store:
        results = [oeq.retest(store), oeq.limits(store), oeq.xrr(store, "team"), oeq.plan_width(store, "arousal", 0.2)]
        results.append(oeq.plan_power(store, "mood", 0.2, expected=0.5))
        assert not [fault for result in results for fault in faults(result.to_dict())]


def test_a_wrong_document_is_seen():
    assert faults({"schema": "oeq.gold/1", "question": 3, "gold": []}) == ["$.question: 3 is not of type 'string'"]
    assert faults({"schema": "oeq.gold/1", "question": "q", "gold": [], "more": 1})
    assert faults({"schema": "oeq.gold/1", "question": "q"})


def test_the_schemas_are_what_the_code_says(generator):
    written = {file.name: file.read_text("utf-8") for file in FOLDER.iterdir()}
    assert written == dict(generator.texts()), "python docs/_schemas.py writes them"


def test_every_schema_is_one():
    for body in REAL.values():
        jsonschema.Draft202012Validator.check_schema(body)
