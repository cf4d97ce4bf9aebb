"""Decides what may stand in a letter, when it goes, and what has changed. Pure functions; docs/rules/mailings.md says why."""
