"""Which app writes the words of which mail."""

from collections.abc import Callable

from kunskapsdag.mail.letters import Letter
from kunskapsdag.mail.models import Message

__all__ = ["Letter", "Render", "Tells", "merge", "register", "renderer", "tells_all_of"]

Render = Callable[[Message], Letter]
Tells = Callable[[Message, Message], bool]
_renderers: dict[str, Render] = {}
_tellers: list[Tells] = []


def register(kind: str, render: Render) -> None:
    """Let ``render`` write the mails of this kind; called from an app's ``ready()``.

    The worker calls it once for a mail, with the mail's language active; the words are kept, and every retry sends
    the same. It may read the database, not write. If it raises, the mail is tried again later and no other waits for it.
    """
    if _renderers.get(kind, render) is not render:
        raise ValueError(f"two renderers for mails of kind {kind!r}")
    _renderers[kind] = render


def renderer(kind: str) -> Render:
    """Return who writes mails of this kind; raise ``LookupError`` when no app has registered it."""
    try:
        return _renderers[kind]
    except KeyError:
        raise LookupError(f"no app writes mails of kind {kind!r}") from None


def merge(tells: Tells) -> None:
    """Let ``tells(later, earlier)`` say whether a later mail tells all that an earlier would, so that only it is sent.

    It is asked of mails about the same to the same address, neither of them yet written; it reads kinds and facts only.
    """
    if tells not in _tellers:
        _tellers.append(tells)


def tells_all_of(later: Message, earlier: Message) -> bool:
    """Return whether any app says that the later mail makes the earlier one needless."""
    return any(tells(later, earlier) for tells in _tellers)
