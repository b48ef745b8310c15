"""The secrets of one server."""

import threading

from oe_quality.serve.guard import COOKIE, Guard, same


def test_secrets_are_long_and_each_servers_own():
    one, other = Guard("127.0.0.1:1"), Guard("127.0.0.1:1")
    secrets = [part for it in (one, other) for part in (it.home, it.door, it.cookie)]
    assert len(set(secrets)) == 6
    assert all(len(it.door.rpartition("/")[2]) >= 43 for it in (one, other))
    assert not one.known(other.cookie.partition(";")[0])


def test_the_door_opens_for_one_alone():
    guard, opened = Guard("127.0.0.1:1"), []
    path = guard.door.removeprefix(guard.origin)
    tries = [threading.Thread(target=lambda: opened.append(guard.opens(path))) for _ in range(8)]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert sum(opened) == 1


def test_a_secret_is_held_or_not():
    guard = Guard("127.0.0.1:1")
    own = guard.cookie.partition(";")[0]
    assert guard.known(f"other=2; {own}")
    assert not guard.known(own[:-1])
    assert not guard.known(f"{COOKIE}=\N{SNOWMAN}")
    assert same("\ud800", "?") or not same("\ud800", "x")
