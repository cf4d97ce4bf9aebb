"""What the web server calls: Django, with the lanes and then the page cache around it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kunskapsdag.config.settings")
django_application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (settings are read when Django is set up)
from django.contrib.messages.storage.cookie import CookieStorage  # noqa: E402  (settings are read when Django is set up)

from kunskapsdag.core import faults, patience  # noqa: E402  (settings are read when Django is set up)
from kunskapsdag.core.lanes import Lane, Lanes  # noqa: E402  (settings are read when Django is set up)
from kunskapsdag.core.pagecache import PageCache  # noqa: E402  (settings are read when Django is set up)

patience.wait_at_most(patience.FOR_VISITORS)
application = PageCache(
    Lanes(
        django_application,
        [Lane("registering", ("/anmalan/", "/min-anmalan/", "/bestallning/"), threads=1), Lane("rest", ("/",), threads=3)],
        busy=faults.busy,
    ),
    # Who is logged in, has chosen a language, or has a message waiting to be shown.
    private_cookies=[settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, CookieStorage.cookie_name],
)
