"""What anybody learns of a printed diploma by its code."""

import pytest
from django.test import Client
from django.urls import reverse

from diplomas.awards.awarding import winners
from diplomas.awards.winners import Award
from diplomas.issued.issuing import issue, take_back
from diplomas.models import Diploma
from scoring.models import Publication
from scoring.publishing.stored import publication_of
from tests.make import published


@pytest.fixture
def diploma(event, activity, kids, admin):
    activity.event = event
    issue(event=event, awards={winners(activity)[0].award}, by=admin)
    return Diploma.objects.get()


def look(diploma, code=None):
    return Client().get(reverse("diplomas:verify", args=[code or diploma.code]))


def test_it_says_what_it_certifies(diploma):
    answer = look(diploma)

    html = answer.content.decode()
    assert "This diploma is valid." in html
    assert "1st place · Běh na 60 m · girls" in html and "Tábor 2026" in html
    assert "Štěpánka" not in html  # nothing of the event is public
    assert not Publication.objects.exists()  # whoever looks writes nothing
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert look(diploma, diploma.code.upper()).content == answer.content


@pytest.mark.parametrize(
    ("names", "shown"),
    [("FULL", "Štěpánka Ďáblová"), ("FIRST_INITIAL", "Štěpánka Ď."), ("FIRST", "Štěpánka")],
)
def test_the_name_is_shown_as_on_the_public_page(diploma, event, kids, names, shown):
    publication = publication_of(event)
    publication.is_public = True
    publication.save()
    assert "Štěpánka" not in look(diploma).content.decode()  # no board is public yet
    published(event, names=names)
    html = look(diploma).content.decode()
    assert f"<dd>{shown}</dd>" in html

    kids["Štěpánka"].is_hidden = True
    kids["Štěpánka"].save()
    assert "Štěpánka" not in look(diploma).content.decode()


def test_one_that_was_taken_back(diploma, event, admin):
    take_back(event=event, diploma_ids=[diploma.pk], reason="a <wrong> time", by=admin)

    html = look(diploma).content.decode()

    assert "not valid any more" in html and "a &lt;wrong&gt; time" in html

    diploma.participant.is_hidden = True
    diploma.participant.save()
    assert "wrong" not in look(diploma).content.decode()  # it may say who


def test_one_that_was_replaced_says_so_in_any_language(
    diploma, event, participant, activity, admin
):
    participant.display_name = "Štěpánka Andělská"
    participant.save()
    issue(event=event, awards={Award("ACTIVITY", participant.pk, activity.pk)}, by=admin)

    address = reverse("diplomas:verify", args=[diploma.code])
    assert "replaced by another one" in Client().get(address, {"lang": "en"}).content.decode()
    assert "nahrazen jiným" in Client().get(address, {"lang": "cs"}).content.decode()


@pytest.mark.parametrize("code", ["abcdefghjk", "x", "ž" * 10, "a" * 300, "../../etc", "%00"])
def test_codes_that_no_diploma_has(diploma, code):
    answer = Client().get(f"/d/{code}/", {"lang": "en"})

    assert answer.status_code == 404
    if code.isalnum() and code.isascii():
        assert "No diploma of ours has this code." in answer.content.decode()


@pytest.mark.parametrize(
    "typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]}{0[3]}{0[4]}-{0[5]}{0[6]}{0[7]}{0[8]}{0[9]}"]
)
def test_a_typed_code_leads_to_its_page(diploma, typed):
    text = typed.format(str(diploma))

    answer = Client().get(reverse("diplomas:look-up"), {"code": text})

    assert answer.url == reverse("diplomas:verify", args=[diploma.code])
    czech = Client().get(reverse("diplomas:look-up"), {"code": text, "lang": "cs"}, follow=True)
    assert "Tento diplom platí." in czech.content.decode()
    assert "1. místo" in czech.content.decode()
    refused = Client().get(reverse("diplomas:look-up"), {"code": "abc"})
    assert "ten letters and digits" in refused.content.decode()


@pytest.mark.usefixtures("limited")
def test_guesses_are_limited(diploma):
    guesses = [look(diploma, f"abcdefgh{number:02}").status_code for number in range(62)]

    assert guesses[:60] == [404] * 60
    assert guesses[60:] == [429] * 2
    assert Client().head(reverse("diplomas:verify", args=[diploma.code])).status_code == 429
