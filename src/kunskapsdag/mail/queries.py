"""What may be asked about the outbox."""

from collections.abc import Iterable

from kunskapsdag.mail.models import Bounce, address_key


def unreachable(addresses: Iterable[str]) -> set[str]:
    """Return which of the addresses do not work, in the form of ``address_key``: a mail came back for good. One question."""
    dead = set(Bounce.objects.filter(is_hard=True, cleared_at=None).order_by().values_list("address_key", flat=True))
    return dead & {address_key(address) for address in addresses}
