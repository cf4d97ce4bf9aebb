"""The words of the mails to whoever has ordered places; written by the worker, in the same dress as other letters."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.core.text import unlinked
from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter, letter
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import emails, links
from kunskapsdag.orders.models import Order
from kunskapsdag.pages import dates
from kunskapsdag.registrations import day_letters
from kunskapsdag.registrations.letters import Words

Writer = Callable[[Order, dict[str, Any]], Words]


def _placed(order: Order, facts: dict[str, Any]) -> Words:
    if order.awaits_confirmation and order.confirm_by is not None:
        return _to_confirm(order, order.confirm_by)
    paragraphs = [_came_of_it(facts), _("Each person has got a mail of her own, where she completes her details in private.")]
    return Words(
        _("Your registration of several: %(title)s") % {"title": order.event.title},
        [*paragraphs, *_more(order, facts), _by_link()],
        button=_see(),
        shows_terms=True,
    )


def _to_confirm(order: Order, until: datetime) -> Words:
    return Words(
        _("Confirm your registration of several: %(title)s") % {"title": order.event.title},
        [
            _("Somebody has registered several for this day and given this address as her own."),
            _("Was it you? Open the order and press the button. Then each person gets a mail of her own."),
            _("The places are kept until %(when)s. Until then nobody else gets any mail.") % {"when": dates.at(until)},
            _("Was it not you? Then you need not do anything: the places are given back by themselves."),
        ],
        button=_("Open the order and confirm"),
        shows_terms=True,
    )


def _unconfirmed(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("Your places have been given back: %(title)s") % {"title": order.event.title},
        [
            _("The registration of several was not confirmed in time, so the places have been given back. It costs nothing."),
            _("Do you still want to come? Register anew on the page of the day, or write to the organiser."),
        ],
        button=_see(),
    )


def _added(order: Order, facts: dict[str, Any]) -> Words:
    named = ngettext("%(number)s place has got a name.", "%(number)s places have got names.", facts.get("named", 0)) % {
        "number": facts.get("named", 0)
    }
    made = facts["places"] + facts["waiting"] + facts.get("applied", 0)
    paragraphs = [*([named] if facts.get("named") else []), *([_came_of_it(facts)] if made else [])]
    return Words(
        _("More in your order: %(title)s") % {"title": order.event.title},
        [*paragraphs, *_more(order, facts), _by_link()],
        button=_see(),
    )


def _delegated(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("Places for you to name: %(title)s") % {"title": order.event.title},
        [
            ngettext(
                "%(organiser)s keeps %(number)s place for %(organisation)s, and you decide who gets it.",
                "%(organiser)s keeps %(number)s places for %(organisation)s, and you decide who gets them.",
                facts["places"],
            )
            % {
                "number": facts["places"],
                "organisation": unlinked(order.organisation_name),
                "organiser": order.event.organiser.name,
            },
            _due(order),
            _("Each person whom you name gets a mail of her own. You can swap persons and give places back at any time."),
        ],
        button=_("Name the places"),
        shows_terms=True,
    )


def _changed(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("Your places have been changed: %(title)s") % {"title": order.event.title},
        [
            ngettext("You now have %(number)s place in all.", "You now have %(number)s places in all.", facts["places"])
            % {"number": facts["places"]},
            _due(order),
        ],
        button=_see(),
    )


def _offered(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("A place is free for you: %(title)s") % {"title": order.event.title},
        [
            _("A place has come free for one that you have not named yet. Nobody else can answer for it."),
            _("Answer by %(when)s. After that the place is offered to the next in line.")
            % {"when": dates.at(datetime.fromisoformat(facts["answer_by"]))},
            _("Open the page of your order and choose yes or no, or name the person at once: then she answers herself."),
        ],
        button=_("Answer the offer"),
        shows_terms=True,
    )


def _lapsed(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("The place has gone on to the next: %(title)s") % {"title": order.event.title},
        [_("We did not get your answer in time for a place without a name, so it has been offered to the next in line.")],
        button=_see(),
    )


def _given(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("A place without a name is yours: %(title)s") % {"title": order.event.title},
        [_("The organiser has given you a place that you have not named yet."), *_reason(facts), _due(order)],
        button=_("Name the places"),
    )


def _to_list(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("A place has been moved to the waiting list: %(title)s") % {"title": order.event.title},
        [_("The organiser has moved a place without a name to the waiting list."), *_reason(facts)],
        button=_see(),
    )


def _lost(order: Order, facts: dict[str, Any]) -> Words:
    number = facts.get("places", 1)
    return Words(
        _("Places without a name have been taken back: %(title)s") % {"title": order.event.title},
        [
            ngettext(
                "The organiser has taken back %(number)s place that nobody was named for.",
                "The organiser has taken back %(number)s places that nobody was named for.",
                number,
            )
            % {"number": number},
            *_reason(facts),
        ],
        button=_see(),
    )


def _refused(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("No place for one without a name: %(title)s") % {"title": order.event.title},
        [_("The organiser has decided, and a place that you have not named yet was not given."), *_reason(facts)],
        button=_see(),
    )


def _reminder(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("Soon time to name your places: %(title)s") % {"title": order.event.title},
        [
            ngettext("You have %(number)s place without a name.", "You have %(number)s places without a name.", facts["places"])
            % {"number": facts["places"]},
            _due(order),
            _("Do you not need them? Give them back, so that others can come. It costs nothing."),
        ],
        button=_("Name the places"),
    )


def _released(order: Order, facts: dict[str, Any]) -> Words:
    if facts.get("costs"):
        return _released_late(order, facts)
    return Words(
        _("Places have been released: %(title)s") % {"title": order.event.title},
        [
            ngettext(
                "The last day for names has passed, so %(number)s place has gone to others. It costs you nothing.",
                "The last day for names has passed, so %(number)s places have gone to others. It costs you nothing.",
                facts["places"],
            )
            % {"number": facts["places"]},
            _("Those whom you have named keep their places."),
        ],
        button=_see(),
    )


def _released_late(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("Places have been released: %(title)s") % {"title": order.event.title},
        [
            ngettext(
                "Nobody was named in time, so %(number)s place has gone to others.",
                "Nobody was named in time, so %(number)s places have gone to others.",
                facts["places"],
            )
            % {"number": facts["places"]},
            _("A place whose person said no after the last day for names costs what the terms of cancellation say."),
        ],
        button=_see(),
        shows_terms=True,
    )


def _said_no(order: Order, facts: dict[str, Any]) -> Words:
    until = dates.at(datetime.fromisoformat(facts["until"]))
    cost = _("It costs nothing to give it back.") if facts["is_free"] else _("To give it back costs what the terms say.")
    return Words(
        _("%(name)s cannot come: %(title)s") % {"name": facts["name"], "title": order.event.title},
        [
            _("%(name)s has said that she or he cannot come. The place is still yours.") % {"name": facts["name"]},
            _("Name somebody else by %(when)s, or give the place back. After that it goes to others. %(cost)s")
            % {"when": until, "cost": cost},
        ],
        button=_("Name somebody else"),
        shows_terms=not facts["is_free"],
    )


def _cancelled(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        _("Your order is cancelled: %(title)s") % {"title": order.event.title},
        [
            ngettext(
                "%(number)s place has been given back. The person has been told by mail.",
                "%(number)s places have been given back. Those who were named have been told by mail.",
                facts["places"],
            )
            % {"number": facts["places"]}
        ],
        button=_see(),
        shows_terms=True,
    )


def _link(order: Order, facts: dict[str, Any]) -> Words:
    if order.awaits_confirmation and order.confirm_by is not None:
        return _to_confirm(order, order.confirm_by)
    return Words(
        _("Link to your order: %(title)s") % {"title": order.event.title},
        [_("Here is the link to your order. Keep it to yourself: whoever has it can change the order.")],
        button=_see(),
    )


def _came_of_it(facts: dict[str, Any]) -> str:
    parts = [
        ngettext("%(number)s has a place.", "%(number)s have places.", facts["places"]) % {"number": facts["places"]}
        if facts["places"]
        else "",
        ngettext("%(number)s is in the waiting list.", "%(number)s are in the waiting list.", facts["waiting"])
        % {"number": facts["waiting"]}
        if facts["waiting"]
        else "",
        ngettext(
            "%(number)s has applied, and the organiser decides.",
            "%(number)s have applied, and the organiser decides.",
            facts.get("applied", 0),
        )
        % {"number": facts.get("applied", 0)}
        if facts.get("applied")
        else "",
    ]
    return " ".join(filter(None, parts)) or _("Nobody new has been registered.")


def _more(order: Order, facts: dict[str, Any]) -> list[str]:
    found = []
    if facts.get("unnamed"):
        found.append(_due(order))
    if facts.get("told"):
        found.append(
            _("Some addresses could not be registered in this way. We have sent them a mail: ask them whether they come.")
        )
    if facts.get("refused"):
        found.append(_("There was not room for all. Those who were left out stand on the page of your order."))
    return found


def _due(order: Order) -> str:
    due = order.names_due_on
    if due is None:
        return _("Name the places when you know who comes.")
    return _("Places without a name are yours to and including %(day)s. After that they go to others.") % {
        "day": dates.day(due)
    }


def _reason(facts: dict[str, Any]) -> list[str]:
    return [_("From the organiser: %(reason)s") % {"reason": facts["reason"]}] if facts.get("reason") else []


def _by_link() -> str:
    return _("By the link you see how each place stands, swap persons, cancel and add more, without logging in.")


def _see() -> str:
    return _("See your order")


def _day_cancelled(order: Order, facts: dict[str, Any]) -> Words:
    places = ngettext("Your %(number)s place is void.", "Your %(number)s places are void.", facts["places"])
    return Words(
        day_letters.subject_of_cancelled(order.event, facts),
        [
            _("The day %(when)s is cancelled and will not be held.")
            % {"when": dates.day(day_letters.known_day(order.event, facts))},
            *day_letters.unheard_move(order.event, facts),
            _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
            " ".join([places % {"number": facts["places"]}, _("It costs nothing, and you need not do anything.")]),
            _("Those whom you have named have got mails of their own."),
        ],
        button=_see(),
    )


def _day_moved(order: Order, facts: dict[str, Any]) -> Words:
    return Words(
        day_letters.subject_of_moved(order.event, facts),
        [
            *day_letters.what_is_new(order.event, facts),
            _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
            ngettext("You keep your %(number)s place.", "You keep your %(number)s places.", facts["places"])
            % {"number": facts["places"]},
            _("Those whom you have named have got mails of their own, with the new calendar entry."),
        ],
        button=_see(),
    )


WRITERS: dict[str, Writer] = {
    emails.DAY_CANCELLED: _day_cancelled,
    emails.DAY_MOVED: _day_moved,
    emails.PLACED: _placed,
    emails.UNCONFIRMED: _unconfirmed,
    emails.ADDED: _added,
    emails.DELEGATED: _delegated,
    emails.CHANGED: _changed,
    emails.OFFERED: _offered,
    emails.LAPSED: _lapsed,
    emails.GIVEN: _given,
    emails.TO_LIST: _to_list,
    emails.LOST: _lost,
    emails.REMINDER: _reminder,
    emails.RELEASED: _released,
    emails.SAID_NO: _said_no,
    emails.CANCELLED: _cancelled,
    emails.LINK: _link,
    emails.REFUSED: _refused,
}


def write(message: Message) -> Letter:
    """Return the words of a mail about an order."""
    orders = Order.objects.select_related("event", "event__venue", "event__organiser")
    order = orders.get(pk=message.facts["order"])
    is_of_day = message.kind in (emails.DAY_CANCELLED, emails.DAY_MOVED)
    facts = day_letters.since_heard(message, order.event) if is_of_day else message.facts
    words = WRITERS[message.kind](order, facts)
    context = {
        "words": words,
        "event": order.event,
        "greeting": _("Hello %(name)s!") % {"name": message.to_name} if message.to_name else _("Hello!"),
        "when": dates.span(order.event.starts_at, order.event.ends_at),
        "own": settings.BASE_URL + links.path_of(order.public_id, message.facts["version"]),
        "online_url": "",
        "terms": order.event.cancellation_text if words.shows_terms else "",
    }
    return letter("registrations/mail/letter", context, message.language, reply_to=order.event.contact_email)


def register() -> None:
    """Tell the outbox who writes these letters."""
    for kind in WRITERS:
        registry.register(kind, write)
    registry.merge(emails.tells)
