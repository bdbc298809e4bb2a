"""Devices as people know them."""

import pytest

from scoring.ledger.devices import device_in_words


@pytest.mark.parametrize(
    ("device", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/130.0.0.0 Mobile S",
            "Android, Chrome",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
            " (KHTML, like Gecko) Safari/604.1",
            "iPhone, Safari",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/132.0",
            "Windows, Firefox",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64) Chrome/130.0 Safari/537.36",
            "Chromebook, Chrome",
        ),
        ("Mozilla/5.0", "Mozilla/5.0"),
        ("Tablet u doskočiště", "Tablet u doskočiště"),
        ("okhttp/4.12", "okhttp/4.12"),
        ("", ""),
    ],
)
def test_device_in_words(device, words):
    assert device_in_words(device) == words
