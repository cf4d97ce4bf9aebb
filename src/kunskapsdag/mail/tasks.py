"""Wakes the outbox."""

import logging

from kunskapsdag.core import clock
from kunskapsdag.mail import actions
from kunskapsdag.mail.errors import ServerTrouble

logger = logging.getLogger("kunskapsdag.mail")


def send_due() -> int:
    """Send what is due now."""
    return actions.send_due(clock.now())


def read_returned() -> int:
    """Read the mailbox for returned mails; one that does not answer is asked again the next time."""
    try:
        return actions.read_mailbox(clock.now())
    except ServerTrouble as trouble:
        logger.warning("The mailbox for returned mails cannot be read: %s", trouble)
        return 0
