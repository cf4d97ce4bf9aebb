"""What those who watch over the system ask."""

import logging
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

logger = logging.getLogger("kunskapsdag.health")


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 ``ok`` when the database answers, else 503; no details, since anybody may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error:
        logger.exception("The database does not answer")
        connection.close()
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a picture in one of the sizes that pages show; originals and documents are never served from here.

    The name of a size changes with the picture, so browsers may keep it. Not ``public``: the page cache must not fill its
    memory with pictures. ``kunskapsdag serve`` answers these addresses before Django; this is for other servers and tests.
    """
    response = serve(request, name, document_root=str(Path(settings.MEDIA_ROOT) / "images"))
    response["Cache-Control"] = "max-age=604800"
    return response
