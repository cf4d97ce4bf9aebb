"""The day's screens. Each begins with who may see it."""
