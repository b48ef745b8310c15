"""How much memory work may take."""

import pytest

from oe_quality import memory
from oe_quality.cli.common import allow_as_set
from oe_quality.config import parse_config
from oe_quality.errors import InputError, UsageError


def test_what_is_said_goes_before_what_is_free(monkeypatch):
    monkeypatch.setenv(memory.VARIABLE, "3GB")
    assert memory.budget() == 3 << 30
    monkeypatch.setenv(memory.VARIABLE, "1K")
    assert memory.budget() == memory.LEAST


def test_half_of_what_machine_and_container_have_left(monkeypatch):
    files = {"/proc/meminfo": "MemTotal: 9 kB\nMemAvailable: 8388608 kB\n"}
    monkeypatch.delenv(memory.VARIABLE, raising=False)
    monkeypatch.setattr(memory, "_text", lambda path: files.get(path, ""))
    assert memory.budget() == 4 << 30
    files |= {"/sys/fs/cgroup/memory.max": f"{6 << 30}\n", "/sys/fs/cgroup/memory.current": f"{2 << 30}\n"}
    assert memory.budget() == 2 << 30
    files["/sys/fs/cgroup/memory.max"] = "max\n"
    assert memory.budget() == 4 << 30


def test_settings_say_it_where_the_variable_does_not(monkeypatch):
    monkeypatch.delenv(memory.VARIABLE, raising=False)
    memory.allow(lambda: "5GB")
    assert memory.budget() == 5 << 30
    monkeypatch.setenv(memory.VARIABLE, "3GB")
    assert memory.budget() == 3 << 30
    memory.allow(str)


def test_commands_keep_to_the_memory_that_the_folders_settings_allow(tmp_path, monkeypatch):
    (tmp_path / "oeq.toml").write_text('[limits]\nmemory = "6GB"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(memory.VARIABLE, raising=False)
    allow_as_set()
    assert memory.budget() == 6 << 30
    memory.allow(str)


def test_settings_that_hold_no_size_are_refused_with_their_file():
    with pytest.raises(InputError, match=r"limits\.memory: 'lots' is no size") as refused:
        parse_config({"limits": {"memory": "lots"}}, "oeq.toml")
    assert "oeq.toml" in str(refused.value)


@pytest.mark.parametrize("text", ["much", "", "-1GB", "4 apples"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(UsageError, match="no size"):
        memory.parse_size(text)


def test_a_limit_under_which_libraries_abort_is_refused_and_no_other(monkeypatch):
    resource = pytest.importorskip("resource")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (1 << 30, -1))
    with pytest.raises(InputError, match="of addresses"):
        memory.refuse_low_limit()
    for enough in (resource.RLIM_INFINITY, 64 << 30):
        monkeypatch.setattr(resource, "getrlimit", lambda _, enough=enough: (enough, -1))
        memory.refuse_low_limit()
