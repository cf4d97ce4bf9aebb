"""kunskapsdag: invite, register, meet, learn, show what came of it."""

__version__ = "0.1.0"
