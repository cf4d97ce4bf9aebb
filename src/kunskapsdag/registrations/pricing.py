"""The price of a place in the registration form: which category, which code, and that the price seen is the price paid."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kunskapsdag.core import clock
from kunskapsdag.core.fields import LineField
from kunskapsdag.core.money import Amount, kronor
from kunskapsdag.events.models import Event
from kunskapsdag.fees import actions as fee_actions
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.queries import DayTerms
from kunskapsdag.fees.rules import price_in_words, prices, tables
from kunskapsdag.fees.rules.prices import Category, PriceHasRisen
from kunskapsdag.pages import dates
from kunskapsdag.registrations import emails, seen
from kunskapsdag.registrations.actions.charging import Asked, freeze_prices
from kunskapsdag.registrations.actions.repricing import follow_person
from kunskapsdag.registrations.enums import ChargeKind, State
from kunskapsdag.registrations.models import Charge, PriceChoice, Registration
from kunskapsdag.registrations.queries import cancels_free, charges, next_price
from kunskapsdag.registrations.queries.next_price import Option
from kunskapsdag.registrations.sections import Card, Section, Was

NAME = "price"


class CategorySelect(forms.RadioSelect):
    """The categories; each tells the page's script for which kind of organisation it is, so that it can suggest one."""

    kinds: dict[int, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the kind to the choice."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-kind"] = self.kinds.get(value, "")
        return option


class CodeForm(forms.Form):
    """The code alone, as it is asked once of who registers several."""

    code = LineField(
        label=gettext_lazy("Discount code"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        help_text=gettext_lazy("If you have been given one."),
    )

    def __init__(self, data: QueryDict | None, *, event: Event, now: dt.datetime, prefix: str = NAME) -> None:
        super().__init__(data, prefix=prefix)
        self.event, self.now = event, now

    def clean_code(self) -> Any:
        """Return the discount that the code gives; a wrong one is remembered, so that nobody can guess for long."""
        written: str = self.cleaned_data["code"]
        if not written:
            return None
        again = fees.codes_tried_again_at(self.event.pk, self.now)
        if again is not None:
            text = _(
                "Too many wrong codes have been written for this day. Register without a code and mail the code to the "
                "organiser, or try again after %(time)s."
            )
            raise ValidationError(text, params={"time": dates.time(again)})
        found = fees.discount(self.event.pk, written)
        if found is None:
            fee_actions.note_wrong_code(event_id=self.event.pk, written=written, now=self.now)
            raise ValidationError(_("This code does not exist for this day. Check it, or leave the field empty."))
        if found.has_ended(self.now) and found.until is not None:
            text = _("The code held to and including %(day)s. Leave the field empty to register without it.")
            raise ValidationError(text, params={"day": dates.short_day(found.until)})
        return found


class PriceForm(CodeForm):
    """Category, code, and what the form has shown; each only where the day has it."""

    category = forms.TypedChoiceField(
        label=gettext_lazy("Price"),
        coerce=int,
        widget=CategorySelect,
        error_messages={"required": gettext_lazy("Choose the price that is yours.")},
    )
    shown = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, event: Event, terms: DayTerms, by: Any, now: dt.datetime) -> None:
        """``by``: staff, who may set any category and are asked for nothing that they saw."""
        super().__init__(data, event=event, now=now)
        self.order_fields(["category", "code", "shown"])
        self.by = by
        own = prices.chosen_by_oneself(terms.categories) if by is None else list(terms.categories)
        self.categories = {one.key: one for one in own}
        self._leave_out(terms)
        self.initial["shown"] = seen.mark(event, own, now)
        if "category" in self.fields:
            self.fields["category"].choices = [(one.key, _told(one, now)) for one in own]  # type: ignore[attr-defined]
            self.fields["category"].widget.kinds = {one.key: str(one.kind) for one in own}
        if data is not None and "shown" in self.fields and not self._seen_lately():
            # What stands on the page when it is shown again is the price of now, and so is its mark.
            self.data = data.copy()
            self.data[self.add_prefix("shown")] = self.initial["shown"]
        self.written = data.get(self.add_prefix("shown"), "") if data is not None else ""

    def _leave_out(self, terms: DayTerms) -> None:
        if len(self.categories) < 2:  # noqa: PLR2004  (nothing to choose among)
            del self.fields["category"]
        if not terms.has_codes:
            del self.fields["code"]
        if not terms.has_fee or self.by is not None:
            del self.fields["shown"]

    @property
    def heading(self) -> str:
        """Return the heading above what is to be filled in; none where there is nothing."""
        return _("Price") if self.visible_fields() and "category" not in self.fields else ""

    def _seen_lately(self) -> bool:
        found = seen.read(self.data.get(self.add_prefix("shown"), ""), event=self.event)
        return found is not None and found.is_recent(self.now)

    def clean(self) -> dict[str, Any]:
        """Decide the price: the one that was shown, or lower."""
        cleaned = super().clean() or {}
        if not self.categories or ("category" in self.fields and "category" not in cleaned):
            return cleaned
        category = self.categories[cleaned.get("category") or next(iter(self.categories))]
        cleaned["asked"] = Asked(category, self._price(category), cleaned.get("code") or None)
        return cleaned

    def _price(self, category: Category) -> Amount:
        if "shown" not in self.fields or not self.written:
            return category.price_at(self.now)
        found = seen.read(self.written, event=self.event) or seen.Seen(self.now, {})
        try:
            return found.price_to_pay(category, self.now)
        except PriceHasRisen as risen:
            raise ValidationError(seen.in_words(risen, category)) from risen


class NextPriceForm(forms.Form):
    """What the place costs the one who takes it over: the price that follows with it, or a choice where several can be hers."""

    category = forms.TypedChoiceField(
        label=gettext_lazy("Price"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the price that is yours.")},
    )
    shown = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, event: Event, options: Sequence[Option], now: dt.datetime) -> None:
        """``options``: the one that holds unasked first."""
        super().__init__(data, prefix=NAME)
        self.event, self.options = event, {one.category.key: one for one in options}
        if len(options) == 1:
            del self.fields["category"]
        else:
            self.fields["category"].choices = [(one.category.key, _option_words(one)) for one in options]  # type: ignore[attr-defined]
            self.initial["category"] = options[0].category.key
        self.initial["shown"] = seen.sign(event, {key: one.paid.net for key, one in self.options.items()}, now)
        self.written = data.get(self.add_prefix("shown"), "") if data is not None else ""
        if data is not None:  # what stands on the page when it is shown again is the price of now, and so is its mark
            self.data = data.copy()
            self.data[self.add_prefix("shown")] = self.initial["shown"]

    @property
    def words(self) -> str:
        """Return the price, where there is nothing to choose."""
        return next(iter(self.options.values())).words

    def clean(self) -> dict[str, Any]:
        """Return the category, and the sum that was shown for it; nothing where another one was."""
        cleaned = super().clean() or {}
        option = self.options.get(cleaned.get("category") or next(iter(self.options)))
        found = seen.read(self.written, event=self.event)
        if option is not None:
            net = found.nets.get(option.category.key) if found else None
            cleaned["agreed"] = option.paid.gross if net is not None and option.paid.net <= net else Decimal(0)
            cleaned["category"] = option.category.key
        return cleaned


def _option_words(option: Option) -> str:
    """Return "Municipality: 750 kr without VAT (937,50 kr with 25 % VAT)", and that it is the one that stands."""
    words = f"{option.category.name}: {option.words}"
    return words + _(", as the place costs now") if option.is_kept else words


def _told(category: Category, now: dt.datetime) -> str:
    """Return "Municipality: 750 kr without VAT (937,50 kr with 25 % VAT)", and until when where it is the early price."""
    words = f"{category.name}: {price_in_words(category.price_at(now), category.rate)}"
    if category.is_early(now) and category.early_until is not None:
        words += _(", to and including %(day)s") % {"day": tables.day(category.early_until)}
    return words


class PriceSection(Section):
    """The price in the form, on the pages, in the mails and in the files."""

    name = NAME
    place = 10
    template = "registrations/_price_section.html"

    def is_used(self, event: Event) -> bool:
        """Return whether anything about money is said for the day."""
        return fees.terms_of(event.pk) != DayTerms()

    def form(
        self, event: Event, *, data: QueryDict | None, registration: Registration | None, by: Any, now: dt.datetime
    ) -> forms.Form | None:
        """Ask when one registers; afterwards the price stands, and only the office may set another category."""
        terms = fees.terms_of(event.pk)
        if registration is not None or not terms.has_fee:
            return None
        return PriceForm(data, event=event, terms=terms, by=by, now=now)

    def form_once(self, event: Event, *, data: QueryDict | None, prefix: str, by: Any, now: dt.datetime) -> CodeForm | None:
        """Ask who registers several for a code; it holds for those of them whom it is meant for."""
        terms = fees.terms_of(event.pk)
        if not (terms.has_fee and terms.has_codes):
            return None
        form = CodeForm(data, event=event, now=now, prefix=prefix)
        form.fields["code"].help_text = _("If you have been given one. It holds for those of you whom it is meant for.")
        return form

    def take(self, registration: Registration, answers: Mapping[str, Any] | None, *, by: Any, now: dt.datetime) -> None:
        """Freeze the price of one who registers."""
        self.take_many([registration], [answers], by=by, now=now)

    def take_many(
        self, registrations: Sequence[Registration], answers: Sequence[Mapping[str, Any] | None], *, by: Any, now: dt.datetime
    ) -> None:
        """Freeze the prices of several at once. Who was registered before has her price already."""
        new = [
            (registration, answer.get("asked") or answer.get("fits") if answer else None)
            for registration, answer in zip(registrations, answers, strict=True)
            if registration.created_at == now
        ]
        if new:
            freeze_prices(new, by=by, now=now)

    def next_form(
        self,
        registration: Registration,
        *,
        organisation_id: int | None,
        is_same: bool,
        data: QueryDict | None,
        now: dt.datetime,
    ) -> forms.Form | None:
        """Show what the place costs her, and ask where several prices can be hers."""
        options = next_price.options(registration, organisation_id=organisation_id, is_same=is_same)
        return NextPriceForm(data, event=registration.event, options=options, now=now) if options else None

    def hand_on(
        self, registration: Registration, answers: Mapping[str, Any] | None, *, was: Was, by: Any, now: dt.datetime
    ) -> None:
        """Let the price follow the place: it stands within an organisation, and is another's own in another."""
        answers = answers or {}
        follow_person(
            registration,
            is_same=not was.is_another(registration),
            category=answers.get("category"),
            agreed=answers.get("agreed"),
            by=by,
            now=now,
        )

    def own_card(self, registration: Registration, *, now: dt.datetime) -> Card | None:
        """Return what she pays, and what cancelling and not coming cost; nothing where the day says nothing of money."""
        terms = fees.terms_of(registration.event_id)
        if terms == DayTerms() and not registration.event.cancellation_text:
            return None
        found = charges.of(registration)
        place = charges.place_in(found)
        waits = registration.state in (State.WAITING, State.OFFERED)
        pays_to_cancel = registration.state == State.CONFIRMED and not cancels_free(registration, now=now)
        today = clock.swedish(now).date() if pays_to_cancel else None
        return Card(
            "registrations/_price_card.html",
            {
                "charges": [one for one in found if one != place or registration.state == State.CONFIRMED],
                "waits_for": place if waits else None,
                "is_living": registration.is_living,
                "terms_rows": charges.own_terms(registration.event, place, today=today) if registration.is_living else [],
                "no_show": terms.no_show_words if registration.is_living else "",
                "event": registration.event,
            },
        )

    def staff_card(self, registration: Registration, *, user: Any, now: dt.datetime) -> Card | None:
        """Return everything that was charged, also what has been voided since; only for who may see money."""
        if not user.has_perm("fees.view_fee"):
            return None
        found = list(registration.charges.order_by("made_at", "pk"))
        choice = PriceChoice.objects.filter(registration=registration).first() if found else None
        return Card("registrations/_price_staff.html", {"charges": found, "choice": choice}) if found else None

    def lines(self, registration: Registration, kind: str) -> list[str]:
        """Return what she pays and on what terms where a place is given or promised, and what leaving or not coming costs."""
        if kind == emails.CANCELLED:
            return _cancelling_lines(registration)
        if kind in TELL_THE_PRICE:
            return [*_price_lines(registration), *no_show_lines(registration)]
        return no_show_lines(registration) if is_reminder(kind) else []

    def columns(self, event: Event) -> list[str]:
        """Return the columns of money."""
        if not self.is_used(event):
            return []
        return [
            _("Price category"),
            _("Price without VAT"),
            _("Price with VAT"),
            _("Discount code"),
            _("Discount without VAT"),
            _("Charged for cancelling or not coming, without VAT"),
        ]

    def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
        """Return category, prices, code and discount of everybody; two questions."""
        return charges.columns_of(event)


TELL_THE_PRICE = (emails.CONFIRMED, emails.WAITING, emails.OFFERED, emails.SUBSTITUTE)


def is_reminder(kind: str) -> bool:
    """Return whether a mail reminds of the day."""
    return kind.endswith(("reminder", "last_things"))


def _price_lines(registration: Registration) -> list[str]:
    """Return what the place costs, with what, when it is paid, and what cancelling costs."""
    found = charges.of(registration)
    place = charges.place_in(found)
    has_place = registration.state == State.CONFIRMED
    choice = PriceChoice.objects.filter(registration=registration).first() if place is not None else None
    if place is not None and place.gross:
        lines = [_what_it_costs(place, has_place=has_place, choice=choice)]
    else:
        # Without any charge the day is free; a part that is paid instead of it is told with the parts.
        lines = [_("The place is free of charge.")] if place is not None or (has_place and not found) else []
    if lines and choice is not None and choice.discount:
        taken = _("The code %(code)s has taken off %(sum)s without VAT.")
        lines[0] += " " + taken % {"code": choice.code_text, "sum": kronor(choice.discount)}
    if has_place and any(one.gross for one in found):
        lines.append(_("Your organisation gets an invoice later. Your place does not depend on it."))
    rows = charges.own_terms(registration.event, place, today=None)
    if rows:
        told = "\n".join(f"– {row.when}: {row.cost}" for row in rows)
        lines.append(_("If you cancel it costs:\n%(rows)s") % {"rows": told})
    return lines


def _what_it_costs(place: Charge, *, has_place: bool, choice: PriceChoice | None) -> str:
    if not has_place:
        return _("If you get a place it costs %(words)s, the price of the day you registered.") % {"words": place.words}
    if choice is not None and choice.name:
        return _("Price, %(category)s: %(words)s.") % {"category": choice.name, "words": place.words}
    return _("Price: %(words)s.") % {"words": place.words}


def _cancelling_lines(registration: Registration) -> list[str]:
    """Return what having cancelled costs, also of the parts whose last day had passed; that it is free where terms say so."""
    owed = [one for one in charges.of(registration) if one.gross]
    costs = [one for one in owed if one.kind == ChargeKind.CANCELLATION]
    lines = [_("The cancellation costs %(words)s.") % {"words": one.words} for one in costs]
    text = _("“%(title)s” is still to be paid: %(words)s. Its last day to give back had passed.")
    lines += [text % {"title": one.text, "words": one.words} for one in owed if one.kind == ChargeKind.PART]
    if not lines and fees.terms_of(registration.event_id).steps:
        had_price = registration.charges.filter(kind=ChargeKind.PLACE, gross__gt=0).exists()
        lines = [_("The cancellation costs nothing.")] if had_price else []
    return lines


def no_show_lines(registration: Registration) -> list[str]:
    """Return what not coming costs and the two ways out, for one who has or is offered a place; nothing where it is free."""
    words = fees.terms_of(registration.event_id).no_show_words
    if not words or registration.state not in (State.CONFIRMED, State.OFFERED):
        return []
    return [
        _("If you do not come, and have neither cancelled nor sent someone else, it costs %(words)s.") % {"words": words},
        _("Can you not come? By your own link you can cancel or send someone else."),
    ]
