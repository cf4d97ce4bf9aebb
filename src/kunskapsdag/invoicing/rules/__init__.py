"""What decides about invoices, on plain values; docs/rules/invoicing.md."""
