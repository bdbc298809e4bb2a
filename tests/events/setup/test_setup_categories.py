"""Age categories in the set-up: the table, its live count, presets."""

import pytest
from django.urls import reverse

from accounts.models import AuditLog
from events.models import AgeCategory
from tests import make


@pytest.fixture
def draft(organisation):
    event = make.event(organisation=organisation, status="DRAFT", setup_step="categories")
    group = make.group(event)
    for name, gender, age in [("Eva", "F", 7), ("Ivo", "M", 9), ("Šárka", "F", 12), ("Kim", "", 5)]:
        make.participant(group, display_name=name, gender=gender, age=age)
    make.participant(group, display_name="Bezvěká")
    return event


@pytest.fixture
def visit(client, admin):
    client.force_login(admin)
    return client


def table(*rows, **fields):
    """Rows are (pk or "", name, low, high) with "delete" as a fifth where it is ticked."""
    data = {"categories-TOTAL_FORMS": len(rows), "categories-INITIAL_FORMS": 0, **fields}
    for number, (pk, name, low, high, *delete) in enumerate(rows):
        typed = {"pk": pk, "name": name, "low": low, "high": high}
        data |= {f"categories-{number}-{key}": value for key, value in typed.items()}
        if delete:
            data[f"categories-{number}-DELETE"] = "on"
    return data


def address(event):
    return reverse("events:setup-categories", args=[event.pk])


def stored(event):
    return list(event.age_categories.values_list("name", "min_age", "max_age"))


def test_the_table_is_saved_as_a_whole(visit, draft):
    kept, changed, gone = (make.age_category(draft, low, low + 1) for low in (2, 6, 10))

    response = visit.post(
        address(draft),
        table(
            (kept.pk, "2–3", 2, 3),
            (changed.pk, "Mladší žáci", 6, 9),
            (gone.pk, "10–11", 10, 11, "delete"),
            ("", "Starší", 10, 15),
            ("", "", "", ""),
            then="next",
        ),
    )

    assert response["Location"] == reverse("events:setup-activities", args=[draft.pk])
    assert stored(draft) == [("2–3", 2, 3), ("Mladší žáci", 6, 9), ("Starší", 10, 15)]
    assert set(AuditLog.objects.values_list("action", flat=True)) == {
        "DELETE_AGE_CATEGORY",
        "UPDATE_AGE_CATEGORY",
        "CREATE_AGE_CATEGORY",
    }
    assert AuditLog.objects.count() == 3


def test_categories_without_an_upper_bound_can_be_saved_here_too(visit, draft):
    """Clients of the API write 999 for it."""
    adults = make.age_category(draft, 15, 999, name="dospělí")

    visit.post(address(draft), table(("", "děti", 6, 9), (adults.pk, "dospělí", 16, 999)))

    assert stored(draft) == [("děti", 6, 9), ("dospělí", 16, 999)]


def test_names_can_change_places(visit, draft):
    first, second = (
        make.age_category(draft, 6, 7, name="A"),
        make.age_category(draft, 8, 9, name="B"),
    )

    visit.post(address(draft), table((first.pk, "B", 6, 7), (second.pk, "A", 8, 9)))

    assert stored(draft) == [("B", 6, 7), ("A", 8, 9)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (("", "", 6, 7), "name"),
        (("", "x" * 256, 6, 7), "name"),
        (("", "a\0b", 6, 7), "name"),
        (("", "All", 6, 7), "name"),
        (("", "Dobrá", 6, 7), "name"),
        (("", "Nová", "", 7), "low"),
        (("", "Nová", -1, 7), "low"),
        (("", "Nová", 8, 7), "high"),
        (("", "Nová", 6, 1000), "high"),
        (("", "Nová", 6, "9" * 5000), "high"),
        (("", "Nová", 6, "sedm"), "high"),
    ],
)
def test_a_bad_row_refuses_the_table_and_comes_back(visit, draft, wrong, field):
    response = visit.post(address(draft), table(("", "Dobrá", 1, 2), wrong))

    assert response.status_code == 422
    assert list(response.context["rows"].forms[1].errors) == [field]
    assert 'value="Dobrá"' in response.content.decode()
    assert (stored(draft), AuditLog.objects.count()) == ([], 0)


def test_a_name_that_is_stored_but_not_in_the_table_clashes(visit, draft):
    make.age_category(draft, 6, 7, name="Žáci")

    response = visit.post(address(draft), table(("", "Žáci", 8, 9)))

    assert response.status_code == 422
    assert "The event already has a category of this name." in response.content.decode()
    assert stored(draft) == [("Žáci", 6, 7)]


def test_another_organisations_category_stays_as_it_is(visit, draft):
    foreign = make.age_category(make.event(organisation=make.organisation()), 6, 7, name="Cizí")
    for row in [(foreign.pk, "Moje", 1, 2), (foreign.pk, "Moje", 1, 2, "delete")]:
        visit.post(address(draft), table(row))

    foreign.refresh_from_db()
    assert (foreign.name, foreign.min_age) == ("Cizí", 6)
    assert stored(draft) == [("Moje", 1, 2)]
    assert AgeCategory.objects.count() == 2


@pytest.mark.parametrize("pk", ["x", "9" * 30, "-1", "\0", "²"])
def test_a_forged_id_is_a_new_row_or_refused_but_never_an_error(visit, draft, pk):
    response = visit.post(address(draft), table((pk, "Moje", 1, 2)))

    assert response.status_code in (302, 422)


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"categories-TOTAL_FORMS": "x", "categories-INITIAL_FORMS": "0"},
        {"categories-TOTAL_FORMS": "99999999", "categories-INITIAL_FORMS": "0"},
        {"categories-TOTAL_FORMS": "3", "categories-INITIAL_FORMS": "-"},
    ],
)
def test_a_form_that_is_not_ours_is_refused(visit, draft, forged):
    assert visit.post(address(draft), forged).status_code == 422
    assert visit.post(f"{address(draft)}count/", forged).status_code == 200


def test_the_live_count_shows_who_falls_where_and_saves_nothing(visit, draft):
    response = visit.post(
        f"{address(draft)}count/",
        table(("", "Mladší", 6, 7), ("", "", 7, 9), ("", "Nehotová", 11, "")),
    )

    text = " ".join(response.content.decode().split())
    younger, older = response.context["fall"].bands
    assert (younger.tally.count, older.tally.count) == (1, 1)
    assert "ages 7 fit Mladší, ?. They are ranked in Mladší" in text
    assert "Too young for all of them: 1</b> – Kim" in text
    assert "Too old for all of them: 1</b> – Šárka" in text
    assert "Without an age: 1</b> – Bezvěká" in text
    assert "<html" not in text
    assert stored(draft) == []


def test_gaps_are_marked_in_words(visit, draft):
    make.age_category(draft, 6, 7)
    make.age_category(draft, 10, 12)

    text = " ".join(visit.get(address(draft)).content.decode().split())

    assert "<b>Gap:</b> nobody of age 8–9 is in any category." in text
    assert "In a gap between them: 1</b> – Ivo" in text


def test_count_works_without_scripts_and_keeps_what_was_typed(visit, draft):
    response = visit.post(address(draft), table(("", "Všechno", 0, 99), count="1"))

    assert response.status_code == 200
    assert response.context["fall"].bands[0].tally.count == 4
    assert 'value="Všechno"' in response.content.decode()
    assert stored(draft) == []


def test_a_preset_fills_the_table_over_what_is_there_and_saves_nothing(visit, draft):
    old = [make.age_category(draft, low, low, name=f"Stará {low}") for low in range(1, 7)]

    response = visit.post(address(draft), {"preset": "ages"})

    rows = response.context["rows"].initial
    assert [(row["pk"], row["name"], row["DELETE"]) for row in rows] == [
        (old[0].pk, "5–6", False),
        (old[1].pk, "7–8", False),
        (old[2].pk, "9–10", False),
        (old[3].pk, "11–12", False),
        (old[4].pk, "Stará 5", True),
        (old[5].pk, "Stará 6", True),
    ]
    assert "This is not saved yet" in response.content.decode()
    assert len(stored(draft)) == 6


def test_what_a_preset_filled_in_can_be_saved(visit, draft):
    make.age_category(draft, 1, 3)
    page = visit.post(address(draft), {"preset": "grades"})
    rows = [
        (row["pk"], row["name"], row["low"], row["high"]) for row in page.context["rows"].initial
    ]

    visit.post(address(draft), table(*rows))

    assert stored(draft) == [
        ("Grades 1–3", 6, 8),
        ("Grades 4–5", 9, 10),
        ("Grades 6–7", 11, 12),
        ("Grades 8–9", 13, 15),
    ]


def test_the_count_of_another_organisations_event_is_not_there(client, outsider, draft):
    client.force_login(outsider)

    assert client.post(f"{address(draft)}count/", table(("", "A", 0, 99))).status_code == 404
    assert client.post(address(draft), table(("", "A", 0, 99))).status_code == 404
    assert stored(draft) == []
