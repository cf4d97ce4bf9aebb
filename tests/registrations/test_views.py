"""The form and a person's own pages, as browsers, scanners and hostile people meet them."""

import re
import uuid

import pytest
from django.urls import reverse

from kunskapsdag.core import clock, worker
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import links
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.forms import new_form_key
from kunskapsdag.registrations.models import Needs, Registration
from kunskapsdag.registrations.views import blank
from tests.events.factories import EventFactory
from tests.fees.factories import FeeFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "Maria Lind",
    "email": "maria.lind@falkoping.se",
    "organisation": "Falköpings kommun",
    "category": "elected",
}


def send(client, event, **changed):
    data = FILLED | {"key": new_form_key(event.slug)} | changed
    return client.post(reverse("registrations:form", args=[event.slug]), data)


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


class TestForm:
    def test_a_filled_in_form_leads_to_a_receipt_with_number_and_place(self, client):
        event = EventFactory(is_public=True)
        response = send(client, event)
        registration = Registration.objects.get()
        assert (response.status_code, response["Location"]) == (303, links.path(registration, "receipt"))
        page = client.get(response["Location"])
        assert "Din anmälan, nummer 1" in words(page)
        assert "Du har en plats!" in words(page)
        assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
        assert registration.organisation.name == "Falköpings kommun"

    def test_a_full_day_leads_to_a_place_in_line(self, client):
        event = EventFactory(is_public=True, capacity=1)
        RegistrationFactory(event=event)
        RegistrationFactory(event=event, waiting=True)
        page = client.get(send(client, event)["Location"])
        assert "Du är nummer 2 i kön" in words(page)

    def test_under_way_a_free_place_is_shown_and_given_though_somebody_still_waits(self, client):
        event = EventFactory(is_public=True, under_way=True, capacity=2)
        RegistrationFactory(event=event)
        RegistrationFactory(event=event, waiting=True)
        form = words(client.get(reverse("registrations:form", args=[event.slug])))
        assert ("1 plats är kvar." in form, "Ställ mig i kö" in form, "Anmäl mig" in form) == (True, False, True)
        send(client, event)
        assert Registration.objects.get(email=FILLED["email"]).state == State.CONFIRMED

    def test_under_way_a_full_day_promises_no_mail_that_never_comes(self, client):
        event = EventFactory(is_public=True, under_way=True, capacity=1)
        RegistrationFactory(event=event)
        page = client.get(reverse("registrations:form", args=[event.slug]))
        told = "Väntelistan är stängd: så här sent erbjuds inga fler platser. Vill du ändå komma? Fråga Anna Ek"
        assert (told in words(page), "<form method" in page.content.decode()) == (True, False)
        refused = send(client, event)
        sentence = "Alla platser är tagna och väntelistan är stängd: så här sent erbjuds inga fler platser."
        assert (refused.status_code, sentence in words(refused), Registration.objects.count()) == (409, True, 1)

    def test_under_way_nobody_is_let_into_the_line_again(self, client):
        registration = RegistrationFactory(event=EventFactory(under_way=True), lapsed=True)
        answer = client.post(reverse("registrations:wait-again", args=[links.token(registration)]))
        registration.refresh_from_db()
        assert (answer.status_code, registration.state) == (409, State.LAPSED)

    def test_the_same_form_twice_leads_to_the_same_receipt(self, client):
        event = EventFactory(is_public=True)
        key = new_form_key(event.slug)
        assert send(client, event, key=key)["Location"] == send(client, event, key=key)["Location"]
        assert Registration.objects.count() == 1

    def test_a_registered_address_is_answered_by_mail_and_the_screen_tells_nothing(self, client):
        event = EventFactory(is_public=True)
        registration = RegistrationFactory(event=event, name="Hemlig Person", email=FILLED["email"])
        response = client.post(
            reverse("registrations:form", args=[event.slug]), FILLED | {"key": new_form_key(event.slug)}, follow=True
        )
        assert response.redirect_chain == [(reverse("registrations:mail-sent", args=[event.slug]), 303)]
        assert ("Hemlig" in words(response), links.token(registration) in words(response)) == (False, False)
        assert Message.objects.get().to_email == FILLED["email"]

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("name", "", "Skriv ditt namn."),
            ("name", "1234 😀", "Skriv ditt namn med bokstäver."),
            ("name", "Köp nu http://x.se", "Skriv bara ditt namn här, ingen webbadress."),
            ("name", "x" * 10_000, "Skriv högst 120 tecken. Du skrev 10000."),
            ("email", "maria", "Det här är inte en hel e-postadress."),
            ("email", "a@b.se\nBcc: alla@b.se", "En e-postadress är en enda rad."),
            ("email", "a@b.se\r\n", ""),
            ("email", "a@" + ".".join(["ß" * 60] * 4) + ".se", "Det här är inte en hel e-postadress."),
            ("organisation", "\u200b\u202e", "Skriv var du arbetar eller har ditt uppdrag."),
            ("organisation", "Falk", "Vilken menar du? Välj nedan."),
            ("category", "king", "king"),
            ("category", "", "Välj hur du deltar."),
            ("food", "x" * 501, "Skriv högst 500 tecken. Du skrev 501."),
        ],
    )
    def test_a_fault_is_told_beside_its_field_and_nothing_typed_is_lost(self, client, field, value, sentence):
        event = EventFactory(is_public=True)
        response = send(client, event, **{"role": "kommunalråd", field: value})
        if not sentence:  # an outer line break is only a slip of the hand
            assert Registration.objects.get().email == "a@b.se"
            return
        assert response.status_code == 422
        assert sentence in words(response)
        assert 'value="kommunalråd"' in response.content.decode()
        assert f'aria-describedby="id_{field}' in response.content.decode()
        assert (Registration.objects.count(), Message.objects.count()) == (0, 0)

    def test_control_characters_and_direction_marks_never_reach_the_list(self, client):
        event = EventFactory(is_public=True)
        send(client, event, name="Ma\x00ria\u202e  Lind\u200b")
        assert Registration.objects.get().name == "Maria Lind"

    def test_html_in_a_name_is_text(self, client):
        event = EventFactory(is_public=True)
        page = client.get(send(client, event, name="<b>Maria</b> & Co")["Location"])
        assert "&lt;b&gt;Maria&lt;/b&gt; &amp; Co" in page.content.decode()

    def test_an_ambiguous_organisation_can_be_chosen_or_kept_as_written(self, client):
        event = EventFactory(is_public=True)
        page = send(client, event, organisation="Falk").content.decode()
        choice = re.search(r'name="organisation_choice" value="(\d+)"> <span>Falkenbergs kommun', page)[1]
        send(client, event, organisation="Falk", organisation_choice=choice)
        send(client, event, organisation="Falk", organisation_choice="as_written", email="b@x.se")
        rows = Registration.objects.order_by("number").values_list("organisation_name", "organisation__name")
        assert list(rows) == [("Falkenbergs kommun", "Falkenbergs kommun"), ("Falk", None)]

    def test_an_unknown_organisation_is_kept_as_written(self, client):
        event = EventFactory(is_public=True)
        send(client, event, organisation="Byalaget i Övre Ullerud")
        registration = Registration.objects.get()
        assert (registration.organisation, registration.organisation_name) == (None, "Byalaget i Övre Ullerud")

    @pytest.mark.parametrize("state", ["closed", "not_yet_open", "save_the_date", "cancelled", "past"])
    def test_a_day_that_is_not_open_says_so_and_keeps_what_was_typed(self, client, state):
        event = EventFactory(is_public=True, **{state: True})
        assert client.get(reverse("registrations:form", args=[event.slug])).status_code == 200
        response = send(client, event)
        assert response.status_code == 409
        assert "Anmälan till dagen är inte öppen." in words(response)
        assert 'value="Maria Lind"' in response.content.decode()
        assert Registration.objects.count() == 0

    def test_the_form_of_a_day_that_has_been_never_says_that_it_will_open(self, client):
        event = EventFactory(is_public=True, past=True, registration_opens_at=None)
        page = words(client.get(reverse("registrations:form", args=[event.slug])))
        assert "Dagen har varit Vad som kom ut av den står på dagens sida. Till dagens sida" in page
        assert "öppnat" not in page

    def test_a_key_from_another_day_repeats_nothing(self, client):
        one, other = EventFactory(is_public=True), EventFactory(is_public=True)
        key = new_form_key(one.slug)
        first = send(client, one, key=key)["Location"]
        second = send(client, other, key=key)["Location"]
        assert first != second
        assert list(Registration.objects.values_list("event_id", flat=True).order_by("event_id")) == [one.pk, other.pk]

    def test_a_forged_key_is_no_error_for_the_one_who_fills_in(self, client):
        event = EventFactory(is_public=True)
        assert send(client, event, key="x" * 5000 + "\x00").status_code == 303

    def test_a_day_that_is_not_public_does_not_exist(self, client):
        event = EventFactory(is_public=False)
        assert client.get(reverse("registrations:form", args=[event.slug])).status_code == 404
        assert send(client, event).status_code == 404

    def test_without_the_csrf_token_nothing_is_saved_and_nothing_typed_is_lost(self):
        from django.test import Client

        event = EventFactory(is_public=True)
        browser = Client(enforce_csrf_checks=True)
        response = send(browser, event, role="Kommunalråd")
        assert response.status_code == 403
        assert "Formuläret hade varit öppet för länge, så ingenting har sparats. Skicka det en gång till." in words(response)
        assert Registration.objects.count() == 0
        shown = response.content.decode()
        typed = dict(re.findall(r'<input type="(?:text|email|hidden)" name="(\w+)" value="([^"]*)"', shown))
        assert (typed["name"], typed["email"], typed["role"]) == (FILLED["name"], FILLED["email"], "Kommunalråd")
        again = send(browser, event, csrfmiddlewaretoken=typed["csrfmiddlewaretoken"], key=typed["key"])
        assert (again.status_code, Registration.objects.count()) == (303, 1)

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_without_the_csrf_token_a_wrong_method_is_still_wrong(self, method):
        from django.test import Client

        event = EventFactory(is_public=True)
        browser = Client(enforce_csrf_checks=True)
        assert getattr(browser, method)(reverse("registrations:form", args=[event.slug])).status_code == 405

    def test_the_token_in_the_empty_form_is_accepted(self):
        from django.test import Client

        event = EventFactory(is_public=True)
        browser = Client(enforce_csrf_checks=True)
        for _ in range(2):  # the second form comes from the kept bytes
            page = browser.get(reverse("registrations:form", args=[event.slug])).content.decode()
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
            key = re.search(r'name="key" value="([^"]+)"', page)[1]
            response = send(browser, event, csrfmiddlewaretoken=token, key=key, email=f"{uuid.uuid4().hex}@x.se")
            assert response.status_code == 303

    def test_two_visitors_get_forms_with_different_keys(self, client):
        event = EventFactory(is_public=True)
        url = reverse("registrations:form", args=[event.slug])
        keys = {re.search(r'name="key" value="([^"]+)"', client.get(url).content.decode())[1] for _ in range(3)}
        assert len(keys) == 3

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_other_methods_are_refused(self, client, method):
        event = EventFactory(is_public=True)
        assert getattr(client, method)(reverse("registrations:form", args=[event.slug])).status_code == 405

    def test_no_question_about_an_invoice_where_nothing_is_paid(self, client):
        free, paid = EventFactory(is_public=True), EventFactory(is_public=True)
        FeeFactory(event=paid)
        shown = [
            "invoice_reference" in client.get(reverse("registrations:form", args=[one.slug])).content.decode()
            for one in (free, paid)
        ]
        assert shown == [False, True]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_form_asks_as_much_however_many_are_registered(self, client, rows, django_assert_num_queries):
        event = EventFactory(is_public=True)
        RegistrationFactory.create_batch(rows, event=event)
        client.get("/")  # what the page shell keeps
        blank.forget()
        url = reverse("registrations:form", args=[event.slug])
        client.get(url)
        with django_assert_num_queries(0):
            client.get(url)


class TestOwnPages:
    @pytest.fixture
    def mine(self):
        event = EventFactory(is_public=True, capacity=1, cancellation_text="Fritt till 14 dagar före.")
        return RegistrationFactory(event=event, email="maria@falkoping.se")

    def test_a_forged_link_is_nothing(self, client, mine):
        token = links.token(mine)
        for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), token[:20], links.make(uuid.uuid4(), 1)):
            assert client.get(reverse("registrations:mine", args=[forged])).status_code == 404

    def test_an_old_link_says_that_it_has_been_replaced_and_can_fetch_the_new_one_by_mail(self, client, mine):
        old = links.token(mine)
        mine.link_version = 2
        mine.save(update_fields=["link_version"])
        page = client.get(reverse("registrations:mine", args=[old]))
        assert (page.status_code, "Länken har ersatts" in words(page)) == (410, True)
        assert mine.name not in words(page)
        sent = client.post(reverse("registrations:new-link", args=[old]))
        assert links.token(mine) not in words(sent)
        assert Message.objects.get().to_email == "maria@falkoping.se"

    def test_opening_links_changes_nothing(self, client, mine):
        for name in ("mine", "receipt", "change", "cancel"):
            assert client.get(links.path(mine, name)).status_code == 200
        for name in ("answer", "wait-again", "new-link"):
            assert client.get(links.path(mine, name)).status_code == 405
        mine.refresh_from_db()
        assert mine.state == State.CONFIRMED

    def test_what_it_costs_is_told_before_cancelling(self, client, mine):
        assert "Fritt till 14 dagar före." in words(client.get(links.path(mine, "cancel")))
        assert client.post(links.path(mine, "cancel"))["Location"] == links.path(mine)
        assert "Du är avanmäld" in words(client.get(links.path(mine)))

    def test_cancelling_twice_is_told(self, client, mine):
        client.post(links.path(mine, "cancel"))
        again = client.post(links.path(mine, "cancel"))
        assert (again.status_code, "Anmälan har ändrats" in words(again)) == (409, True)

    def test_details_can_be_changed_and_needs_are_seen_only_here(self, client, mine):
        form = FILLED | {"email": "maria@falkoping.se", "name": "Maria Å", "food": "vegan"}
        response = client.post(links.path(mine, "change"), form)
        assert response["Location"] == links.path(mine) + "?andrad=1"
        assert "vegan" in words(client.get(links.path(mine)))
        assert "vegan" not in Needs.objects.get().sealed_food

    @pytest.mark.parametrize("name", ["change"])
    def test_without_the_csrf_token_nothing_is_changed_and_nothing_typed_is_lost(self, mine, name):
        from django.test import Client

        written = FILLED | {"name": "Per Ek", "email": "per@falkoping.se", "food": "vegan"}
        response = Client(enforce_csrf_checks=True).post(links.path(mine, name), written)
        assert (response.status_code, "Skicka det en gång till." in words(response)) == (403, True)
        assert [text in response.content.decode() for text in ("Per Ek", "per@falkoping.se", "vegan")] == [True] * 3
        mine.refresh_from_db()
        assert (mine.name != "Per Ek", Needs.objects.count()) == (True, 0)

    def test_an_offer_is_accepted_by_button(self, client, mine):
        waiting = RegistrationFactory(event=mine.event, waiting=True)
        client.post(links.path(mine, "cancel"))
        assert "Det finns en plats till dig" in words(client.get(links.path(waiting)))
        assert client.post(links.path(waiting, "answer"), {"answer": "perhaps"}).status_code == 422
        client.post(links.path(waiting, "answer"), {"answer": "yes"})
        waiting.refresh_from_db()
        assert waiting.state == State.CONFIRMED

    def test_a_late_answer_is_told_kindly_and_one_may_stand_in_line_again(self, client, mine):
        lapsed = RegistrationFactory(event=mine.event, lapsed=True)
        late = client.post(links.path(lapsed, "answer"), {"answer": "yes"})
        assert (late.status_code, "Svarstiden har gått ut" in words(late)) == (409, True)
        client.post(links.path(lapsed, "wait-again"))
        assert "Du är nummer 1 i kön" in words(client.get(links.path(lapsed)))

    def test_who_waits_when_no_more_places_are_offered_is_promised_none(self, client):
        event = EventFactory(under_way=True)
        waiting = RegistrationFactory(event=event, waiting=True)
        page = words(client.get(links.path(waiting)))
        assert "väntelistan är stängd" in page
        assert "När en plats blir ledig" not in page
        lapsed = RegistrationFactory(event=event, lapsed=True)
        assert "Ställ mig sist i kön" not in words(client.get(links.path(lapsed)))

    def test_nothing_is_promised_for_a_cancelled_day(self, client):
        event = EventFactory(cancelled=True)
        for one in (RegistrationFactory(event=event), RegistrationFactory(event=event, waiting=True)):
            page = words(client.get(links.path(one)))
            assert "Dagen är inställd" in page
            assert "Du behöver inte göra något" in page
            assert "En bekräftelse" not in page
            assert "När en plats blir ledig" not in page

    def test_needs_that_cannot_be_read_are_asked_for_again_and_stop_nothing(self, client, mine, settings):
        client.post(links.path(mine, "change"), FILLED | {"email": "maria@falkoping.se", "food": "vegan"})
        settings.NEEDS_KEYS = ["pY8Wv0kA3xvO1hV8yV2Xh3QmQ2n1bq0m3o8b0s7cQ1A="]
        assert "Vi kan inte läsa vad du skrev" in words(client.get(links.path(mine)))
        assert client.get(links.path(mine, "change")).status_code == 200
        assert client.post(links.path(mine, "cancel")).status_code == 303
        mine.refresh_from_db()
        assert mine.state == State.CANCELLED

    def test_only_one_with_a_place_gets_the_calendar_file(self, client, mine):
        waiting = RegistrationFactory(event=mine.event, waiting=True)
        response = client.get(links.path(mine, "calendar"))
        assert f"UID:{mine.public_id}@kunskapsdag" in response.content.decode().replace("\r\n ", "")
        assert client.get(links.path(waiting, "calendar")).status_code == 404

    def test_the_link_for_those_online_is_seen_only_by_one_with_a_place(self, client):
        event = EventFactory(is_public=True, online=True)
        url = event.online_url
        holder, waiting = RegistrationFactory(event=event), RegistrationFactory(event=event, waiting=True)
        shown = [url in client.get(links.path(one)).content.decode() for one in (holder, waiting)]
        assert (shown, url in client.get(reverse("registrations:form", args=[event.slug])).content.decode()) == (
            [True, False],
            False,
        )

    @pytest.mark.parametrize("before", [0, 2])
    def test_the_page_asks_as_much_wherever_one_stands_in_line(self, client, before, django_assert_max_num_queries):
        event = EventFactory(is_public=True, capacity=1)
        RegistrationFactory(event=event)
        RegistrationFactory.create_batch(before, event=event, waiting=True)
        last = RegistrationFactory(event=event, waiting=True)
        client.get(links.path(last))
        with django_assert_max_num_queries(8):
            client.get(links.path(last))


class TestLetters:
    def test_the_confirmation_holds_link_place_and_a_calendar_request(self, client):
        event = EventFactory(is_public=True, title="Starkare kommuner")
        send(client, event)
        worker.run_all_now()
        message = Message.objects.get()
        registration = Registration.objects.get()
        assert message.subject == "Du har en plats: Starkare kommuner"
        assert links.path(registration) in message.text
        assert links.path(registration) in message.html
        assert message.calendar_method == "REQUEST"
        calendar = message.calendar.replace("\r\n ", "")
        assert f"UID:{registration.public_id}@kunskapsdag" in calendar
        assert "METHOD:REQUEST" in calendar

    def test_cancelling_takes_the_entry_out_of_the_calendar_with_a_newer_file_of_the_same_uid(self, client):
        event = EventFactory(is_public=True)
        send(client, event)
        worker.run_all_now()
        registration = Registration.objects.get()
        client.post(links.path(registration, "cancel"))
        worker.run_all_now()
        first, last = Message.objects.order_by("pk").values_list("calendar", flat=True)
        sequence = [int(re.search(r"SEQUENCE:(\d+)", text)[1]) for text in (first, last)]
        assert "METHOD:CANCEL" in last
        assert sequence[1] > sequence[0]
        assert re.search(r"UID:\S+", first)[0] == re.search(r"UID:\S+", last)[0]

    def test_every_kind_of_letter_can_be_written_in_both_languages(self):
        from kunskapsdag.registrations import emails, letters

        facts = {
            "position": 3,
            "answer_by": clock.now().isoformat(),
            "reason": "Skäl",
            "state": "confirmed",
            "had": "confirmed",
            "changed": ["attendance", "starts_at"],
            "from_times": [clock.now().isoformat(), clock.now().isoformat()],
            "from_place": "Saturnus Konferens, Stockholm",
            "free_until": clock.today().isoformat(),
        }
        for language in ("sv", "en"):
            for kind in letters.WRITERS:
                registration = RegistrationFactory(language=language)
                emails.queue(registration, kind, now=clock.now(), **facts)
        worker.run_all_now()
        written = Message.objects.exclude(text="")
        assert written.count() == 2 * len(letters.WRITERS)
        assert all(message.subject for message in written)
