"""What is done with a day's fees and terms, and what is kept of wrong codes."""

import datetime as dt

from django.utils.crypto import salted_hmac

from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import CancellationStep, CodeTry, DiscountCode, Fee, NoShowFee
from kunskapsdag.fees.rules import discounts


def copy_terms(*, event: Event, copy: Event, days: int) -> None:
    """Give a new day the fees and terms of an old one, with their dates so many days later; the copy is not saved here."""
    for fee in event.fees.all():
        copy.fees.add(
            Fee(
                kind=fee.kind,
                label=fee.label,
                amount=fee.amount,
                basis=fee.basis,
                vat_rate=fee.vat_rate,
                early_amount=fee.early_amount,
                early_until=_later(fee.early_until, days),
                sort_order=fee.sort_order,
            )
        )
    for step in event.cancellation_steps.all():
        copy.cancellation_steps.add(
            CancellationStep(days_before=step.days_before, percent=step.percent, sort_order=step.sort_order)
        )
    for no_show in event.no_show_fees.all():
        copy.no_show_fees.add(NoShowFee(amount=no_show.amount, basis=no_show.basis, vat_rate=no_show.vat_rate))
    for code in event.discount_codes.prefetch_related("organisations"):
        copy.discount_codes.add(_copied_code(code, days))


def _copied_code(code: DiscountCode, days: int) -> DiscountCode:
    copied = DiscountCode(
        code=code.code,
        percent=code.percent,
        kronor=code.kronor,
        until=_later(code.until, days),
        most_uses=code.most_uses,
        kinds=list(code.kinds),
        sort_order=code.sort_order,
    )
    copied.organisations = list(code.organisations.all())
    return copied


def _later(day: dt.date | None, days: int) -> dt.date | None:
    return day and day + dt.timedelta(days=days)


def note_wrong_code(*, event_id: int, written: str, now: dt.datetime) -> None:
    """Remember that this code was wrong; the same one again counts once. What is older than an hour goes away."""
    digest = salted_hmac("kunskapsdag.fees.codes", discounts.code_key(written), algorithm="sha256").hexdigest()[:32]
    CodeTry.objects.filter(at__lte=now - discounts.WRONG_ARE_KEPT).delete()
    CodeTry.objects.get_or_create(event_id=event_id, digest=digest, defaults={"at": now})
