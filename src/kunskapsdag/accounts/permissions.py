"""What each group may do. The names are "app.codename"; docs/rules/accounts.md shows them as a table."""

from kunskapsdag.accounts.enums import Role

ENTER = ("wagtailadmin.access_admin",)
SEE_DAYS = ("events.view_event",)
WORDS = (
    "events.view_theme",
    "programme.view_person",
    "programme.add_person",
    "programme.change_person",
)
INVOICES = (
    "invoicing.view_document",
    "invoicing.issue_document",
    "invoicing.view_buyer",
    "invoicing.change_buyer",
    "invoicing.view_seller",
    "invoicing.change_seller",
)
EVERYTHING_ON_DAYS = (
    *INVOICES,
    *(
        f"events.{verb}_{model}"
        for model in ("event", "series", "theme", "venue")
        for verb in ("add", "change", "delete", "view")
    ),
    *(f"programme.{verb}_person" for verb in ("add", "change", "delete", "view")),
    *(f"organisations.{verb}_organisation" for verb in ("add", "change", "view")),
    "fees.view_fee",
    "fees.change_fee",
    "registrations.view_registration",
    "registrations.add_registration",
    "registrations.change_registration",
    "registrations.read_needs",
    "mail.view_message",
    "mail.change_message",
    "checkin.add_checkin",
    "checkin.decide_noshow",
    "accounts.read_details",
    "accounts.export_lists",
    "pages.change_sitelook",
    *(f"wagtailredirects.{verb}_redirect" for verb in ("add", "change", "delete", "view")),
)
RIGHTS: dict[Role, tuple[str, ...]] = {
    Role.EDITOR: (*ENTER, *SEE_DAYS, *WORDS),
    Role.ORGANISER: (*ENTER, *EVERYTHING_ON_DAYS),
    Role.FINANCE: (
        *ENTER,
        *SEE_DAYS,
        "fees.view_fee",
        "registrations.view_registration",
        "accounts.read_details",
        "accounts.export_lists",
        *INVOICES,
    ),
    Role.DOOR: (*ENTER, *SEE_DAYS, "registrations.view_registration", "checkin.add_checkin"),
}
# Editors and organisers write pages and keep pictures and documents.
PAGE_RIGHTS = ("add_page", "change_page", "publish_page")
FILE_RIGHTS = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)
WRITERS = frozenset({Role.EDITOR, Role.ORGANISER})
