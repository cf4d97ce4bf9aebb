"""Ticking who takes part in the lines of the programme, in the same form in which they are made speakers of the day."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.events.models import Event
from kunskapsdag.programme.models import ProgrammeItem, Speaker
from tests.events.factories import EventFactory, VenueFactory
from tests.organisations.factories import OrganisationFactory
from tests.programme.factories import PersonFactory, ProgrammeItemFactory, SpeakerFactory
from tests.website.factories import CalendarPageFactory
from tests.website.organiser.conftest import Asking, day_form, inline

pytestmark = pytest.mark.django_db


def save(client: Client, event: Event, **changes: Any) -> Any:
    return client.post(reverse("days:edit", args=[event.pk]), day_form(event, **changes))


def talk(*persons: Any, **more: Any) -> dict[str, Any]:
    """Return a line of the programme as the browser sends it, with these ticked."""
    return {
        "starts": "10:00",
        "kind": "talk",
        "title": "Inledning",
        "persons": [getattr(one, "pk", one) for one in persons],
        **more,
    }


def item_errors(answer: Any) -> list[dict[str, list[str]]]:
    return [
        {name: list(texts) for name, texts in row.items()} for row in answer.context["form"].formsets["programme_items"].errors
    ]


def ticks(answer: Any) -> list[tuple[str, bool]]:
    """Return the boxes of the first line of the programme, as shown: whose, and whether ticked."""
    field = answer.context["form"].formsets["programme_items"].forms[0]["persons"]
    return [(box.choice_label, box.data["selected"]) for box in field]


def sent_row(speaker: Speaker, **changes: Any) -> dict[str, Any]:
    """Return the speakers of a day with one, as the browser sends them."""
    row = {"id": speaker.pk, "person": speaker.person_id, **changes}
    return inline("speakers", row) | {"speakers-INITIAL_FORMS": 1}


def test_the_form_shows_the_persons_of_the_day_to_tick_in_its_programme(organiser: Client) -> None:
    event = EventFactory()
    SpeakerFactory(event=event, person=PersonFactory(name="Anna Björk"))
    PersonFactory(name="Någon Annan")
    ProgrammeItemFactory(event=event)
    answer = organiser.get(reverse("days:edit", args=[event.pk]))
    choices = answer.context["form"].formsets["programme_items"].forms[0].fields["persons"].widget.choices
    assert [name for _key, name in choices] == ["Anna Björk"]


def test_a_speaker_added_in_the_form_is_ticked_in_the_programme_and_saved_in_one_go(organiser: Client) -> None:
    event = EventFactory()
    old, new = SpeakerFactory(event=event), PersonFactory()
    rows = inline("speakers", {"person": new.pk, "role": "skolchef"}) | inline("programme_items", talk(old.person, new))
    answer = save(organiser, event, **rows)
    assert answer.status_code == 302, item_errors(answer)
    persons = event.programme_items.get().persons.order_by("pk")
    assert (list(persons), set(event.speakers.values_list("person", flat=True))) == (
        [old.person, new],
        {old.person_id, new.pk},
    )


@pytest.mark.parametrize("is_new", [True, False])
def test_the_ticks_of_unsaved_speakers_are_kept_when_something_else_is_wrong(organiser: Client, *, is_new: bool) -> None:
    anna, bo = PersonFactory(name="Anna Björk"), PersonFactory(name="Bo Ek")
    event = EventFactory.build(venue=VenueFactory(), organiser=OrganisationFactory()) if is_new else EventFactory()
    url = reverse("days:add") if is_new else reverse("days:edit", args=[event.pk])
    rows = inline("speakers", {"person": anna.pk}, {"person": bo.pk}) | inline("programme_items", talk(bo))
    answer = organiser.post(url, day_form(event, title="", **rows))
    assert (list(answer.context["form"].errors), item_errors(answer)) == (["title"], [{}])
    assert ticks(answer) == [("Anna Björk", False), ("Bo Ek", True)]
    assert (Speaker.objects.count(), ProgrammeItem.objects.count()) == (0, 0)


def test_an_unsaved_speaker_with_her_item_is_seen_in_the_preview(organiser: Client) -> None:
    CalendarPageFactory()
    event, person = EventFactory(), PersonFactory(name="Kerstin Nyström")
    url = reverse("days:preview_on_edit", args=[event.pk])
    rows = inline("speakers", {"person": person.pk, "role": "skolchef"}) | inline("programme_items", talk(person))
    assert organiser.post(url, day_form(event, **rows)).json() == {"is_valid": True, "is_available": True}
    programme = organiser.get(url).content.decode().partition('id="program"')[2].partition("</section>")[0]
    assert ("Kerstin Nyström" in programme, Speaker.objects.count()) == (True, 0)


NOT_OF_THE_DAY = {"persons": ["Välj bland dem som medverkar i dagen."]}


@pytest.mark.parametrize("value", ["another_days", "nobodys", "x", "-1", "²", "9" * 30, "9" * 5000])
def test_a_person_who_does_not_take_part_in_the_day_cannot_be_put_into_its_programme(organiser: Client, value: str) -> None:
    event, other = EventFactory(), SpeakerFactory()
    person = {"another_days": other.person_id, "nobodys": PersonFactory().pk}.get(value, value)
    rows = inline("speakers", {"person": PersonFactory().pk}) | inline("programme_items", talk(person))
    answer = save(organiser, event, **rows)
    assert (answer.status_code, item_errors(answer)) == (422, [NOT_OF_THE_DAY])
    assert (event.speakers.count(), ProgrammeItem.objects.count()) == (0, 0)


def test_a_speaker_outside_the_forms_own_count_gives_nobody_a_line_in_the_programme(organiser: Client) -> None:
    event, person = EventFactory(), PersonFactory()
    answer = save(organiser, event, **{"speakers-9-person": person.pk}, **inline("programme_items", talk(person)))
    assert (item_errors(answer), ProgrammeItem.objects.count()) == ([NOT_OF_THE_DAY], 0)


@pytest.mark.parametrize("how", ["added and removed", "removed", "replaced"])
def test_a_speaker_removed_while_ticked_is_told_at_the_line_and_stays_ticked_there(organiser: Client, how: str) -> None:
    event, person = EventFactory(), PersonFactory(name="Anna Björk")
    if how == "added and removed":
        rows = inline("speakers", {"person": person.pk, "DELETE": "1"})
    else:
        changes = {"DELETE": "1"} if how == "removed" else {"person": PersonFactory(name="Bo Ek").pk}
        rows = sent_row(SpeakerFactory(event=event, person=person), **changes)
    before = event.speakers.count()
    answer = save(organiser, event, **rows, **inline("programme_items", talk(person)))
    told = "Finns inte längre bland de medverkande: Anna Björk. Lägg till igen under Medverkande, eller ta bort krysset här."
    assert (item_errors(answer), ticks(answer)[0]) == ([{"persons": [told]}], ("Anna Björk", True))
    assert (event.speakers.count(), ProgrammeItem.objects.count()) == (before, 0)


def test_a_line_with_someone_who_was_never_a_speaker_can_still_be_saved(organiser: Client) -> None:
    item = ProgrammeItemFactory(persons=[PersonFactory()])
    person = item.persons.get()
    row = inline("programme_items", talk(person, id=item.pk, title="Nytt namn")) | {"programme_items-INITIAL_FORMS": 1}
    assert save(organiser, item.event, **row).status_code == 302
    item.refresh_from_db()
    assert (item.title, list(item.persons.all())) == ("Nytt namn", [person])


@pytest.mark.parametrize("name", ["speakers", "programme_items", "fees", "co_organisers"])
@pytest.mark.parametrize("number", ["abc", None])
def test_a_changed_row_without_a_real_number_is_answered_400_and_nothing_is_saved(
    organiser: Client, name: str, number: str | None
) -> None:
    event = EventFactory(title="Gammalt namn")
    row = {"person": PersonFactory().pk, **talk(), **({"id": number} if number else {})}
    answer = save(organiser, event, title="Nytt namn", **inline(name, row) | {f"{name}-INITIAL_FORMS": 1})
    assert (answer.status_code, Event.objects.get().title, event.speakers.count()) == (400, "Gammalt namn", 0)


def test_a_row_of_another_day_is_not_changed(organiser: Client) -> None:
    event, other = EventFactory(), SpeakerFactory(role="ordförande")
    save(organiser, event, **sent_row(other, role="kapad"))
    other.refresh_from_db()
    assert (other.role, other.event_id == event.pk) == ("ordförande", False)


def test_a_form_sent_for_a_day_asks_as_few_questions_however_many_speakers_it_has(organiser: Client, questions: Asking) -> None:
    def asked(speakers: int) -> int:
        event = EventFactory()
        for speaker in SpeakerFactory.create_batch(speakers, event=event):
            ProgrammeItemFactory(event=event, persons=[speaker.person])
        return questions(lambda: save(organiser, event, title=""))

    asked(1)
    assert asked(1) == asked(3)
