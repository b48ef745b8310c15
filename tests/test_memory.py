"""How much memory work may take."""

import pytest

from oe_quality import memory
from oe_quality.errors import UsageError


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


@pytest.mark.parametrize("text", ["much", "", "-1GB", "4 apples"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(UsageError, match="no size"):
        memory.parse_size(text)
