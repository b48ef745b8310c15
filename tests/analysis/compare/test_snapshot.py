"""A release as a baseline: believed only as it was made, and damaged ones are said so."""

import json
import random
import shutil

import pytest

from oe_quality.analysis.compare.snapshot import of_release
from oe_quality.cli.main import main
from oe_quality.errors import InputError
from oe_quality.loading import load
from oe_quality.sums import write_sums


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("release")
    rows = [f"i{item},p{who},{'sad' if (item + who) % 3 else 'glad'}" for item in range(12) for who in range(4)]
    (folder / "a.csv").write_text("\n".join(["item,annotator,label", *rows]) + "\n")
    load(folder / "q.duckdb", folder / "a.csv")
    words = ["release", folder / "q.duckdb", "-o", folder / "v1", "--version", "1.0.0", "--license", "CC0-1.0", "-q"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OEQ_PSEUDONYM_KEY", "a secret for these tests alone")
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in [*words, "--no-report"]])
    assert left.value.code == 0
    return folder / "v1"


@pytest.fixture
def copy(release, tmp_path):
    return shutil.copytree(release, tmp_path / "v1")


def test_a_release_as_it_was_made_is_read(copy):
    found = of_release(copy)
    assert (found.version, found.question, found.labels.height) == ("1.0.0", "label", 12)
    assert len(found.sign) == 8


def test_a_changed_number_passes_no_gate(copy):
    text = (copy / "manifest.json").read_text()
    body = json.loads(text)
    value = body["agreement"][0]["estimate"]["value"]
    (copy / "manifest.json").write_text(text.replace(repr(value), repr(value - 0.5)))
    with pytest.raises(InputError, match=r"not as it was made: manifest\.json was changed"):
        of_release(copy)


def test_damaged_releases_are_refused_in_words(copy, release, tmp_path):
    """Whatever is damaged, even with sums that hold, the reader says so and never breaks."""
    chance = random.Random(1)
    files = sorted(path.relative_to(release) for path in release.rglob("*") if path.is_file())
    refused = 0
    for number in range(40):
        place = shutil.copytree(release, tmp_path / f"d{number}")
        victim = place / chance.choice([name for name in files if name.name != "SHA256SUMS"])
        damage(victim, chance)
        if number % 2:
            write_sums(place)
        said = complaint(place)
        assert said is None or str(place) in said
        refused += said is not None
    assert refused >= 20


def complaint(folder):
    """What is said of a release, None where it is read."""
    try:
        of_release(folder)
    except InputError as error:
        return str(error)
    return None


def damage(path, chance):
    content = bytearray(path.read_bytes())
    kind = chance.randrange(4)
    if kind == 0:
        content = content[: chance.randrange(len(content) + 1)]
    elif kind == 1:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif kind == 2 and path.suffix == ".json":
        body = json.loads(content)
        key = chance.choice(sorted(body))
        body[key] = chance.choice([None, [], {}, "x", 1, [1], {"a": 1}])
        content = json.dumps(body).encode()
    else:
        path.unlink()
        return
    path.write_bytes(content)


@pytest.mark.parametrize("key", ["labels", "agreement", "store", "version", "pseudonyms"])
@pytest.mark.parametrize("value", [None, [], {}, "x", 1, [None], [{}]])
def test_a_manifest_of_another_form_is_refused(copy, key, value):
    body = json.loads((copy / "manifest.json").read_text())
    body[key] = value
    (copy / "manifest.json").write_text(json.dumps(body))
    write_sums(copy)
    said = complaint(copy)
    assert said is None or "form of a release" in said
