"""Accounts in files: super admins import, whoever is new is invited; organisers export theirs."""

import pytest
from django.core import mail

from accounts.models import AuditLog, InvitationToken, Membership, User
from tests import make
from tests.admin_site import page
from tests.exchange_files import (
    confirm,
    csv_rows,
    export,
    imported,
    names,
    problems,
    totals,
    upload,
)

HEADER = "email,full_name,role,is_active,language,organisation\n"


def actions():
    return list(AuditLog.objects.order_by("pk").values_list("action", flat=True))


def test_known_people_are_changed_by_the_services(as_super_admin, admin, evaluator, organisation):
    other = make.organisation(slug="sokol")
    text = HEADER + (
        f"{admin.email.upper()},Adam  Nový,ADMIN,true,cs,vydri; sokol\n"
        f"{evaluator.email},,admin,ne,,\n"
    )

    preview = upload(as_super_admin, User, text)

    assert totals(preview) == (0, 2, 0)
    assert actions() == []
    assert confirm(as_super_admin, User, preview).status_code == 302
    admin.refresh_from_db()
    evaluator.refresh_from_db()
    assert (admin.full_name, admin.language, admin.role) == ("Adam Nový", "cs", "ADMIN")
    assert set(admin.memberships.values_list("organisation__slug", flat=True)) == {"vydri", "sokol"}
    assert (evaluator.full_name, evaluator.role, evaluator.is_active) == (
        "Eva Měřičová",
        "ADMIN",
        False,
    )
    assert actions() == [
        "UPDATE_USER",
        "CREATE_MEMBERSHIP",
        "CHANGE_ROLE",
        "CHANGE_STATUS",
        "IMPORT_USERS",
    ]
    assert AuditLog.objects.get(action="CREATE_MEMBERSHIP").organisation == other


def test_new_people_are_invited(as_super_admin, organisation, django_capture_on_commit_callbacks):
    text = HEADER + "Jana@Example.org,Jana Nová,EVALUATOR,,cs,Tábor Vydří\n"
    users = User.objects.count()

    with django_capture_on_commit_callbacks(execute=True) as of_preview:
        preview = upload(as_super_admin, User, text)
    assert totals(preview) == (1, 0, 0)
    assert (of_preview, mail.outbox, InvitationToken.objects.count()) == ([], [], 0)

    with django_capture_on_commit_callbacks(execute=True):
        confirm(as_super_admin, User, preview)

    [sent] = mail.outbox
    assert sent.to == ["jana@example.org"]
    invitation = InvitationToken.objects.get()
    assert (invitation.email, invitation.role, invitation.organisation, invitation.language) == (
        "jana@example.org",
        "EVALUATOR",
        organisation,
        "cs",
    )
    assert User.objects.count() == users
    assert actions() == ["INVITE_EVALUATOR", "IMPORT_USERS"]
    assert imported(as_super_admin, User, text) == (0, 0, 1)
    assert InvitationToken.objects.count() == 1


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_an_export_imported_again_changes_nothing(as_super_admin, admin, evaluator, format):
    make.user(full_name="=cmd", email="+x@example.org", language="cs", is_active=False)
    make.user(full_name="Bobři", email="b@x.invalid", username="bobri-4f2k", is_team=True)
    before = list(User.objects.order_by("pk").exclude(role="SUPER_ADMIN").values())
    memberships = list(Membership.objects.order_by("pk").values())

    content = export(as_super_admin, User, format)

    assert imported(as_super_admin, User, content, f"x.{format}") == (0, 0, 5)
    assert list(User.objects.order_by("pk").exclude(role="SUPER_ADMIN").values()) == before
    assert list(Membership.objects.order_by("pk").values()) == memberships


def test_an_export_holds_no_secrets(as_super_admin, admin, evaluator):
    content = export(as_super_admin, User)

    rows = csv_rows(content)
    assert list(rows[0]) == ["email", "username", *HEADER.strip().split(",")[1:], "created_at"]
    for user in User.objects.all():
        assert user.password.encode() not in content
    row = next(row for row in rows if row["email"] == admin.email)
    del row["created_at"]
    assert row == {
        "email": admin.email,
        "username": "",
        "full_name": "Adam Pořadatel",
        "role": "ADMIN",
        "is_active": "true",
        "language": "",
        "organisation": "vydri",
    }


def test_organisers_export_whom_they_see_and_of_them_what_they_may(
    as_admin, admin, organisation, outsider
):
    other = make.organisation(slug="jinde")
    colleague = make.user(organisation=organisation, full_name="Kolega")
    Membership.objects.create(user=colleague, organisation=other)

    rows = csv_rows(export(as_admin, User))

    assert {row["email"]: row["organisation"] for row in rows} == {
        admin.email: "vydri",
        colleague.email: "vydri",
    }
    log = AuditLog.objects.get(action="EXPORT_USERS")
    assert (log.organisation, log.detail) == (
        organisation,
        "Adam Pořadatel exported users as CSV, rows: 2",
    )


def test_only_super_admins_import(as_admin, admin):
    text = HEADER + f"{admin.email},Jiný,,,,\n"

    assert upload(as_admin, User, text).status_code == 403
    assert as_admin.post(page(User, "process_import"), {"pending": 1}).status_code == 403
    assert as_admin.get(page(User, "import")).status_code == 403
    admin.refresh_from_db()
    assert admin.full_name == "Adam Pořadatel"


def test_super_admins_are_neither_made_nor_changed(as_super_admin, super_admin, evaluator):
    text = HEADER + (
        f"{super_admin.email},Jiná,,,,\n"
        f"{evaluator.email},,SUPER_ADMIN,,,\n"
        "novy@example.org,,SUPER_ADMIN,,,vydri\n"
    )

    answer = upload(as_super_admin, User, text)

    assert answer.status_code == 422
    assert problems(answer) == [
        (2, "", "A super admin's account cannot be changed here."),
        (3, "", "Super admins are only made on the server."),
        (4, "role", "Super admins are invited on the server, by nobody's click."),
    ]
    assert actions() == []


def test_what_is_refused_is_listed(as_super_admin, evaluator):
    for slug in ("a1", "a2"):
        make.organisation(slug=slug, name="Stejná")
    text = HEADER + (
        "nobody,,,,,\n"
        ",,,,,\n"
        f"{evaluator.email},,boss,maybe,de,\n"
        f"{evaluator.email},Eva,,,,Neznámá\n"
        "x@example.org,,,,,Stejná\n"
        "x@example.org,,,,,\n"
        "y@example.org,,,,,a1; a2\n"
    ).replace(",,,,,\n", ",-,,,,\n", 2)

    answer = upload(as_super_admin, User, text)

    assert answer.status_code == 422
    assert problems(answer) == [
        (2, "email", "Enter a valid email address."),
        (3, "email", "Enter a valid email address."),
        (4, "role", "“boss” is none of: SUPER_ADMIN, ADMIN, EVALUATOR"),
        (4, "language", "“de” is none of: en, cs"),
        (4, "is_active", "“maybe” is none of: true, false"),
        (5, "organisation", "“Neznámá” is no organisation’s short name."),
        (6, "organisation", "“Stejná” is no organisation’s short name."),
        (7, "", "An earlier row is about the same one. Leave one of them out."),
        (8, "organisation", "An invitation is to one organisation. Add the others later."),
    ]
    assert not InvitationToken.objects.exists()


def test_an_error_in_a_cell_refuses_its_row(as_super_admin, evaluator, admin):
    text = HEADER.replace("role", "other") + (
        f"{evaluator.email},#REF!,#N/A,,,\n#N/A,Eva,,,,\n{admin.email},Eva,#N/A,,,\n"
    )

    answer = upload(as_super_admin, User, text)

    assert answer.status_code == 422
    assert problems(answer) == [
        (2, "full_name", "“#REF!” is an error, not a value. Correct it in the table."),
        (3, "email", "“#N/A” is an error, not a value. Correct it in the table."),
    ]


def test_what_is_doubtful_about_a_file_is_shown(as_super_admin, evaluator):
    text = f"Our people\n\n{HEADER}{evaluator.email},Eva Nová,,,,\n"

    answer = upload(as_super_admin, User, text)

    sentence = "The headers were found in row 3. What stands above is left out: Our people"
    assert (answer.status_code, sentence in answer.content.decode()) == (200, True)
    confirm(as_super_admin, User, answer)
    evaluator.refresh_from_db()
    assert evaluator.full_name == "Eva Nová"


def test_one_import_mails_no_crowd(
    as_super_admin, organisation, django_capture_on_commit_callbacks
):
    text = HEADER + "".join(f"n{number}@example.org,,,,,vydri\n" for number in range(101))

    answer = upload(as_super_admin, User, text)

    assert problems(answer) == [
        (102, "", "One import invites at most 100 people. Split the file."),
    ]


def test_an_outsider_s_export(as_outsider, outsider, admin):
    assert names(export(as_outsider, User), "email") == [outsider.email]


NAMED = "email,username,full_name\n"


def test_user_names_are_given_and_found_by(as_super_admin, organisation):
    eva = make.user(full_name="Eva", organisation=organisation)
    bobri = make.user(full_name="Bobři", username="bobri-4f2k", organisation=organisation)
    text = NAMED + f"{eva.email}, Eva.M ,\n,BOBRI-4f2k,Bobři a draci\n"

    preview = upload(as_super_admin, User, text)
    confirm(as_super_admin, User, preview)

    eva.refresh_from_db()
    bobri.refresh_from_db()
    assert (eva.username, eva.full_name) == ("eva.m", "Eva")
    assert (bobri.username, bobri.full_name) == ("bobri-4f2k", "Bobři a draci")
    log = AuditLog.objects.filter(action="UPDATE_USER").order_by("pk").first()
    assert log.detail == "User “Eva” was changed: user name – → eva.m"
    assert log.changes == {"username": [None, "eva.m"]}
    without = f"email,full_name\n{eva.email},Eva Nová\n"
    confirm(as_super_admin, User, upload(as_super_admin, User, without))
    eva.refresh_from_db()
    assert (eva.username, eva.full_name) == ("eva.m", "Eva Nová")


def test_bad_user_names_are_refused_by_their_column(as_super_admin, organisation):
    eva, jan = make.user(organisation=organisation), make.user(organisation=organisation)
    make.user(username="bobri-4f2k", organisation=organisation)
    text = NAMED + (
        f"{eva.email},bobri-4f2k,\n"
        f"{jan.email},jan novák,\n"
        "new@example.org,new-one,\n"
        "draci-9x8y@tabor.invalid,,Draci\n"
        ",nobody-here,\n"
    )

    answer = upload(as_super_admin, User, text)

    assert answer.status_code == 422
    assert [(row, column) for row, column, _sentence in problems(answer)] == [
        (2, "username"),
        (3, "username"),
        (4, "username"),
        (5, "email"),
        (6, "email"),
    ]
    sentences = [sentence for _row, _column, sentence in problems(answer)]
    assert sentences[0] == "An account with this user name already exists."
    assert sentences[1].startswith("A user name has 3 to 50 characters")
    assert sentences[3] == "No mail can reach this address: it is a team login's."
    assert not InvitationToken.objects.exists()
