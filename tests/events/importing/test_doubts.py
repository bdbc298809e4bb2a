"""What is doubtful is written only when somebody has said so, and only what they said it of."""

import pytest
from django.utils.translation import override

from events.models import Participant
from tests import make
from tests.events.importing.import_pages import (
    answers,
    apply,
    apply_confirmed,
    confirmed,
    draft_url,
    drafted,
    flashes,
    people,
    seen,
)

AGES = "jméno;oddíl;věk\n" + "".join(f"Dítě {n};Sovy;{6 + n % 9}\n" for n in range(12))


@pytest.fixture
def client(client, admin):
    client.force_login(admin)
    return client


def asked(client, draft):
    """kind -> [(row, sentence), …] of what the page asks."""
    preview = seen(client, draft)["preview"]
    return {
        question.kind: [(item.number, item.text) for item in question.items]
        for question in preview.questions
    }


def look(client, draft, **fields):
    client.post(draft_url(draft), {"action": "look", **fields})
    draft.refresh_from_db()


def test_nothing_doubtful_is_written_until_it_is_ticked(client, event):
    draft = drafted(client, event, AGES + "Babička;Sovy;101\nDěda;Sovy;102\n")

    response = apply(client, draft)

    assert "Something is not confirmed yet, so nothing was imported: Unlikely ages (2)." in (
        response.content.decode()
    )
    assert event.participants.count() == 0
    apply(client, draft, **answers(seen(client, draft)["preview"], age="right"))
    assert event.participants.count() == 14


def test_each_doubt_is_ticked_by_itself_too(client, event):
    draft = drafted(client, event, AGES + "Babička;Sovy;101\nDěda;Sovy;102\n")
    (question,) = seen(client, draft)["preview"].questions
    seal = {f"seal-{question.kind}": question.seal}
    first, second = (f"doubt-{item.key}" for item in question.items)

    look(client, draft, **seal, **{first: "right"})
    assert seen(client, draft)["preview"].open_doubts == 1
    look(client, draft, **seal, **{second: "right"})
    assert [item.answer for item in seen(client, draft)["preview"].questions[0].items] == [
        "",
        "right",
    ]
    apply(client, draft, **seal, **{first: "right", second: "right"})

    assert event.participants.count() == 14


def test_a_doubt_is_gone_when_its_cell_is_corrected_in_place(client, event):
    draft = drafted(client, event, AGES + "Babička;Sovy;101\n")

    response = apply(client, draft, **{"cell-14-2": "11"})

    assert flashes(response) == ["This is what would happen now. Look at it and apply it."]
    assert (event.participants.count(), asked(client, draft)) == (0, {})
    apply(client, draft)
    assert event.participants.get(display_name="Babička").age == 11


def test_an_error_is_corrected_in_place(client, event):
    draft = drafted(client, event, "jméno;oddíl;věk\nJana;Sovy;deset\n")
    (error,) = seen(client, draft)["preview"].errors
    assert (error.number, error.header, error.cell) == (2, "věk", "deset")

    look(client, draft, **{"cell-2-2": "10"})
    assert seen(client, draft)["preview"].counts["errors"] == 0
    apply(client, draft)

    assert event.participants.get().age == 10


def test_a_tick_is_bound_to_what_was_shown(client, event):
    draft = drafted(client, event, AGES + "Babička;Sovy;101\nDěda;Sovy;11\n")
    ticks = confirmed(seen(client, draft)["preview"])
    look(client, draft, **ticks)
    assert seen(client, draft)["preview"].open_doubts == 0

    look(client, draft, **ticks, **{"cell-14-2": "110"})

    assert asked(client, draft)["age"] == [
        (14, "Babička would be 110 years old; the others are 6 to 14")
    ]
    assert seen(client, draft)["preview"].open_doubts == 1
    apply(client, draft, **ticks)  # of the page as it was
    assert event.participants.count() == 0


def test_a_tick_holds_in_either_language(client, event):
    draft = drafted(client, event, AGES + "Babička;Sovy;101\n")
    look(client, draft, **confirmed(seen(client, draft)["preview"]))

    with override("cs"):
        response = client.get(draft_url(draft), headers={"accept-language": "cs"})

    assert response.context["preview"].open_doubts == 0


def test_a_total_is_left_out_or_said_to_be_a_person(client, event):
    content = "jméno;oddíl;věk\nJana;5;10\nCelkem;1;10\n"
    draft = drafted(client, event, content)
    assert asked(client, draft) == {
        "summary": [(3, "“Celkem · 1 · 10” looks like a total, not like a person")]
    }
    assert [row.kind for row in seen(client, draft)["preview"].rows] == ["added", "left_out"]

    fields = answers(seen(client, draft)["preview"], summary="person")
    response = apply(client, draft, **fields)
    assert flashes(response) == ["This is what would happen now. Look at it and apply it."]
    apply(client, draft, **fields)
    assert people(event) == [("Jana", "5"), ("Celkem", "1")]


def test_who_is_likely_the_same_is_matched_where_somebody_says_so(client, event, group):
    known = make.participant(group, display_name="Nová Jana", age=9)
    draft = drafted(client, event, "jméno;oddíl;věk\nJana Nová;Bobři;10\n")
    assert asked(client, draft) == {
        "turned-round": [(2, "Jana Nová may be Nová Jana, who is in the group Bobři already")]
    }

    look(client, draft, **answers(seen(client, draft)["preview"], turned_round="same"))
    (row,) = seen(client, draft)["preview"].rows
    assert (row.kind, row.changes) == (
        "changed",
        [["name", "Nová Jana", "Jana Nová"], ["age", "9", "10"]],
    )
    apply(client, draft, **answers(seen(client, draft)["preview"], turned_round="same"))

    known.refresh_from_db()
    assert (known.display_name, known.age, event.participants.count()) == ("Jana Nová", 10, 1)


def test_or_is_somebody_new(client, event, group):
    make.participant(group, display_name="Nová Jana")
    draft = drafted(client, event, "jméno;oddíl\nJana Nová;Bobři\n")

    apply(client, draft, **answers(seen(client, draft)["preview"], turned_round="another"))

    assert sorted(people(event)) == [("Jana Nová", "Bobři"), ("Nová Jana", "Bobři")]


def test_who_is_missing_in_another_group_moves_where_somebody_says_so(client, event, group):
    known = make.participant(group, display_name="Jana Nová")
    draft = drafted(client, event, "jméno;oddíl\nJana Nová;Sovy\n")
    fields = answers(seen(client, draft)["preview"], elsewhere="same")

    look(client, draft, **fields)
    apply(client, draft, **answers(seen(client, draft)["preview"], elsewhere="same"))

    known.refresh_from_db()
    assert (known.group.name, event.participants.count()) == ("Sovy", 1)


def test_a_number_that_lost_its_zeros_is_the_same(client, event):
    first = "číslo účastníka;jméno;oddíl\n007;Jana Nová;Sovy\n012;Petr Malý;Sovy\n"
    apply(client, drafted(client, event, first))
    before = list(event.participants.order_by("pk").values("pk", "external_id", "age"))

    again = first.replace("007", "7").replace("012", "12").replace("Jana Nová", "Nová Jana")
    draft = drafted(client, event, again)

    assert asked(client, draft)["zeros"] == [
        (2, "The number 7 is taken for the 007 of Jana Nová"),
        (3, "The number 12 is taken for the 012 of Petr Malý"),
    ]
    apply_confirmed(client, draft)
    assert list(event.participants.order_by("pk").values("pk", "external_id", "age")) == before


def test_another_name_under_a_like_number_is_somebody_else(client, event, group):
    make.participant(group, display_name="Jana Nová", external_id="007")
    draft = drafted(client, event, "id;jméno;oddíl\n7;Eva Malá;Bobři\n")

    apply(client, draft)

    assert set(event.participants.values_list("external_id", "display_name")) == {
        ("007", "Jana Nová"),
        ("7", "Eva Malá"),
    }


def test_the_row_of_headers_is_chosen_on_the_page(client, event):
    draft = drafted(client, event, "a;b\nkdo;kam\nJana;Sovy\n")
    assert seen(client, draft)["header_rows"] == {1: "a · b", 2: "kdo · kam", 3: "Jana · Sovy"}

    look(client, draft, header_row="2")
    assert [column.header for column in seen(client, draft)["preview"].columns] == ["kdo", "kam"]
    look(client, draft, **{"column-0": "display_name", "column-1": "group_name"})
    apply(client, draft)
    assert people(event) == [("Jana", "Sovy")]


@pytest.mark.parametrize("forged", ["9", "-1", "x", "1\x00", "99999999999999999999"])
def test_a_forged_row_of_headers_is_none(client, event, forged):
    draft = drafted(client, event, "jméno;oddíl\nJana;Sovy\n")

    look(client, draft, header_row=forged)

    assert "header_row" not in draft.options
    assert seen(client, draft)["preview"].counts["added"] == 1


def test_thirty_equal_doubts_are_one_tick(client, event):
    rows = "".join(f"Dítě {n};Sovy;nebinární\n" for n in range(60))
    draft = drafted(client, event, "jméno;oddíl;pohlaví\n" + rows)

    apply(client, draft, **answers(seen(client, draft)["preview"], gender="right"))

    assert Participant.objects.filter(event=event, gender="nebinární").count() == 60


def test_what_the_event_has_just_so_is_not_doubted_again(client, event):
    content = AGES + "Babička;Sovy;101\n"
    apply_confirmed(client, drafted(client, event, content))

    draft = drafted(client, event, content)

    assert asked(client, draft) == {}
    assert seen(client, draft)["preview"].counts["unchanged"] == 13


def test_broken_letters_are_repaired_with_one_answer_for_all(client, event):
    broken = "Name;Team\nĹ tÄ›pĂˇn NovĂˇk;Sovy\nKateĹ™ina;Sovy\n"
    draft = drafted(client, event, broken)
    (question,) = seen(client, draft)["preview"].questions
    assert [item.suggestion for item in question.items] == ["Štěpán Novák", "Kateřina"]

    apply(client, draft, **answers(seen(client, draft)["preview"], broken="repaired"))

    assert people(event) == [("Štěpán Novák", "Sovy"), ("Kateřina", "Sovy")]


def test_or_kept_as_they_are(client, event):
    draft = drafted(client, event, "Name;Team\nKateĹ™ina;Sovy\n")

    for _look_then_apply in range(2):
        apply(client, draft, **answers(seen(client, draft)["preview"], broken="unrepaired"))

    assert people(event) == [("KateĹ™ina", "Sovy")]


def test_letters_that_may_mean_boys_are_boys_where_somebody_says_so(client, event):
    draft = drafted(client, event, "Jméno;Oddíl;Pohlaví\nPetr;Sovy;H\nJan;Sovy;H\n")

    for _look_then_apply in range(2):
        apply(client, draft, **answers(seen(client, draft)["preview"], gender_letter="meant"))

    assert set(event.participants.values_list("gender", flat=True)) == {"M"}


def test_the_column_that_only_counts_rows_is_left_out(client, event):
    draft = drafted(client, event, "#;Jméno;Oddíl\n1;Jana;Sovy\n2;Petr;Sovy\n")
    assert list(asked(client, draft)) == ["row-count"]

    look(client, draft, **{"column-0": "leave_out"})

    assert asked(client, draft) == {}
    apply(client, draft)
    assert set(event.participants.values_list("external_id", flat=True)) == {None}


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "x" * 100_000, "\n"])
def test_a_forged_correction_is_an_error_of_its_row_at_most(client, event, text):
    draft = drafted(client, event, "jméno;oddíl;věk\nJana;Sovy;deset\n")

    look(client, draft, **{"cell-2-2": text, "cell-9-9": "x", "cell-2-0": "Eva"})

    (row,) = seen(client, draft)["preview"].rows
    assert row.name.startswith("Jana")  # only what was shown as wrong can be corrected
    assert set(draft.options["cells"]) == {"2-2"}
    assert len(draft.options["cells"]["2-2"]) <= 1_000
