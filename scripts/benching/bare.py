"""A bare Django application that answers given bytes: the measure for how much our own page costs beyond Django itself."""

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = Path(os.environ["BARE_BODY"]).read_bytes() if os.environ.get("BARE_BODY") else b""


def page(request: HttpRequest) -> HttpResponse:
    """Return the bytes."""
    return HttpResponse(BODY)


urlpatterns = [path("", page)]
settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    INSTALLED_APPS=["django.contrib.sessions"],
)
django.setup()
application = get_wsgi_application()

if __name__ == "__main__":
    from granian import Granian
    from granian.constants import Interfaces

    Granian(__file__, address="127.0.0.1", port=int(sys.argv[1]), interface=Interfaces.WSGI, log_enabled=False).serve(
        target_loader=lambda *_: application
    )
