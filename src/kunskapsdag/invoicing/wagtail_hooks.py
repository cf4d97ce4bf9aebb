"""What Wagtail must know of invoicing: the names of what is logged."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "invoicing.proposed": (_("Put together invoices"), _("Invoices were put together")),
    "invoicing.approved": (_("Approve"), _("The proposal was approved")),
    "invoicing.changed": (_("Correct"), _("The proposal was corrected")),
    "invoicing.seller_changed": (_("Change the seller"), _("Who sends the invoices was changed")),
    "invoicing.buyer_changed": (_("Change the buyer"), _("The details of the buyer were changed")),
    "invoicing.billing_changed": (_("Change the billing"), _("How the day is billed was changed")),
    "invoicing.downloaded": (_("Download"), _("The document was downloaded")),
    "invoicing.withdrawn": (_("Throw away"), _("The proposal was thrown away")),
    "invoicing.refused": (_("Send back"), _("The proposal broke a rule and was not issued")),
    "invoicing.issued": (_("Issue"), _("The document was issued")),
    "invoicing.credit_proposed": (_("Credit"), _("A credit note was put together")),
    "invoicing.credits_proposed": (_("Credit by the terms"), _("Credit notes were put together by the terms")),
    "invoicing.correction_proposed": (_("Credit and bill anew"), _("A corrected invoice was put together")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
