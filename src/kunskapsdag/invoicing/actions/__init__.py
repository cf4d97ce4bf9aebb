"""What is done about invoices: put together, approve, issue, credit."""

from kunskapsdag.invoicing.actions.crediting import correct, credit, propose_credits
from kunskapsdag.invoicing.actions.issuing import Checker, issue
from kunskapsdag.invoicing.actions.proposing import approve, propose, withdraw

__all__ = ["Checker", "approve", "correct", "credit", "issue", "propose", "propose_credits", "withdraw"]
