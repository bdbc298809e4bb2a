"""Who scores what, on one page: the pool, moving between groups, invitations."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog, InvitationToken, SignInCode, User
from accounts.people import invitations
from events.evaluators.board import board_of
from events.evaluators.pool import place_evaluator
from events.models import Event, EventEvaluator, Group, GroupEvaluator, Participant
from tests import make
from tests.threads import at_once

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "board"}


def url(event, name="evaluators"):
    return reverse(f"events:{name}", args=[event.pk])


def place(client, event, user, group, shown=..., **headers):
    sent = {"user": user.pk, "group": group.pk if group else ""}
    if shown is not ...:
        sent["shown"] = shown.pk if shown else ""
    return client.post(url(event, "evaluator-place"), sent, **headers)


def group_of(user, event):
    assignment = GroupEvaluator.objects.filter(
        event_evaluator__user=user, event_evaluator__event=event
    ).first()
    return assignment and assignment.group


def logs():
    return list(AuditLog.objects.order_by("pk").values_list("action", "detail"))


def test_the_page_shows_the_pool_the_groups_and_the_work(
    as_admin, event, group, other_group, participant, activity, evaluator, stranger
):
    make.participant(group)
    make.participant(group, status=Participant.Status.WITHDRAWN)
    make.activity(event)
    make.assign(make.user(full_name="Žofie"), group)
    make.assign(make.user(full_name="Ivan", is_active=False), group)
    EventEvaluator.objects.create(event=event, user=stranger)

    make.record(activity, participant, "12")

    answer = as_admin.get(url(event))

    board = answer.context["board"]
    text = re.sub(r"\s+", " ", answer.content.decode())
    assert "2 participants × 2 activities, 1 of 4 entered" in text
    assert "0 participants × 2 activities</p>" in text
    assert text.count("their share: 2 results") == 2
    assert "<progress" not in text
    assert [str(person.user) for person in board.pool] == ["Cizí Hodnotitel"]
    bobri, draci = board.columns
    assert (str(bobri.group), bobri.participants, bobri.cells, bobri.share) == ("Bobři", 2, 4, 2)
    assert [(str(each.user), each.load) for each in bobri.people] == [
        ("Eva Měřičová", 2),
        ("Ivan", 0),
        ("Žofie", 2),
    ]
    assert board.lacking == [draci]


def test_load_is_rounded_up_and_all_of_it_where_nobody_may_sign_in(event, group):
    make.activity(event)
    for _number in range(5):
        make.participant(group)
    make.assign(make.user(is_active=False), group)
    assert (board_of(event).columns[0].share, board_of(event).columns[0].able) == (5, 0)

    for _number in range(2):
        make.assign(make.user(), group)

    assert board_of(event).columns[0].share == 3


def test_what_is_missing_is_shown_in_words(as_admin, event, group, other_group, evaluator):
    answer = as_admin.get(url(event)).content.decode()

    assert "1 group has nobody who can score it." in answer
    assert answer.count("No evaluator") == 1
    assert "Make 1 team login and print its card" in answer


@pytest.mark.parametrize("extra", [{}, HTMX], ids=["browser", "htmx"])
def test_assign_move_and_take_off(as_admin, event, group, other_group, stranger, admin, extra):
    EventEvaluator.objects.create(event=event, user=stranger)

    answers = [
        place(as_admin, event, stranger, group, None, **extra),
        place(as_admin, event, stranger, other_group, group, **extra),
        place(as_admin, event, stranger, None, other_group, **extra),
    ]

    assert [answer.status_code for answer in answers] == [200 if extra else 302] * 3
    if extra:
        assert "Cizí Hodnotitel scores Bobři now." in answers[0].content.decode()
        assert answers[0].templates[0].name == "events/evaluators/_board_part.html"
    else:
        assert answers[0].url == f"{url(event)}#person-{stranger.pk}"
    assert group_of(stranger, event) is None
    assert logs() == [
        ("ASSIGN_GROUP_EVALUATOR", "Cizí Hodnotitel scores Bobři in Tábor 2026"),
        ("MOVE_GROUP_EVALUATOR", "Cizí Hodnotitel scores Draci instead of Bobři in Tábor 2026"),
        ("DELETE_GROUP_EVALUATOR", "Cizí Hodnotitel no longer scores Draci in Tábor 2026"),
    ]
    log = AuditLog.objects.get(action="MOVE_GROUP_EVALUATOR")
    assert (log.actor, log.organisation) == (admin, event.organisation)
    assert log.changes == {"group": ["Bobři", "Draci"]}
    assert (log.resource_type, log.resource_id) == ("group", other_group.pk)


def test_the_same_group_again_changes_nothing(as_admin, event, group, evaluator):
    assert place(as_admin, event, evaluator, group, group).status_code == 302
    assert logs() == []


@pytest.mark.parametrize("extra", [{}, HTMX], ids=["browser", "htmx"])
def test_a_colleague_was_quicker(as_admin, event, group, other_group, evaluator, admin, extra):
    third = make.group(event, name="Vydry")
    place_evaluator(event=event, user=evaluator, group=other_group, by=admin)

    answer = place(as_admin, event, evaluator, third, group, **extra)

    assert answer.status_code == 409
    sentence = "Meanwhile a colleague moved Eva Měřičová to Draci. Look again, then move."
    assert sentence in answer.content.decode()
    assert group_of(evaluator, event) == other_group
    person = answer.context["board"].columns[1].people[0]
    assert (person.user, person.group) == (evaluator, other_group)


def test_somebody_who_left_meanwhile_and_a_group_that_went(as_admin, event, group, evaluator):
    gone = make.group(event)
    Group.objects.filter(pk=gone.pk).delete()
    answer = place(as_admin, event, evaluator, gone, group)
    assert answer.status_code == 422
    assert "This group was deleted." in answer.content.decode()

    EventEvaluator.objects.all().delete()
    answer = place(as_admin, event, evaluator, None, group)
    assert answer.status_code == 422
    assert "This person is not among the evaluators any more." in answer.content.decode()
    with pytest.raises(ValidationError) as refusal:
        place_evaluator(event=event, user=evaluator, group=group, by=None)
    assert refusal.value.code == "not_in_pool"


@pytest.mark.django_db(transaction=True)
def test_two_organisers_at_once_one_wins(event, group, other_group, stranger, admin, super_admin):
    EventEvaluator.objects.create(event=event, user=stranger)

    def move(to, by):
        try:
            place_evaluator(event=event, user=stranger, group=to, by=by, shown=None)
        except ValidationError as refusal:
            return refusal.code
        return "moved"

    found = at_once(lambda: move(group, admin), lambda: move(other_group, super_admin))

    assert sorted(found) == ["conflict", "moved"]
    assert AuditLog.objects.count() == GroupEvaluator.objects.count() == 1


BAD = ["", "x", "-1", "0", "999999", "9" * 30, "\x00", "1 OR 1=1", "²"]


@pytest.mark.parametrize("bad", BAD)
def test_bad_ids_change_nothing(as_admin, event, group, evaluator, bad):
    for sent in [
        {"user": bad, "group": group.pk},
        {"user": evaluator.pk, "group": bad or "x"},
        {"user": evaluator.pk},
    ]:
        answer = as_admin.post(url(event, "evaluator-place"), sent)
        assert answer.status_code == 422, sent
    for action in ["add", "remove"]:
        answer = as_admin.post(url(event), {"action": action, "user": bad})
        assert answer.status_code == 422
    code = 400 if "\x00" in bad else 200  # no page takes it in its address
    asked = {"q": bad, "move": bad, "invitations": bad}
    assert as_admin.get(url(event), asked).status_code == code
    assert group_of(evaluator, event) == group
    assert logs() == []


def test_another_organisations_ids_are_no_ids(as_admin, event, group, evaluator, outsider):
    theirs = make.event(organisation=outsider.memberships.get().organisation)
    their_group = make.group(theirs, name="Tajní")
    theirs_too = make.user(full_name="Tajná Osoba")
    make.assign(theirs_too, their_group)

    answers = [
        place(as_admin, event, evaluator, their_group),
        place(as_admin, event, theirs_too, group),
        as_admin.post(url(event), {"action": "add", "user": theirs_too.pk}),
        as_admin.post(url(event), {"action": "remove", "user": theirs_too.pk}),
    ]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert all("Tajn" not in answer.content.decode() for answer in answers)
    assert group_of(evaluator, event) == group
    assert group_of(theirs_too, theirs) == their_group
    assert as_admin.get(url(theirs)).status_code == 404
    assert place(as_admin, theirs, theirs_too, None).status_code == 404


def test_add_and_remove(as_admin, event, group, organisation, admin):
    jana = make.user(full_name="Jana Šťastná", organisation=organisation)

    answer = as_admin.post(url(event), {"action": "add", "user": jana.pk}, follow=True)
    assert "Jana Šťastná is among the evaluators now." in answer.content.decode()
    place(as_admin, event, jana, group)
    page = as_admin.get(url(event)).content.decode()
    assert "Removing takes them out of Tábor 2026 and off the group Bobři." in page
    answer = as_admin.post(url(event), {"action": "remove", "user": jana.pk}, follow=True)

    assert "Jana Šťastná is not among the evaluators any more." in answer.content.decode()
    assert not EventEvaluator.objects.exists()
    assert [action for action, _detail in logs()] == [
        "ADD_EVENT_EVALUATOR",
        "ASSIGN_GROUP_EVALUATOR",
        "DELETE_EVENT_EVALUATOR",
    ]
    assert as_admin.post(url(event), {"action": "remove", "user": jana.pk}).status_code == 422


def test_who_is_offered(as_admin, event, group, organisation, evaluator, admin, super_admin):
    people = [
        make.user(full_name=name, organisation=organisation)
        for name in ["Štěpánka Říhová", "Štefan Malý"]
    ]
    make.user(full_name="Štěpán Spící", organisation=organisation, is_active=False)
    make.user(full_name="Štěpán Cizí", organisation=make.organisation())

    def offered(text, **headers):
        return [
            str(user)
            for user in as_admin.get(url(event), {"q": text}, **headers).context["candidates"]
        ]

    assert offered("") == ["Adam Pořadatel", "Štefan Malý", "Štěpánka Říhová"]
    assert offered("stepan RIHOVA") == ["Štěpánka Říhová"]
    assert offered(people[1].email) == ["Štefan Malý"]
    assert offered("Spící") == []
    part = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "candidates"}
    assert offered("ste", **part) == ["Štefan Malý", "Štěpánka Říhová"]


def test_many_candidates_are_counted(as_admin, event, organisation):
    for _number in range(13):
        make.user(organisation=organisation)

    answer = as_admin.get(url(event), {"q": "user"})

    assert (len(answer.context["candidates"]), answer.context["more"]) == (10, 4)  # and the admin
    assert "And 4 more: type a part of the name." in answer.content.decode()


def test_an_archived_event_is_only_read(as_admin, event, group, other_group, evaluator, admin):
    Event.objects.filter(pk=event.pk).update(status=Event.Status.ARCHIVED)

    page = as_admin.get(url(event)).content.decode()
    answers = [
        place(as_admin, event, evaluator, other_group),
        as_admin.post(url(event), {"action": "remove", "user": evaluator.pk}),
        as_admin.post(url(event), {"action": "add", "user": admin.pk}),
    ]

    assert "The event is archived" in page
    assert f'action="{url(event, "evaluator-place")}"' not in page
    assert [answer.status_code for answer in answers] == [422] * 3
    assert group_of(evaluator, event) == group
    assert logs() == []


def test_an_event_deleted_meanwhile(as_admin, event, evaluator, group, admin):
    Event.objects.all().delete()

    assert place(as_admin, event, evaluator, None).status_code == 404
    with pytest.raises(ValidationError, match=r"This event was deleted\."):
        place_evaluator(event=event, user=evaluator, group=None, by=admin)


@pytest.mark.django_db(transaction=True)
def test_invite_resend_revoke(as_admin, event, admin):
    def post(name, **sent):
        return as_admin.post(url(event, name), sent, follow=True)

    answer = post("invitations", email="Jana@Example.org")
    assert "The invitation was mailed to jana@example.org." in answer.content.decode()
    invitation = InvitationToken.objects.get()
    assert (invitation.role, invitation.organisation) == ("EVALUATOR", event.organisation)
    assert invitation.invited_by == admin
    again = post("invitations", email="jana@example.org")
    assert again.status_code == 422
    assert "This address has been invited already" in again.content.decode()
    old = invitation.token_hash
    post("invitation-resend", invitation=invitation.pk)
    invitation.refresh_from_db()
    assert invitation.token_hash != old
    answer = post("invitation-revoke", invitation=invitation.pk)
    flash = "The invitation of jana@example.org was revoked: its link is dead."
    assert flash in answer.content.decode()
    assert [message.to for message in mail.outbox] == [["jana@example.org"]] * 2
    assert post("invitation-resend", invitation=invitation.pk).status_code == 422


@pytest.mark.parametrize("own", ["", "en"])
def test_the_invitation_is_in_the_language_of_the_page(client, event, admin, own):
    User.objects.filter(pk=admin.pk).update(language=own)
    admin.refresh_from_db()
    client.force_login(admin)
    client.post(
        url(event, "invitations"), {"email": "jana@example.org"}, headers={"Accept-Language": "cs"}
    )

    assert InvitationToken.objects.get().language == (own or "cs")


def test_a_bad_address_comes_back_as_it_was_typed(as_admin, event):
    answer = as_admin.post(url(event, "invitations"), {"email": "jana@"})

    assert answer.status_code == 422
    assert 'value="jana@"' in answer.content.decode()
    assert "Enter a valid email address." in answer.content.decode()
    assert not InvitationToken.objects.exists()


def test_the_list_of_invitations(as_admin, event, admin, organisation):
    for name in ["pending", "expired", "revoked", "accepted", "elsewhere"]:
        place_of = make.organisation() if name == "elsewhere" else organisation
        invitations.invite(email=f"{name}@x.cz", role="EVALUATOR", organisation=place_of, by=admin)
    past = timezone.now() - timedelta(days=1)
    InvitationToken.objects.filter(email="expired@x.cz").update(expires_at=past)
    InvitationToken.objects.filter(email="revoked@x.cz").update(revoked_at=past)
    InvitationToken.objects.filter(email="accepted@x.cz").update(used_at=past)
    jana = make.user(email="accepted@x.cz", full_name="Jana", organisation=organisation)

    answer = as_admin.get(url(event))

    listed = {each.email: (each.status, each.account) for each in answer.context["invitations"]}
    assert listed == {
        "pending@x.cz": ("pending", None),
        "expired@x.cz": ("expired", None),
        "revoked@x.cz": ("revoked", None),
        "accepted@x.cz": ("accepted", jana),
    }
    theirs = InvitationToken.objects.get(email="elsewhere@x.cz")
    for name in ["invitation-resend", "invitation-revoke"]:
        refused = as_admin.post(url(event, name), {"invitation": theirs.pk})
        assert refused.status_code == 422
        assert "elsewhere" not in refused.content.decode()
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


def fill(event, people, organisation):
    users = User.objects.bulk_create(
        User(email=f"e{number}@x.cz", full_name=f"Evaluator {number}", is_team=number % 2 == 0)
        for number in range(people)
    )
    groups = [make.group(event) for _number in range(people // 3)]
    pool = EventEvaluator.objects.bulk_create(
        EventEvaluator(event=event, user=user) for user in users
    )
    GroupEvaluator.objects.bulk_create(
        GroupEvaluator(event_evaluator=member, group=groups[number % len(groups)])
        for number, member in enumerate(pool[:-1])
    )
    SignInCode.objects.bulk_create(
        SignInCode(user=user, token_hash=f"{user.pk}", expires_at=timezone.now())
        for user in users
        if user.is_team
    )


@pytest.mark.parametrize("people", [3, 300])
def test_queries_do_not_grow(as_admin, event, organisation, people, django_assert_num_queries):
    fill(event, people, organisation)
    as_admin.get(url(event))

    with django_assert_num_queries(6):
        board = board_of(event)
    with django_assert_num_queries(12):
        answer = as_admin.get(url(event))

    assert board.people == people
    assert len(answer.content) < 3_000_000


def test_lists_of_groups_beside_very_many_people_are_opened_one_by_one(
    as_admin, event, organisation
):
    fill(event, 300, organisation)
    person = EventEvaluator.objects.order_by("-pk").first().user

    closed = as_admin.get(url(event)).content.decode()
    opened = as_admin.get(url(event), {"move": person.pk}).content.decode()

    assert len(re.findall("<select", closed)) == 0
    assert f'href="?move={person.pk}#person-{person.pk}"' in closed
    assert re.findall(r'<select id="to-(\d+)"', opened) == [str(person.pk)]


def test_names_are_text(as_admin, event, organisation):
    group = make.group(event, name='<b id="x">&"')
    person = make.user(full_name="<script>alert(1)</script>", organisation=organisation)
    make.assign(person, group)

    answer = as_admin.get(url(event)).content.decode()

    assert "<script>alert" not in answer
    assert '<b id="x">' not in answer


def test_the_set_up_goes_on_from_here(as_admin, event):
    Event.objects.filter(pk=event.pk).update(setup_step="evaluators", status=Event.Status.DRAFT)

    answer = as_admin.get(url(event)).content.decode()

    assert 'aria-current="step"' in answer
    assert f'<a class="btn btn-primary" href="{url(event, "setup-review")}">Continue</a>' in answer
