"""Strong contrast without a script: a cookie that every page looks at."""

import pytest


@pytest.mark.parametrize("back", ["/help/organiser/", "https://elsewhere.example/", "//elsewhere"])
def test_the_key_is_pressed_and_pressed_again(as_admin, back):
    answer = as_admin.post("/contrast/", {"contrast": "more", "next": back})

    assert answer.url == (back if back.startswith("/help") else "/")
    assert 'data-contrast="more"' in as_admin.get("/events/").content.decode()
    as_admin.post("/contrast/", {"contrast": ""})
    assert "data-contrast=" not in as_admin.get("/events/").content.decode()
