"""The one form in which a day is edited, in tabs."""

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
    TitleFieldPanel,
)

from kunskapsdag.website.organiser.forms import EventForm, ItemForm
from kunskapsdag.website.organiser.terms import CodeForm


class ProgrammePanel(InlinePanel):
    """The lines of the programme, each with the persons of the day to tick."""

    def get_form_options(self) -> dict[str, Any]:
        """Let each line be read by our own form."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = ItemForm
        return options


class CodesPanel(InlinePanel):
    """Discount codes, read by our own form."""

    def get_form_options(self) -> dict[str, Any]:
        """Let organisations be written by their names."""
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = CodeForm
        return options


class PricePanel(Panel):
    """Both prices, without and with VAT, so that nobody is in doubt of which was entered."""

    class BoundPanel(Panel.BoundPanel):
        """The stored price; ``website/organiser.js`` keeps it true while one types."""

        template_name = "website/organiser/panels/price.html"

        @cached_property
        def price(self) -> Any:
            """Return the stored price, or None."""
            return self.instance.price if self.instance is not None and self.instance.pk else None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the price."""
            return {**super().get_context_data(parent_context), "price": self.price}


FACTS = ObjectList(
    [
        TitleFieldPanel("title", targets=["slug"], placeholder=False),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("format"), FieldPanel("theme")]),
        FieldPanel("series", widget=forms.Select),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]), FieldPanel("doors_open_at")],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [FieldPanel("attendance"), FieldPanel("venue"), FieldPanel("online_url")],
            heading=_("Where"),
        ),
        FieldPanel("target_group"),
        FieldPanel("organiser"),
        InlinePanel("co_organisers", heading=_("Co-organisers"), label=_("co-organiser"), panels=[FieldPanel("organisation")]),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")])],
            heading=_("Contact"),
        ),
    ],
    heading=_("Facts"),
)

PLACES = ObjectList(
    [
        FieldRowPanel([FieldPanel("capacity"), FieldPanel("online_capacity")]),
        FieldRowPanel([FieldPanel("registration_opens_at"), FieldPanel("registration_closes_at")]),
        FieldRowPanel([FieldPanel("has_waiting_list"), FieldPanel("offer_hours")]),
        MultiFieldPanel([FieldPanel("names_due_on")], heading=_("Several at once")),
        InlinePanel(
            "place_rules",
            heading=_("Rules for the places"),
            label=_("rule"),
            help_text=_("They stand in words on the invitation, and nobody who has a place loses it by a rule."),
            panels=[
                FieldRowPanel([FieldPanel("kind"), FieldPanel("number")]),
                FieldRowPanel([FieldPanel("who"), FieldPanel("until")]),
                FieldRowPanel([FieldPanel("county"), FieldPanel("organisation")]),
            ],
        ),
        MultiFieldPanel(
            [
                FieldPanel("needs_approval"),
                FieldPanel("decision_day"),
                FieldPanel("decides_by_rule"),
            ],
            heading=_("Approval"),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("substitute_rule"), FieldPanel("substitutes_close_on")])],
            heading=_("Substitutes"),
        ),
    ],
    heading=_("Places"),
)

PARTS = ObjectList(
    [
        HelpPanel(
            content=_(
                "Lunch, dinner, study visits, seminars at the same time, half a day: what each person chooses when she "
                "registers. Each has seats, a line, a price and a last day of its own."
            )
        ),
        InlinePanel(
            "parts",
            heading=_("Parts"),
            label=_("part"),
            panels=[
                FieldRowPanel([FieldPanel("title"), FieldPanel("kind")]),
                FieldPanel("text", widget=forms.Textarea(attrs={"rows": 2})),
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("place"), FieldPanel("capacity"), FieldPanel("has_waiting_list")]),
                FieldRowPanel([FieldPanel("amount"), FieldPanel("basis"), FieldPanel("vat_rate")]),
                FieldRowPanel([FieldPanel("last_cancellation_day"), FieldPanel("choose_group")]),
                FieldRowPanel([FieldPanel("is_place"), FieldPanel("is_preselected"), FieldPanel("only_on_site")]),
                FieldPanel("percent"),
            ],
        ),
    ],
    heading=_("Parts"),
)

TERMS = ObjectList(
    [
        InlinePanel(
            "fees",
            heading=_("Fees"),
            label=_("fee"),
            max_num=12,
            help_text=_("One fee for all, or one for each category. Whoever has registered keeps the price she saw."),
            panels=[
                FieldRowPanel([FieldPanel("kind"), FieldPanel("label")]),
                FieldRowPanel([FieldPanel("amount"), FieldPanel("basis"), FieldPanel("vat_rate")]),
                FieldRowPanel([FieldPanel("early_amount"), FieldPanel("early_until")]),
                PricePanel(),
            ],
        ),
        InlinePanel(
            "cancellation_steps",
            heading=_("What cancelling costs"),
            label=_("step"),
            help_text=_(
                "For example 0 % to and including 28 days before, 50 % to 14 days before. After the last step: the whole fee. "
                "Without steps nothing is charged by itself."
            ),
            panels=[FieldRowPanel([FieldPanel("days_before"), FieldPanel("percent")])],
        ),
        FieldPanel(
            "cancellation_text",
            help_text=_(
                "Shown before someone registers, and again before she cancels. The text alone charges nothing: what cancelling "
                "costs is computed from the steps above only. Without steps you settle by hand what the text says."
            ),
        ),
        InlinePanel(
            "no_show_fees",
            heading=_("If somebody does not come"),
            label=_("no-show fee"),
            max_num=1,
            help_text=_("Told before one registers and in the reminder. Nothing is charged until one of you has approved it."),
            panels=[FieldRowPanel([FieldPanel("amount"), FieldPanel("basis"), FieldPanel("vat_rate")]), PricePanel()],
        ),
        CodesPanel(
            "discount_codes",
            heading=_("Discount codes"),
            label=_("code"),
            panels=[
                FieldRowPanel([FieldPanel("code"), FieldPanel("percent"), FieldPanel("kronor")]),
                FieldRowPanel([FieldPanel("until"), FieldPanel("most_uses")]),
                FieldPanel("kinds"),
                FieldPanel("organisations", widget=forms.Textarea(attrs={"rows": 2})),
            ],
        ),
    ],
    heading=_("Fees and terms"),
)

PROGRAMME = ObjectList(
    [
        HelpPanel(content=_("Those you add under Speakers can be ticked here at once.")),
        ProgrammePanel(
            "programme_items",
            heading=_("Programme"),
            label=_("programme item"),
            panels=[
                FieldRowPanel([FieldPanel("starts"), FieldPanel("ends")]),
                FieldPanel("title"),
                FieldPanel("text", widget=forms.Textarea(attrs={"rows": 2})),
                FieldPanel("persons"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("room")]),
                FieldPanel("day"),
            ],
        ),
    ],
    heading=_("Programme"),
)

SPEAKERS = ObjectList(
    [
        InlinePanel(
            "speakers",
            heading=_("Speakers"),
            label=_("speaker"),
            panels=[
                FieldPanel("person"),
                FieldRowPanel([FieldPanel("role"), FieldPanel("organisation_name")]),
                FieldPanel("is_moderator"),
            ],
        ),
    ],
    heading=_("Speakers"),
)

STATUS = ObjectList([FieldPanel("status"), FieldPanel("status_text"), FieldPanel("previous_starts_at")], heading=_("Status"))


def edit_handler() -> TabbedInterface:
    """Return the form's tabs."""
    return TabbedInterface([FACTS, PLACES, PARTS, TERMS, SPEAKERS, PROGRAMME, STATUS], base_form_class=EventForm)
