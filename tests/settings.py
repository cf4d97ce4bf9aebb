"""The settings of the house with nothing left to chance: no test reads this machine's environment or data folder."""

import atexit
import os
import shutil
import tempfile
import warnings
from pathlib import Path

# What the house reads from the environment. DATABASE_URL stays: it chooses the database that is tested on.
_HOUSE_VARIABLES = (
    "ALLOWED_HOSTS",
    "BASE_URL",
    "BEHIND_PROXY",
    "CACHE_URL",
    "DEBUG",
    "DEMO",
    "LOG_LEVEL",
    "MAIL_FROM",
    "MAIL_URL",
    "NEEDS_KEY",
    "SECRET_KEY",
)
for _name in _HOUSE_VARIABLES:
    os.environ.pop(_name, None)
    os.environ.pop(f"{_name}_FILE", None)
# Set in the environment too, so that a command or server started by a test writes to the same folder.
_folder = tempfile.mkdtemp(prefix="kunskapsdag-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DATA_DIR"] = _folder

from kunskapsdag.config.settings import *  # noqa: E402, F403  (the environment above comes first)
from kunskapsdag.config.settings import DATABASES, STORAGES  # noqa: E402

TEST_FOLDER = Path(_folder)
CACHES = {"default": {"BACKEND": "tests.caches.SteadyCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# An fsync per commit protects against a power cut, which no test can cause.
if DATABASES["default"]["ENGINE"].endswith("sqlite"):
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
# The server and the threads of a test are many; idle connections would stand in the way when the database is restored.
DATABASES["default"]["CONN_MAX_AGE"] = 0

warnings.filterwarnings("error", category=DeprecationWarning, module=r"kunskapsdag\.")
