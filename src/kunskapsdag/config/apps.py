"""The app that plugs the others together: commands that concern all of them."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings, addresses and the commands ``setup``, ``serve`` and ``worker``."""

    name = "kunskapsdag.config"
    label = "config"
