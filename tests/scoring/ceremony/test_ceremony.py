"""A ceremony: led from phones, seen on screens, and not a byte of it before its time."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog
from scoring.models import BoardState, Ceremony, Screen
from tests import make
from tests.scoring.screens.test_screen import words
from tests.threads import at_once


def everything_public(slug):
    """All that anybody may ask for, as one text with its headers."""
    visitor, found = Client(), []
    for path in ["", "live/", "embed/", "embed/live/", "screen/", "screen/live/"]:
        for query in ("", "?screen=1", "?screen=2", "?lang=cs"):
            answer = visitor.get(f"/r/{slug}/{path}{query}")
            found += [answer.content.decode(), repr(answer.headers)]
    for path in ("", "/standings"):
        answer = visitor.get(f"/api/public/events/{slug}{path}")
        found += [answer.content.decode(), repr(answer.headers)]
    return "\n".join(found)


def test_nothing_leaks_ahead_of_its_step(lead, hall, standing, publish, announced, activity, jump):
    """Sprint: 1. Štěpánka 9.42, 2. Anna and Běla 9.50; Cilka 9.99, who is 4th, is hidden."""
    slug = publish(names="FIRST_INITIAL").slug
    make.record(activity, standing["Cilka"], "9.99")
    standing["Cilka"].is_hidden = True
    standing["Cilka"].save()
    announced(activity, places=0)
    lead("start")
    assert lead("screens", screen=[2]).status_code == 200
    seen = []
    for expected in [
        ["Tábor 2026"],
        ["Běh na 60 m"],
        ["Anna M.", "Běla M."],
        ["Štěpánka Ď."],
        [],  # the podium adds nothing
    ]:
        seen += expected
        public = everything_public(slug)
        for marker in ["Anna M.", "Běla M.", "9.50", "Štěpánka Ď.", "9.42", "Běh na 60 m"]:
            is_out = marker in seen or (marker, "Anna M." in seen) == ("9.50", True)
            is_out = is_out or (marker, "Štěpánka Ď." in seen) == ("9.42", True)
            assert (marker in public) == is_out, (marker, seen)
        for never in ["Cilka", "9.99", "Malá", "Ďáblová", "Hostka", "Skok"]:
            assert never not in public
        if expected:
            assert all(each in words(hall()) for each in expected)
        lead("next")
    assert "That was the last board." in lead("next").content.decode()
    assert words(hall()).index("1st place") < words(hall()).index("2nd place")


def test_what_is_public_does_not_depend_on_what_comes(
    lead, hall, standing, publish, announced, activity, group
):
    """The same bytes and the same ETag, whatever later places there are."""
    publish()
    announced(activity)
    lead("start")
    lead("screens", screen=[2])
    lead("next")
    lead("next")
    before = hall()
    lead("anew")  # the same two on the second place, and others before them
    make.record(activity, standing["Štěpánka"], "9.40")
    lead("anew")
    lead("next")
    after = hall()
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    assert len(after.content) == len(before.content)


def test_two_phones_and_a_double_tap(lead, standing, publish, announced, activity, event, client):
    announced(activity)
    lead("start")
    turn = Ceremony.objects.get().turn
    assert lead("next", turn).status_code == 200
    again = lead("next", turn)  # the second tap, or a call that was sent twice
    assert again.status_code == 409
    assert "this step had been made already" in again.content.decode()
    other = make.user("ADMIN", organisation=event.organisation, full_name="Druhá Pořadatelka")
    client.force_login(other)
    late = lead("back", turn).content.decode()
    assert "Adam Pořadatel had made the step already" in late
    assert Ceremony.objects.get().step == 0 and Ceremony.objects.get().turn == turn + 1
    for wrong in ("", "x", "9" * 30):
        assert lead("next", wrong).status_code == 409
    plain = client.post(
        reverse("scoring:ceremony-reveal", args=[event.pk]), {"then": "next", "turn": turn + 1}
    )
    assert plain.status_code == 302 and Ceremony.objects.get().step == 1  # without a script


def test_a_page_of_before_neither_begins_nor_ends_it(
    lead, hall, standing, publish, announced, activity, event
):
    publish()
    announced(activity)
    Screen.objects.create(event=event, number=2, shows_ceremony=True)  # ticked long before
    seen = Ceremony.objects.get().turn
    assert "Nobody sees it until you send it" in lead("start", seen).content.decode()
    assert "No results are public yet" in words(hall())
    assert "is running already" in lead("start").content.decode()
    begun = Ceremony.objects.get().turn
    lead("next")
    assert lead("end", begun).status_code == 409
    assert Ceremony.objects.get().is_running
    lead("end")

    late = lead("start", seen)

    assert late.status_code == 409 and "was led meanwhile" in late.content.decode()
    assert Ceremony.objects.get().boards.filter(taken__isnull=False).count() == 1
    assert lead("start").status_code == 200  # by whoever sees that it is over


def test_where_the_board_is_gone_it_goes_on_behind_it(
    lead, standing, announced, activity, jump, event, group
):
    boy = make.participant(group, display_name="Kluk Malý", gender="M", age=12)
    make.record(activity, boy, "8.00")
    make.record(jump, boy, "5.00 x x")
    announced(activity, jump)
    lead("start")
    boards = Ceremony.objects.get().boards.filter(is_announced=True).order_by("order")
    first, second, third, fourth = boards
    for board in (first, third, second):  # the third one before its turn
        lead("jump", board=board.pk)
    boy.gender = "X"  # and there is no board of boys any more
    boy.save()
    assert second.gender == fourth.gender == "M" and third.gender == "F"

    refused = lead("next")

    assert refused.status_code == 422 and Ceremony.objects.get().board == second
    lead("back")
    assert Ceremony.objects.get().board == first


def test_it_is_tried_out_before_there_is_any_board(lead, event, group):
    assert lead("start", 0).status_code == 200
    long = make.activity(event, "NUMERIC_HIGH", name="Skok daleký", unit="m")
    make.record(long, make.participant(group, gender="F", age=12), "4.00")
    assert "That was the last board." in lead("next").content.decode()
    lead("end")
    lead("start")
    assert lead("next").status_code == 200 and Ceremony.objects.get().board.activity == long


def test_where_the_activity_is_deleted_nothing_is_announced_twice(
    lead, standing, announced, activity, jump
):
    announced(activity, jump, overall=True)
    lead("start")
    boards = Ceremony.objects.get().boards.filter(is_announced=True).order_by("order")
    first, second, third = boards
    lead("jump", board=first.pk)
    lead("jump", board=second.pk)
    lead("next")
    jump.delete()

    assert lead("next").status_code == 200

    assert Ceremony.objects.get().board == third
    lead("back")
    assert Ceremony.objects.get().board == first


@pytest.mark.django_db(transaction=True)
def test_four_presses_at_the_same_moment(lead, standing, announced, activity, admin, event):
    announced(activity)
    lead("start")
    turn = Ceremony.objects.get().turn
    address = reverse("scoring:ceremony-reveal", args=[event.pk])
    phones = [Client() for _ in range(4)]
    for phone in phones:
        phone.force_login(admin)

    def press(phone):
        headers = {"HX-Request": "true"}
        data = {"then": "next", "turn": turn}
        return lambda: phone.post(address, data, headers=headers).status_code

    assert sorted(at_once(*map(press, phones))) == [200, 409, 409, 409]
    assert Ceremony.objects.get().turn == turn + 1


def test_a_corrected_result_changes_nothing_that_is_on_the_screen(
    lead, hall, standing, publish, announced, activity, jump, as_admin, event
):
    publish()
    announced(activity, jump)
    lead("start")
    lead("screens", screen=[2])
    lead("next")
    phone = lead("next").content.decode()
    assert "2nd place, shared by two" in phone and "have changed" not in phone
    make.record(activity, standing["Běla"], "9.30")

    assert "Běla Malá" in words(hall()) and "9.30" not in words(hall())
    live = reverse("scoring:ceremony-live", args=[event.pk])
    assert "Results of this board have changed" in as_admin.get(live).content.decode()
    lead("next")
    assert "Štěpánka Ďáblová Bobři 9.42 s" in words(hall())  # the board that was begun
    lead("anew")
    assert words(hall()).startswith("Běh na 60 m") and "Běla" not in words(hall())
    lead("next")
    assert "Anna Malá Bobři 9.50 s" in words(hall())

    # A board that was left in the middle is never gone on with by going back.
    second = Ceremony.objects.get().boards.get(activity=jump)
    assert lead("jump", board=second.pk).status_code == 200
    lead("back")
    assert "Štěpánka" not in words(hall()) and "Anna Malá" in words(hall())
    assert lead("jump", board="7").status_code == 422


def test_it_ends_and_what_was_announced_becomes_public(
    lead, hall, standing, publish, announced, activity, jump, as_admin, event, publication
):
    publish(jump, state="OFFICIAL", hold_until=timezone.now() + timedelta(days=1))
    publish(is_public=False)
    announced(activity, jump)
    lead("start")
    lead("screens", screen=[2])
    assert hall().status_code == 404
    assert "The public page is off" in lead("next").content.decode()
    lead("open_page")
    assert "Běh na 60 m" in words(hall())
    lead("next")
    lead("next")  # the whole of the sprint
    lead("next")
    lead("next")
    lead("next")
    assert "Skok daleký" in words(hall())  # and the second place of the jump

    ended = lead("end")

    assert "No results are public yet" in words(hall())
    assert not Screen.objects.filter(shows_ceremony=True).exists()
    assert "The ceremony is over" in ended.content.decode()
    address = reverse("scoring:ceremony", args=[event.pk])
    page = as_admin.get(address)
    assert [each.name for each in page.context["after"].to_publish] == ["Běh na 60 m – Girls"]
    lead("start")
    for _ in range(9):
        lead("next")
    lead("end")
    publication.refresh_from_db()
    sent = {"then": "publish", "version": publication.version}
    done = as_admin.post(address, sent, follow=True).content.decode()
    assert "2 boards are public now: Běh na 60 m – Girls, Skok daleký – Girls." in done
    states = {each.activity.name: each for each in BoardState.objects.select_related("activity")}
    assert states["Běh na 60 m"].state == "PUBLISHED"
    assert (states["Skok daleký"].state, states["Skok daleký"].hold_until) == ("OFFICIAL", None)
    assert "Announced at the ceremony." in AuditLog.objects.latest("pk").detail
    actions = AuditLog.objects.filter(action__endswith="_CEREMONY").values_list("action", flat=True)
    assert list(actions.order_by("pk")) == ["START_CEREMONY", "END_CEREMONY"] * 2
    again = as_admin.post(address, sent, follow=True).content.decode()
    assert "A colleague changed what the public sees" in again


def test_overall_standings_wait_for_all_of_their_boards(
    lead, standing, announced, as_admin, event, group
):
    boy = make.participant(group, display_name="Kluk Rychlý", gender="M", age=12)
    make.record(event.activities.first(), boy, "9.00")
    announced(overall=True)
    lead("start")
    for _ in range(5):
        lead("next")
    after = as_admin.get(reverse("scoring:ceremony", args=[event.pk])).context["after"]
    assert [each.now.words for each in after.waiting] == ["Boys"] and not after.to_publish
    for _ in range(4):
        lead("next")
    after = as_admin.get(reverse("scoring:ceremony", args=[event.pk])).context["after"]
    assert [each.name for each in after.to_publish] == ["Overall standings"]


def test_what_is_announced_is_decided_on_one_page(as_admin, standing, event, activity, jump, lead):
    address = reverse("scoring:ceremony", args=[event.pk])
    form = as_admin.get(address).context["form"]
    plan = form.plan
    names = [each.now.name for each in plan.announced]
    sprint, skok, _overall, groups = plan.announced
    assert names[0] == "Běh na 60 m – Girls" and names[-1] == "Standings of groups"
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    sent |= {f"at-{groups.key}": 1, f"places-{sprint.key}": 0, "then": "save", "note": "Vítejte!"}
    sent |= {f"note-{sprint.key}": "Medaile předá starosta.", f"on-{skok.key}": ""}

    assert as_admin.post(address, sent).status_code == 302

    listed = as_admin.get(reverse("scoring:ceremony-list", args=[event.pk])).content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", listed))
    order = ["Vítejte!", "1. Standings of groups", "2. Běh", "Medaile", "2nd place, shared by two"]
    assert sorted(order, key=text.index) == order and "Skok" not in text
    assert "1 of 5 results is missing" in text
    assert as_admin.post(address, sent).status_code == 409  # somebody else has decided meanwhile
    wrong = as_admin.post(address, sent | {f"places-{sprint.key}": "21"})
    assert wrong.status_code == 422 and "Nothing was changed" in wrong.content.decode()
    pdf = as_admin.get(reverse("diplomas:announcer-list", args=[event.pk]))
    assert pdf.content.startswith(b"%PDF")
    lead("start")
    lead("next")
    kept = as_admin.get(address).context["form"]
    sent = {field.html_name: field.value() for field in kept if field.value() is not None}
    refused = as_admin.post(address, sent | {f"on-{groups.key}": "", "then": "save"})
    assert "is being announced" in refused.content.decode()


@pytest.mark.parametrize("extra", [0, 25])
def test_what_is_asked_again_and_again_costs(
    lead, hall, standing, publish, announced, activity, group, extra, as_admin, event,
    django_assert_num_queries,
):  # fmt: skip
    for number in range(extra):
        child = make.participant(group, gender="F", age=12)
        make.record(activity, child, f"11.{number:02}")
    publish()
    announced(activity, places=0)
    lead("start")
    lead("screens", screen=[2])
    lead("next")
    lead("next")
    before = hall()
    with django_assert_num_queries(3):  # the versions, the screen, the ceremony
        again = hall()
    assert again.content == before.content
    live = reverse("scoring:ceremony-live", args=[event.pk])
    etag = as_admin.get(live)["ETag"]
    with django_assert_num_queries(8):  # with the session and its person
        assert as_admin.get(live, headers={"If-None-Match": etag}).status_code == 304
    lead("end")
    hall()
    with django_assert_num_queries(2):
        hall()
