"""Reads answers, and what the organiser asks."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunskapsdag.core.fields import LineField
from kunskapsdag.events.models import Event
from kunskapsdag.parts.models import Part
from kunskapsdag.questions import queries, rules
from kunskapsdag.questions.actions import Written
from kunskapsdag.questions.enums import CHOOSING, FIXED, Kind, Moment, Scope
from kunskapsdag.questions.models import Question, Sheet
from kunskapsdag.questions.queries import Plan
from kunskapsdag.questions.rules import Asked, Facts, Value
from kunskapsdag.registrations.enums import Category, Way

YES, NO = "ja", "nej"
LARGEST = Decimal(10) ** 10
SPARE_CHOICES = 5
MOST_CHOICES = 30
ANSWER = _("Answer this question.")
LEFT_TO_HER = _("Each answers for herself, by the link in her mail")


class NumberField(forms.DecimalField):
    """A number as Swedes write it: a decimal comma, spaces between thousands."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Return the number as ``Decimal``, None for nothing."""
        if isinstance(value, str):
            value = "".join(value.split()).replace("\xa0", "").replace(",", ".")
        return super().to_python(value)


class AnswersForm(forms.Form):
    """The questions as fields. Which of them count is decided from all of them, and from what is known of the person."""

    error_css_class = "invalid"
    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        plan: Plan,
        facts: Facts,
        answers: Mapping[int, Value] | None = None,
        must_answer: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, initial={f"q{key}": _shown(value) for key, value in (answers or {}).items()}, **kwargs)
        self.plan, self.facts, self.must_answer = plan, facts, must_answer
        self.known = dict(answers or {})
        self.heading = _("Questions from the organiser")
        words = plan.words_of_conditions()
        for question, asked in zip(plan.questions, plan.asked, strict=True):
            self.fields[f"q{asked.key}"] = _field(question, asked, words[asked.key])

    def rows(self) -> list[dict[str, Any]]:
        """Return each field with its condition, for the script that hides what doesn't count."""
        return [{"field": self[f"q{asked.key}"], "asked": asked, "on": self._on(asked)} for asked in self.plan.asked]

    def _on(self, asked: Asked) -> dict[str, str]:
        if asked.on is None or f"q{asked.on}" not in self.fields:
            return {}
        equals = (YES if asked.equals else NO) if isinstance(asked.equals, bool) else str(asked.equals)
        return {"name": self.add_prefix(f"q{asked.on}"), "equals": equals}

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return what is wrong, as the id of the field and the sentence."""
        alone = [("", str(fault)) for fault in self.non_field_errors()]
        beside = [(bound.id_for_label or f"{bound.auto_id}_0", str(bound.errors[0])) for bound in self if bound.errors]
        return alone + beside

    def clean(self) -> dict[str, Any]:
        """Drop what doesn't count, and ask for what is required and does."""
        cleaned = super().clean() or {}
        answers = {one.key: _value(one, cleaned.get(f"q{one.key}")) for one in self.plan.asked}
        counting = {one.key for one in rules.counting(self.plan.asked, self.facts, answers)}
        for one in self.plan.asked:
            name = f"q{one.key}"
            if one.key not in counting:
                # What is wrong in a field that isn't hers to fill in is nothing to mend.
                self.errors.pop(name, None)
                cleaned[name] = None
        if self.must_answer:
            for one in rules.missing(self.plan.asked, self.facts, answers):
                if f"q{one.key}" not in self.errors:
                    self.add_error(f"q{one.key}", ANSWER)
        return cleaned

    def answers(self) -> dict[int, Value]:
        """Return the answers to every question of the form; None where there is none."""
        return answers_in(self.plan.asked, self.cleaned_data)


class OthersAnswersForm(AnswersForm):
    """The questions about those whom somebody else registers: all of them, or one. What is left is answered by herself."""

    def __init__(self, data: Any, *, plan: Plan, facts: Facts, is_one: bool, **kwargs: Any) -> None:
        super().__init__(data, plan=plan, facts=facts, must_answer=False, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.RadioSelect):
                field.choices = [("", str(LEFT_TO_HER)), *field.choices]  # type: ignore[attr-defined]
        if is_one:
            self.heading = ""  # type: ignore[assignment]  # all headings are lazy texts

    def rows(self) -> list[dict[str, Any]]:
        """Return each field; of several people nothing is known that could hide a question."""
        return [row | {"asked": replace(row["asked"], category="", way="", part=None)} for row in super().rows()]


def answers_in(asked: tuple[Asked, ...], cleaned: Mapping[str, Any]) -> dict[int, Value]:
    """Return the answers that a form's cleaned data hold; questions that weren't in the form are left out."""
    return {one.key: _value(one, cleaned[f"q{one.key}"]) for one in asked if f"q{one.key}" in cleaned}


def _field(question: Question, asked: Asked, when: str) -> forms.Field:
    shared: dict[str, Any] = {
        "label": question.text,
        "required": False,
        "help_text": " ".join(text for text in (question.help, when) if text),
    }
    field: forms.Field
    if asked.kind == Kind.ONE:
        field = forms.ChoiceField(choices=list(asked.choices), widget=forms.RadioSelect, **shared)
    elif asked.kind == Kind.SEVERAL:
        field = forms.MultipleChoiceField(choices=list(asked.choices), widget=forms.CheckboxSelectMultiple, **shared)
    elif asked.kind == Kind.YES_NO:
        names = rules.yes_and_no()
        field = forms.ChoiceField(choices=[(YES, names[True]), (NO, names[False])], widget=forms.RadioSelect, **shared)
    elif asked.kind == Kind.NUMBER:
        field = NumberField(min_value=-LARGEST, max_value=LARGEST, max_digits=12, decimal_places=2, **shared)
        field.error_messages["invalid"] = _("Write a number, with digits.")
    elif asked.kind == Kind.DATE:
        field = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **shared)
        field.error_messages["invalid"] = _("Write the date as 2026-03-28.")
    else:
        field = LineField(max_length=question.max_length, widget=forms.TextInput(attrs={"autocomplete": "off"}), **shared)
    # Read by the form's own checks; a field has no place of its own for it.
    vars(field)["was_required"] = asked.is_required and when == ""
    return field


def _shown(value: Value) -> Any:
    """Return an answer as its field shows it."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, frozenset):
        return [str(key) for key in sorted(value)]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return value


def _value(asked: Asked, cleaned: Any) -> Value:
    """Return what a field was answered, as the rules see it."""
    if cleaned in (None, "", []):
        return None
    if asked.kind == Kind.ONE:
        return int(cleaned)
    if asked.kind == Kind.SEVERAL:
        return frozenset(int(one) for one in cleaned)
    if asked.kind == Kind.YES_NO:
        return bool(cleaned == YES)
    value: Decimal | dt.date | str = cleaned
    return value


class SheetForm(forms.ModelForm):
    """What holds for all the questions of a day."""

    purpose = LineField(
        label=_("What the answers are for"),
        max_length=250,
        help_text=_("One sentence, shown where the questions are asked: for example “so that we can plan groups and bus”."),
        error_messages={"required": _("Write what the answers are for: those who are asked have a right to know.")},
    )

    class Meta:
        model = Sheet
        fields = ["purpose", "opens_on", "last_day", "keep_days"]
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("opens_on", "last_day")}

    def clean(self) -> dict[str, Any]:
        """Refuse days that contradict each other or the day itself."""
        cleaned = super().clean() or {}
        opens_on, last_day = cleaned.get("opens_on"), cleaned.get("last_day")
        if opens_on and last_day and last_day < opens_on:
            self.add_error("last_day", _("The last day to answer cannot be before the questions open."))
        for name in ("opens_on", "last_day"):
            if cleaned.get(name) and cleaned[name] > self.instance.event.first_day:
                self.add_error(name, _("This is after the day has begun."))
        return cleaned


class QuestionForm(forms.Form):
    """One question, with its choices as rows: emptied is removed, five empty ones follow."""

    text = LineField(label=_("Question"), max_length=200, error_messages={"required": _("Write the question.")})
    kind = forms.ChoiceField(
        label=_("How it is answered"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        help_text=_("No free text where a choice will do: choices can be counted, and nobody writes what you should not keep."),
    )
    help = LineField(
        label=_("Help text"),
        max_length=300,
        required=False,
        help_text=_("A short text must have one: tell what you want to know."),
    )
    max_length = forms.IntegerField(
        label=_("At most so many characters (short text)"),
        min_value=10,
        max_value=1000,
        initial=rules.LONGEST_ANSWER,
        required=False,
    )
    scope = forms.ChoiceField(label=_("Asked of"), choices=Scope.choices, widget=forms.RadioSelect, initial=Scope.PERSON)
    moment = forms.ChoiceField(label=_("When"), choices=Moment.choices, widget=forms.RadioSelect, initial=Moment.REGISTRATION)
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)
    category = forms.ChoiceField(
        label=_("Only those who take part as"),
        choices=[("", pgettext_lazy("who is asked", "everybody")), *Category.choices],
        required=False,
    )
    way = forms.ChoiceField(
        label=_("Only those who take part"),
        choices=[("", pgettext_lazy("who is asked", "everybody")), *Way.choices],
        required=False,
    )
    part = forms.ModelChoiceField(
        label=_("Only those who have chosen"),
        queryset=Part.objects.none(),
        required=False,
        empty_label=pgettext_lazy("who is asked", "everybody"),
    )
    condition = forms.ChoiceField(label=_("Only after a certain answer"), required=False)
    confirm_sensitive = forms.BooleanField(label=_("I have a ground in law for asking this"), required=False)
    confirm_loss = forms.BooleanField(label=_("I know that answers are lost"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, event: Event, question: Question | None = None) -> None:
        whole = queries.plan(event)
        super().__init__(data, initial=_initial(question) | {"version": whole.sheet.version})
        self.question = question
        self.stored = [] if question is None else list(question.choices.all())
        self.choice_names = [f"choice_{choice.pk}" for choice in self.stored]
        self.choice_names += [f"new_{number}" for number in range(SPARE_CHOICES)]
        start = {f"choice_{choice.pk}": choice.text for choice in self.stored}
        for name in self.choice_names:
            self.fields[name] = LineField(max_length=120, required=False, label=_("Choice"), initial=start.get(name))
        self.fields["condition"].choices = [("", pgettext_lazy("a condition", "none")), *_conditions(whole, question)]  # type: ignore[attr-defined]
        parts = Part.objects.filter(event=event)
        self.fields["part"].queryset = parts  # type: ignore[attr-defined]
        if not parts:
            del self.fields["part"]
        if data is None:
            del self.fields["confirm_sensitive"], self.fields["confirm_loss"]

    def choice_fields(self) -> list[Any]:
        """Return the rows of choices."""
        return [self[name] for name in self.choice_names]

    def main_fields(self) -> list[Any]:
        """Return the other fields, those to confirm left out."""
        left_out = {*self.choice_names, "confirm_sensitive", "confirm_loss", "version"}
        return [bound for bound in self if bound.name not in left_out]

    def clean(self) -> dict[str, Any]:
        """Refuse more choices than anybody reads."""
        cleaned = super().clean() or {}
        if len(self._choices(cleaned)) > MOST_CHOICES:
            raise ValidationError(_("At most 30 choices."))
        return cleaned

    def _choices(self, cleaned: Mapping[str, Any]) -> list[tuple[int | None, str]]:
        old = [(choice.pk, cleaned.get(f"choice_{choice.pk}", "")) for choice in self.stored]
        new = [(None, cleaned.get(f"new_{number}", "")) for number in range(SPARE_CHOICES)]
        return [(key, text) for key, text in (*old, *new) if text]

    def written(self) -> Written:
        """Return the question as it was written."""
        data = self.cleaned_data
        condition, _colon, answer = data["condition"].partition(":")
        is_yes_no = answer in (YES, NO)
        return Written(
            text=data["text"],
            help=data["help"],
            kind=data["kind"],
            scope=data["scope"],
            moment=data["moment"],
            is_required=data["is_required"],
            max_length=data["max_length"] or rules.LONGEST_ANSWER,
            category=data["category"],
            way=data["way"],
            part=data["part"].pk if data.get("part") else None,
            condition=int(condition) if condition else None,
            condition_choice=int(answer) if answer and not is_yes_no else None,
            condition_yes=answer == YES if is_yes_no else None,
            choices=self._choices(data) if data["kind"] in CHOOSING else [],
        )


def _initial(question: Question | None) -> dict[str, Any]:
    if question is None:
        return {"kind": Kind.ONE}
    names = ("text", "help", "kind", "scope", "moment", "is_required", "max_length", "category", "way", "part")
    answer: Any = question.condition_choice_id
    if answer is None and question.condition_yes is not None:
        answer = YES if question.condition_yes else NO
    return {name: getattr(question, name) for name in names} | {
        "condition": f"{question.condition_id}:{answer}" if question.condition_id else ""
    }


def _conditions(whole: Plan, question: Question | None) -> list[tuple[str, str]]:
    """Return each fixed answer to each other question, as something that a question can depend on."""
    found = []
    names = rules.yes_and_no()
    for one in whole.asked:
        if one.kind not in FIXED or (question is not None and one.key == question.pk):
            continue
        fixed = (
            [(YES, names[True]), (NO, names[False])]
            if one.kind == Kind.YES_NO
            else [(str(key), text) for key, text in one.choices]
        )
        found += [(f"{one.key}:{value}", f"{one.text} {text}") for value, text in fixed]
    return found
