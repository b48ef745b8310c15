import os
import signal
import subprocess
import sys
import time

import polars as pl
import pytest

from oe_quality.errors import InputError, UsageError
from oe_quality.render.release.bundle import whole_folder, write_sums
from oe_quality.render.release.leaks import Secrets, refuse_leaks, search

SECRETS = Secrets(frozenset({"anna.b", "62", "maria", "9876543"}), frozenset({"data@laion.example"}))


def fill(folder):
    (folder / "data").mkdir()
    (folder / "data" / "a.txt").write_text("one\n")
    write_sums(folder)


def fill_twice(folder):
    fill(folder)
    fill(folder)


def test_a_folder_appears_whole(tmp_path):
    place = tmp_path / "v1"
    with whole_folder(place) as folder:
        fill(folder)
        assert not place.exists()
    assert (place / "data" / "a.txt").read_text() == "one\n"
    assert [path.name for path in tmp_path.iterdir()] == ["v1"]


def test_a_failure_leaves_nothing(tmp_path):
    with pytest.raises(FileExistsError), whole_folder(tmp_path / "v1") as folder:
        fill_twice(folder)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_is_replaced_only_by_force(tmp_path):
    place = tmp_path / "v1"
    place.mkdir()
    (place / "old").write_text("old")
    with pytest.raises(UsageError, match="exists"), whole_folder(place):
        pass
    with whole_folder(place, force=True) as folder:
        fill(folder)
    assert sorted(path.name for path in place.iterdir()) == ["SHA256SUMS", "data"]
    assert [path.name for path in tmp_path.iterdir()] == ["v1"]


def test_sha256sum_accepts_the_sums(tmp_path):
    with whole_folder(tmp_path / "v1") as folder:
        fill(folder)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "v1", capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout == "data/a.txt: OK\n"


def test_killed_in_the_middle_nothing_stands_in_the_place(tmp_path):
    script = (
        "import sys, time, pathlib\n"
        "from oe_quality.render.release.bundle import whole_folder\n"
        "with whole_folder(pathlib.Path(sys.argv[1])) as folder:\n"
        "    (folder / 'half').write_text('x')\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
    )
    place = tmp_path / "v1"
    process = subprocess.Popen([sys.executable, "-c", script, str(place)], stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"ready\n"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    time.sleep(0.05)
    assert not place.exists()


@pytest.mark.parametrize(
    ("file", "text", "found"),
    [
        ("a.csv", "x,anna.b,3\n", "a.csv, line 1: an annotator's name or id"),
        ("a.csv", "x\nwrite to someone@mail.example\n", "a.csv, line 2: an e-mail address"),
        ("a.csv", "id 9876543\n", "a.csv, line 1: an annotator's name or id"),
        ("of maria.csv", "x\n", "of maria.csv, file name: an annotator's name or id"),
    ],
)
def test_names_in_text_are_found(tmp_path, file, text, found):
    (tmp_path / file).write_text(text)
    assert [str(leak) for leak in search(tmp_path, SECRETS)] == [found]
    with pytest.raises(InputError, match="personal data"):
        refuse_leaks(tmp_path, SECRETS)


def test_numbers_words_and_allowed_addresses_are_no_leaks(tmp_path):
    (tmp_path / "a.csv").write_text("62 annotations, marianne, joanna.bx, data@laion.example\n")
    refuse_leaks(tmp_path, SECRETS)


@pytest.mark.parametrize("column", [["62", "x"], ["said maria", "x"], ["a@b.example", ""]])
def test_cells_of_parquet_are_searched(tmp_path, column):
    pl.DataFrame({"n": [1, 2], "deep": [[{"who": cell}] for cell in column]}).write_parquet(tmp_path / "a.parquet")
    assert len(search(tmp_path, SECRETS)) == 1
    assert "column 'who'" in str(search(tmp_path, SECRETS)[0])
