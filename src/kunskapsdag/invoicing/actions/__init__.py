"""What is done about invoices: put together, approve, issue, credit."""

from kunskapsdag.invoicing.actions.crediting import correct, credit, propose_credits
from kunskapsdag.invoicing.actions.issuing import Checker, issue, send_back
from kunskapsdag.invoicing.actions.knowing import keep_billing, keep_buyer, keep_seller
from kunskapsdag.invoicing.actions.proposing import add_line, approve, change, drop_line, propose, withdraw

__all__ = [
    "Checker",
    "add_line",
    "approve",
    "change",
    "correct",
    "credit",
    "drop_line",
    "issue",
    "keep_billing",
    "keep_buyer",
    "keep_seller",
    "propose",
    "propose_credits",
    "send_back",
    "withdraw",
]
