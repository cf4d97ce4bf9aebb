"""Invoices and credit notes: numbered, frozen, checked, delivered."""
