"""Diplomas of an activity or of the overall standings: who is on the list, and what is printed."""

import io

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from diplomas.awards.winners import Award
from diplomas.models import AwardRule, Diploma, DiplomaTemplate
from events.models import Group, Participant
from tests import make


def url_of(activity, event=None, **query):
    pks = [event.pk if event else activity.event_id, activity.pk]
    return reverse("diplomas:activity", args=pks, query=query)


def print_all(client, activity, **query):
    """The PDF of everybody on the list."""
    rows = client.get(url_of(activity, **query)).context["rows"]
    return client.post(url_of(activity, **query), {"award": [row.key for row in rows]})


def key(participant, activity):
    return Award("ACTIVITY", participant.pk, activity.pk).key


def pages(response):
    assert response.headers["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages]


@pytest.fixture
def results(activity, group, participant):
    """Štěpánka first of the girls, Bob and Dan both first of the boys, and a third boy."""
    make.record(activity, participant, "9.5")
    for name, text in {"Bob": "10", "Dan": "10", "Ota": "11"}.items():
        make.record(activity, make.participant(group, display_name=name, gender="M"), text)


def test_queries_do_not_grow_with_the_templates(client, admin, event, group):
    client.force_login(admin)
    counts = []
    for number in range(1, 4):
        template = DiplomaTemplate.objects.create(event=event, name=f"Vzor {number}")
        activity = make.activity(event)
        make.record(activity, make.participant(group), "5")
        AwardRule.objects.create(
            event=event,
            order=number,
            scope="ACTIVITIES",
            activities=[activity.pk],
            template=template,
        )
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(reverse("diplomas:awards", args=[event.pk])).context["rows"])
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_address(event, activity):
    assert url_of(activity) == f"/events/{event.pk}/activities/{activity.pk}/diplomas/"


@pytest.mark.parametrize("actor", ["admin", "super_admin", "evaluator"])
def test_whoever_sees_the_event_gets_the_diplomas(client, request, actor, activity, results):
    client.force_login(request.getfixturevalue(actor))

    response = print_all(client, activity)

    assert response.status_code == 200
    found = pages(response)
    expected = [("Štěpánka Ďáblová", 1), ("Bob", 1), ("Dan", 1), ("Ota", 3)]
    assert len(found) == len(expected)
    for text, (name, place) in zip(found, expected, strict=True):
        assert name in text
        assert {1: "1st place", 3: "3rd place"}[place] in text


@pytest.mark.parametrize("actor", ["outsider", "stranger"])
def test_nobody_else_can_even_find_out_that_the_event_exists(
    client, request, actor, activity, results
):
    client.force_login(request.getfixturevalue(actor))

    assert client.get(url_of(activity)).status_code == 404


def test_anonymous_is_asked_to_sign_in(client, activity, results):
    response = client.get(url_of(activity))

    assert response.status_code == 302
    assert response.url == f"{reverse('accounts:sign-in')}?next={url_of(activity)}"


def test_an_activity_of_another_event_is_not_there(client, admin, organisation, activity, results):
    client.force_login(admin)
    other = make.event(organisation=organisation)

    assert client.get(url_of(activity, event=other)).status_code == 404


@pytest.mark.parametrize("event_pk", [None, 10**6, 2**63, 10**30])
@pytest.mark.parametrize("activity_pk", [10**6, 2**63, 10**30])
def test_ids_that_cannot_be_are_not_there(client, admin, event, event_pk, activity_pk):
    client.force_login(admin)

    response = client.get(reverse("diplomas:activity", args=[event_pk or event.pk, activity_pk]))

    assert response.status_code == 404


def test_looking_prints_nothing_and_old_links_lead_to_the_list(
    client, admin, event, activity, results
):
    client.force_login(admin)
    old = reverse("diplomas:activity-pdf", args=[event.pk, activity.pk])

    assert client.get(url_of(activity)).status_code == 200
    assert old.endswith("/diplomas.pdf")
    assert client.get(f"{old}?gender=F").url == url_of(activity, gender="F")
    assert client.post(old).status_code == 405
    assert not Diploma.objects.exists()


def test_only_who_is_chosen(client, admin, activity, results):
    client.force_login(admin)
    bob = Participant.objects.get(display_name="Bob")

    [text] = pages(
        client.post(
            url_of(activity), {"award": [key(bob, activity), f"{key(bob, activity)}0", "x"]}
        )
    )
    assert "Bob" in text
    for nobody in ([], ["ACTIVITY-1000000000000-1"], ["x"]):
        answer = client.post(url_of(activity), {"award": nobody})
        assert (answer.status_code, answer.url) == (302, url_of(activity))
    assert [each.participant for each in Diploma.objects.all()] == [bob]


def test_the_list_chooses_what_is_still_to_be_printed(client, admin, activity, results):
    client.force_login(admin)
    bob = Participant.objects.get(display_name="Bob")
    client.post(url_of(activity), {"award": key(bob, activity)})

    def chosen(**query):
        html = client.get(url_of(activity, **query)).content.decode()
        return html.count("checked")

    assert chosen() == 3
    assert chosen(all="1") == 4
    print_all(client, activity)
    assert chosen() == 4  # all again: nothing is left to be printed
    assert Diploma.objects.count() == 4


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"gender": "F"}, ["Štěpánka Ďáblová"]),
        ({"gender": "M"}, ["Bob", "Dan", "Ota"]),
        ({"gender": "M", "place": "1"}, ["Bob", "Dan"]),
        ({"place": "3"}, ["Ota"]),
        ({"gender": "", "category": "All", "place": ""}, ["Štěpánka Ďáblová", "Bob", "Dan", "Ota"]),
    ],
)
def test_narrowed(client, admin, activity, results, query, names):
    client.force_login(admin)

    found = pages(print_all(client, activity, **query))

    assert len(found) == len(names)
    assert all(name in text for name, text in zip(names, found, strict=True))


@pytest.mark.parametrize("query", [{}, {"place": "2"}, {"place": "x"}, {"category": "žádná"}])
def test_without_winners_back_to_the_leaderboard_with_a_sentence(
    client, admin, event, activity, participant, query
):
    client.force_login(admin)
    if query:
        make.record(activity, participant, "9.5")

    response = client.get(url_of(activity, **query))

    leaderboard = reverse("scoring:leaderboard", args=[event.pk])
    assert (response.status_code, response.url) == (302, f"{leaderboard}?activity={activity.pk}")
    assert [
        (message.level_tag, str(message)) for message in get_messages(response.wsgi_request)
    ] == [("info", "There are no results to print diplomas from yet: Běh na 60 m.")]


def test_shown_in_the_browser_under_a_czech_name_and_kept_nowhere(client, admin, activity, results):
    activity.name = "Běh: 60/100 m"
    activity.save()
    client.force_login(admin)

    headers = print_all(client, activity).headers

    assert headers["Content-Disposition"] == (
        "inline; filename*=utf-8''Diplomas_B%C4%9Bh_60100_m.pdf"
    )
    assert {"private", "no-store"} <= set(headers["Cache-Control"].split(", "))


def test_the_events_first_template_is_used(client, admin, event, activity, results):
    client.force_login(admin)
    for name, orientation in [("první", "PORTRAIT"), ("druhý", "LANDSCAPE")]:
        DiplomaTemplate.objects.create(
            event=event,
            name=name,
            orientation=orientation,
            items=[{"kind": "text", "text": f"{name}: {{name}}", "y": 100}],
        )

    response = print_all(client, activity, gender="F")

    assert pages(response) == ["první: Štěpánka Ďáblová"]
    box = PdfReader(io.BytesIO(response.content)).pages[0].mediabox
    assert box.height > box.width


@pytest.mark.parametrize("people", [1, 30])
def test_queries_do_not_grow(client, admin, activity, group, people, django_assert_num_queries):
    for number in range(people):
        make.record(activity, make.participant(group, display_name=f"Dítě {number}"), "9")
    client.force_login(admin)

    with django_assert_num_queries(13):
        client.get(url_of(activity))
    chosen = [key(each, activity) for each in Participant.objects.all()]
    with django_assert_num_queries(22):
        assert len(pages(client.post(url_of(activity), {"award": chosen}))) == people


NOT_SET = {"ສົມໃຈ": "ສົມໃຈ", "王小明": "王小明", "\U000f1234": "\U000f1234"}


def test_names_in_letters_that_no_font_has_are_listed_before_printing(
    client, admin, activity, results, group
):
    for name in [*NOT_SET, "Anna 🎉 Malá", "سلمى", "สมชาย"]:
        make.record(activity, make.participant(group, display_name=name, gender="F"), "9.5")
    client.force_login(admin)

    answer = client.get(url_of(activity, gender="F"))

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    found = {each.text: each.letters for each in answer.context["lost"]}
    assert set(found) == set(NOT_SET)
    assert {name: set(letters) for name, letters in found.items()} == {
        name: set(letters) for name, letters in NOT_SET.items()
    }
    html = answer.content.decode()
    assert all(f"<li><bdi>{name}</bdi></li>" in html for name in NOT_SET)
    assert len(pages(print_all(client, activity, gender="F"))) == 7


def test_other_texts_are_listed_with_whose_diploma_they_stand_on(
    client, admin, activity, participant
):
    Group.objects.update(name="Ⴀ 1")
    make.record(activity, participant, "9.5")
    client.force_login(admin)

    answer = client.get(url_of(activity))

    [lost] = answer.context["lost"]
    assert (lost.winner, lost.text, lost.letters) == ("Štěpánka Ďáblová", "Ⴀ 1", "Ⴀ")
    line = "<li><bdi>Ⴀ 1</bdi> (Štěpánka Ďáblová) – <bdi>Ⴀ</bdi></li>"
    assert line in answer.content.decode()


def test_a_template_from_before_the_bound_says_why_it_is_not_printed(
    client, admin, event, activity, results
):
    item = {"type": "STATIC", "text": "a " * 500, "x": 0, "y": 0, "fontSize": 9, "color": "#000"}
    template = DiplomaTemplate.objects.create(event=event, name="Plný", items=[item] * 21)
    client.force_login(admin)
    example = reverse("diplomas:example", args=[event.pk, template.pk])

    for address, lands in [
        (
            url_of(activity),
            f"{reverse('scoring:leaderboard', args=[event.pk])}?activity={activity.pk}",
        ),
        (example, reverse("admin:diplomas_diplomatemplate_change", args=[template.pk])),
    ]:
        answer = client.get(address, follow=True)

        assert answer.redirect_chain == [(lands, 302)]
        assert "“Plný” cannot be printed: All texts together may have" in answer.content.decode()
    template.items = [item] * 20
    template.save()
    assert len(pages(print_all(client, activity))) == 4


def test_of_the_overall_standings(client, admin, event, standing):
    client.force_login(admin)
    address = reverse("diplomas:overall", args=[event.pk])
    rows = client.get(address).context["rows"]
    assert [(row.winner.name, row.winner.place) for row in rows] == [
        ("Anna Malá", 1),
        ("Cilka Malá", 2),
        ("Štěpánka Ďáblová", 2),
    ]

    text, *_others = pages(client.post(address, {"award": rows[0].key}))

    assert "Anna Malá" in text and "Overall standings" in text and "15 points" in text
    [diploma] = Diploma.objects.all()
    assert (diploma.kind, diploma.activity, diploma.facts["value"]) == ("OVERALL", None, "15")


def test_without_standings_there_are_no_diplomas_of_them(client, admin, event, results):
    client.force_login(admin)

    answer = client.get(reverse("diplomas:overall", args=[event.pk]))

    assert (answer.status_code, answer.url) == (302, reverse("scoring:standings", args=[event.pk]))


def test_one_by_hand_and_by_the_template_of_its_rule(client, admin, event, activity, results):
    client.force_login(admin)
    own = [{"kind": "text", "text": "{first_line}: {name}", "x": 20, "y": 40, "width": 200}]
    DiplomaTemplate.objects.create(event=event, name="Obvyklý")
    golden = DiplomaTemplate.objects.create(event=event, name="Zlatý", items=own)
    AwardRule.objects.create(
        event=event, order=1, scope="ACTIVITIES", last_place=1, template=golden
    )
    AwardRule.objects.create(event=event, order=2, scope="ACTIVITIES", last_place=3)
    address = reverse("diplomas:awards", args=[event.pk])
    rows = client.get(address).context["rows"]

    found = pages(client.post(address, {"award": [row.key for row in rows]}))
    assert ["is awarded to" in text and "Diploma" not in text for text in found] == [
        True, True, True, False,
    ]  # fmt: skip
    bob = next(row.key for row in rows if row.name == "Bob")
    assert b"Bob" in client.get(f"{address}?reword={bob}").content
    typed = {"reword": bob, "name": "Bobek", "first_line": "Bravo"}
    assert client.post(address, {**typed, "name": "x" * 256}).status_code == 422
    assert pages(client.post(address, typed)) == ["Bravo: Bobek"]
    assert pages(client.post(address, {"award": bob})) == ["Bravo: Bobek"]
    assert client.get(f"{address}?reword=x").status_code == 404
    assert [row.name for row in client.get(f"{address}?rule=2").context["rows"]] == ["Ota"]
