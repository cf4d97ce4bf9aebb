"""The questions within a registration: in the form, on the own page, on the office's page, and in the file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.orders import links as order_links
from kunskapsdag.questions import actions, queries, rules
from kunskapsdag.questions.enums import Kind, Moment, Scope
from kunskapsdag.questions.forms import AnswersForm, OthersAnswersForm, answers_in
from kunskapsdag.questions.models import Question
from kunskapsdag.registrations import links, sections
from kunskapsdag.registrations.enums import Category, Source, Way
from kunskapsdag.registrations.forms import ONLINE_IN_LINE
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.sections import Card, MakeForm, Section, Was


class QuestionSection(Section):
    """What the organiser asks beside the form."""

    name = "questions"
    # After what one chooses: a question may be asked only of those who have chosen something.
    place = 80
    template = "questions/_section.html"

    def is_used(self, event: Event) -> bool:
        """Return whether the day has any questions."""
        return Question.objects.filter(event=event).exists()

    def used_among(self, events: Sequence[Event]) -> set[int]:
        """Return the days that have questions; one question of ours."""
        found = Question.objects.filter(event__in=[event.pk for event in events]).order_by()
        return set(found.values_list("event_id", flat=True).distinct())

    def form(
        self, event: Event, *, data: QueryDict | None, registration: Registration | None, by: Any, now: dt.datetime
    ) -> AnswersForm | None:
        """Return the questions that are asked now; after the last day nobody but the office changes answers."""
        plan = queries.plan_for(event, registration, now=now)
        if not plan.questions or (registration is not None and by is None and not _may_change(event, plan, now)):
            return None
        answers = queries.answers_of(registration) if registration is not None else None
        return AnswersForm(
            data,
            prefix=self.name,
            plan=plan,
            facts=_facts(plan, data, registration),
            answers=answers,
            must_answer=by is None,
        )

    def next_form(
        self,
        registration: Registration,
        *,
        organisation_id: int | None,
        is_same: bool,
        data: QueryDict | None,
        now: dt.datetime,
    ) -> AnswersForm | None:
        """Ask who takes over what everybody is asked; what the one before her answered is erased, and never shown."""
        event = registration.event
        plan = queries.plan_for(event, registration, now=now)
        if not plan.questions or not _may_change(event, plan, now):
            return None
        return AnswersForm(data, prefix=self.name, plan=plan, facts=_facts(plan, data, registration), must_answer=True)

    def hand_on(
        self, registration: Registration, answers: Mapping[str, Any] | None, *, was: Was, by: Any, now: dt.datetime
    ) -> None:
        """Keep what she has answered.

        :raises AnswerMissing: a required question has no answer.
        """
        if answers:
            plan = queries.plan_for(registration.event, registration, now=now)
            given = answers_in(plan.asked, answers)
            asked = [one for one in plan.asked if one.key in given]
            actions.keep_answers(registration=registration, asked=asked, answers=given, must_answer=by is None)

    def forms(
        self, events: Sequence[Event], *, data: Mapping[int, QueryDict | None], now: dt.datetime
    ) -> Mapping[int, AnswersForm | None]:
        """Return the same for several days; three questions of ours."""
        plans = queries.plans_for_newcomers(events, now=now)
        return {
            key: AnswersForm(data.get(key), prefix=self.name, plan=plan, facts=_facts(plan, data.get(key), None))
            for key, plan in plans.items()
            if plan.questions
        }

    def take(self, registration: Registration, answers: Mapping[str, Any] | None, *, by: Any, now: dt.datetime) -> None:
        """Keep what was answered and counts.

        :raises AnswerMissing: a required question has no answer.
        """
        is_changed = registration.created_at != now
        if is_changed and self in sections.used(registration.event):
            # She may stand in another category now, also where nothing is asked any more.
            actions.drop_what_no_longer_counts(registration=registration, by=by)
        if not answers:
            return
        plan = queries.plan_for(registration.event, None if registration.created_at == now else registration, now=now)
        given = answers_in(plan.asked, answers)
        actions.keep_answers(
            registration=registration,
            asked=[one for one in plan.asked if one.key in given],
            answers=given,
            must_answer=by is None,
            is_new=registration.created_at == now,
        )

    def take_many(
        self, registrations: Sequence[Registration], answers: Sequence[Mapping[str, Any] | None], *, by: Any, now: dt.datetime
    ) -> None:
        """Keep what is known of several who are registered by somebody else; each answers the rest herself."""
        pairs = [(one, answer) for one, answer in zip(registrations, answers, strict=True) if answer]
        if pairs:
            asked = queries.plan_for_others(pairs[0][0].event, now=now).asked
            given = [answers_in(asked, answer) for _one, answer in pairs]
            actions.keep_answers_of_many(registrations=[one for one, _answer in pairs], asked=asked, answers=given)

    def form_for_others(self, event: Event, *, by: Any, now: dt.datetime) -> MakeForm | None:
        """Ask who registers others what is asked of each."""
        plan = queries.plan_for_others(event, now=now)

        def make(data: QueryDict | None, *, prefix: str, person: PersonDetails | None = None) -> OthersAnswersForm:
            facts = rules.Facts(person.category, person.way) if person else rules.Facts()
            return OthersAnswersForm(data, plan=plan, facts=facts, is_one=person is not None, prefix=prefix)

        return make if plan.questions and _may_change(event, plan, now) else None

    def form_once(self, event: Event, *, data: QueryDict | None, prefix: str, by: Any, now: dt.datetime) -> AnswersForm | None:
        """Ask who registers others what is asked once."""
        whole = queries.plan_for_order(event)
        plan = whole.of(scopes={Scope.ORDER}, with_later=_are_later_open(whole, now))
        if not plan.questions or not _may_change(event, plan, now):
            return None
        form = AnswersForm(data, plan=plan, facts=rules.Facts(), must_answer=by is None, prefix=prefix)
        form.heading = gettext_lazy("Asked once, for all of you")
        return form

    def take_once(self, event: Event, order: Any, answers: Mapping[str, Any] | None, *, by: Any, now: dt.datetime) -> None:
        """Keep what was answered once for the order."""
        if answers:
            asked = queries.plan_for_order(event).asked
            actions.keep_answers_of_order(order=order, asked=asked, answers=answers_in(asked, answers))

    def unfinished(self, event: Event, registrations: Sequence[Registration]) -> Mapping[int, Sequence[str]]:
        """Return who has required questions left; never what she has answered."""
        plan = queries.plan_for_others(event, now=clock.now())
        required = [one for one in plan.asked if one.is_required]
        if not required:
            return {}
        keys = [one.pk for one in registrations]
        given = queries.by_person(plan.questions, keys)
        parts = queries.parts_by_person(keys) if any(one.part is not None for one in plan.asked) else {}
        found = {}
        for one in registrations:
            facts = rules.Facts(one.category, one.way, parts.get(one.pk, frozenset()))
            left = len(rules.missing(plan.asked, facts, given.get(one.pk, {})))
            if left:
                found[one.pk] = [ngettext("%(number)s question", "%(number)s questions", left) % {"number": left}]
        return found

    def own_card(self, registration: Registration, *, now: dt.datetime) -> Card | None:
        """Show her answers, and lead to the page where they are changed."""
        event = registration.event
        if self not in sections.used(event):
            return None
        plan = queries.plan_for(event, registration, now=now)
        context = _answers(plan, registration)
        if not plan.questions:
            return None
        may_change = registration.is_living and _may_change(event, plan, now)
        url = reverse("questions:mine", args=[links.token(registration)]) if may_change else ""
        return Card("questions/own_card.html", context | {"url": url, "last_day": plan.sheet.last_day})

    def staff_card(self, registration: Registration, *, user: Any, now: dt.datetime) -> Card | None:
        """Show her answers to the office."""
        if self not in sections.used(registration.event):
            return None
        return Card("questions/staff_card.html", _answers(queries.plan(registration.event), registration))

    def order_card(self, event: Event, *, order: Any, now: dt.datetime) -> Card | None:
        """Lead who has ordered for others to what is asked only once for all of them."""
        if self not in sections.used(event):
            return None
        plan = queries.plan_for_order(event)
        if not plan.questions:
            return None
        answers = queries.answers_of_order(order)
        rows = [(asked.text, rules.answer_in_words(asked, answers.get(asked.key))) for asked in plan.asked if answers]
        url = reverse("questions:order", args=[order_links.token(order)]) if _may_change(event, plan, now) else ""
        left = len(plan.questions) if not answers else len(rules.missing(plan.asked, rules.Facts(), answers))
        return Card("questions/own_card.html", {"rows": rows, "left": left, "url": url, "last_day": plan.sheet.last_day})

    def columns(self, event: Event) -> list[str]:
        """Return a column for each question."""
        return [question.text for question in queries.stored(event)]

    def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
        """Return what each has answered, by the registration's id; numbers and days as such."""
        plan = queries.plan(event)
        return {
            key: [_cell(asked, own.get(asked.key)) for asked in plan.asked]
            for key, own in queries.by_person(plan.questions).items()
        }


def _may_change(event: Event, plan: queries.Plan, now: dt.datetime) -> bool:
    return rules.may_change_answers(
        last_day=plan.sheet.last_day, starts_at=event.starts_at, now=now, today=clock.swedish(now).date()
    )


def _are_later_open(plan: queries.Plan, now: dt.datetime) -> bool:
    return rules.are_later_open(opens_on=plan.sheet.opens_on, today=clock.swedish(now).date())


def _facts(plan: queries.Plan, data: QueryDict | None, registration: Registration | None) -> rules.Facts:
    """Return what is known: as it stands in the form that is sent, else as it is stored."""
    if data is None:
        return queries.facts_of(registration, plan.asked) if registration is not None else rules.Facts()
    category = data.get("category", "")
    way = data.get("way", "")
    return rules.Facts(
        category=category if category in Category.values else None,
        # Where the form doesn't ask, everybody takes part in the one way that the day has.
        way=(Way.ONLINE if way in (Way.ONLINE, ONLINE_IN_LINE) else Way.ON_SITE)
        if way or registration is None
        else registration.way,
        # What she ticks in this same form is known when it is kept, and tried then.
        parts=queries.facts_of(registration, plan.asked).parts if registration is not None else None,
    )


def _answers(plan: queries.Plan, registration: Registration) -> dict[str, Any]:
    answers = queries.answers_of(registration)
    facts = queries.facts_of(registration, plan.asked)
    counting = rules.counting(plan.asked, facts, answers)
    rows = [(asked, rules.answer_in_words(asked, answers.get(asked.key))) for asked in counting]
    is_order = registration.source == Source.ORDER
    return {
        "rows": [(asked.text, words) for asked, words in rows if not (is_order and asked.scope == Scope.ORDER)],
        "left": queries.unanswered_by(plan.asked, facts, answers),
        "has_later": any(asked.moment == Moment.LATER for asked in plan.asked),
    }


def _cell(asked: rules.Asked, value: rules.Value) -> Any:
    return value if asked.kind in (Kind.NUMBER, Kind.DATE) else rules.answer_in_words(asked, value)
