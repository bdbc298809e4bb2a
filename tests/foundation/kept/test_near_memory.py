"""What a process keeps at hand, and who makes it where many ask at once."""

import time

import pytest

from foundation.kept.near_memory import SECONDS, NearMemory
from foundation.web import versioned_cache
from tests.threads import at_once


def test_what_was_not_used_for_longest_goes_first():
    near = NearMemory(most=60)
    for name in ("one", "two", "three"):
        near.keep(name, name.upper(), 10)
    assert near.get("one") == "ONE"

    for number in range(4):
        near.keep(number, number, 10)

    assert [near.get(name) for name in ("one", "two", "three")] == ["ONE", None, "THREE"]


def test_one_thing_is_never_all_of_it():
    near = NearMemory(most=60)
    near.keep("small", 1, 10)

    near.keep("large", 2, 11)
    near.keep("small", 3, 11)

    assert (near.get("large"), near.get("small")) == (None, None)


def test_nothing_stays_for_longer_than_the_page_about_privacy_says():
    now = [0.0]
    near = NearMemory(clock=lambda: now[0])
    near.keep("early", 1, 10)
    now[0] = SECONDS - 70
    near.keep("late", 2, 10)

    now[0] = SECONDS + 1

    assert (near.get("early"), near.get("late")) == (None, 2)


def test_what_many_ask_for_at_once_is_made_once(db):
    made = []

    def make():
        made.append(1)
        time.sleep(0.3)  # the others ask meanwhile
        return "made"

    assert at_once(*[lambda: versioned_cache.kept("thing", 1, make)] * 5) == ["made"] * 5
    assert made == [1]


def test_where_one_fails_the_next_makes_it(db):
    def fail():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        versioned_cache.kept("thing", 1, fail)

    assert versioned_cache.kept("thing", 1, lambda: "made") == "made"
