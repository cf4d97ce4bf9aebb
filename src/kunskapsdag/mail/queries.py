"""What may be asked about the outbox."""

from collections.abc import Iterable

from kunskapsdag.mail.models import Bounce, Message, address_key


def unreachable(addresses: Iterable[str]) -> set[str]:
    """Return which of the addresses do not work, in the form of ``address_key``: a mail came back for good. One question."""
    dead = set(Bounce.objects.filter(is_hard=True, cleared_at=None).order_by().values_list("address_key", flat=True))
    return dead & {address_key(address) for address in addresses}


def told_by(message: Message) -> list[Message]:
    """Return the mails that never left since this one tells what they would have told, oldest first."""
    found: list[Message] = []
    above = [message.pk]
    while above:
        rows = list(Message.objects.filter(merged_into__in=above))
        found += rows
        above = [row.pk for row in rows]
    return sorted(found, key=lambda row: row.pk)
