"""Who sends the demo's invoices, and what is known of those who pay them."""

from typing import Any

# An invented seller: the number fits its check digit and belongs to nobody in the demo's world.
SELLER: dict[str, Any] = {
    "name": "Kansliet för kunskapsdagar",
    "organisation_number": "802002-0015",
    "vat_number": "SE802002001501",
    "seat": "Stockholm",
    "street": "Tingsgränd 2",
    "postcode": "111 21",
    "city": "Stockholm",
    "contact": "Sara Lindhagen",
    "email": "anmalan@kunskapsdagar.example",
    "phone": "08-465 004 12",
    "bankgiro": "991-2346",
}

# Organisation numbers are public facts; the rest is made up in the manner of such addresses.
BUYERS: dict[str, tuple[str, str, str]] = {
    "Sigtuna kommun": ("212000-0225", "195 85", "Märsta"),
    "Katrineholms kommun": ("212000-0340", "641 80", "Katrineholm"),
    "Strängnäs kommun": ("212000-0365", "645 80", "Strängnäs"),
    "Motala kommun": ("212000-2817", "591 86", "Motala"),
    "Lidköpings kommun": ("212000-1694", "531 88", "Lidköping"),
    "Karlskoga kommun": ("212000-1991", "691 83", "Karlskoga"),
    "Umeå kommun": ("212000-2627", "901 84", "Umeå"),
    "Arvidsjaurs kommun": ("212000-2650", "933 81", "Arvidsjaur"),
    "Piteå kommun": ("212000-2759", "941 85", "Piteå"),
    "Region Dalarna": ("232100-0180", "791 29", "Falun"),
}
NO_REFERENCE = "SE-EKONOMI"
# What Piteå wrote when the first invoice had gone.
RIGHT_REFERENCE = "47110815"
