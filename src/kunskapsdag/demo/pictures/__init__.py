"""Pictures that the demo draws for itself: calm, in the site's colours, most of them from municipal borders.

No photo is at hand that could be given away with the project, and a picture of real places says more than one of a
handshake. Each is 1600 × 900, drawn at twice that size and halved, which smooths the edges.
"""

import io
from functools import cache

from kunskapsdag.demo.pictures import maps, patterns
from kunskapsdag.demo.pictures.canvas import Canvas

SCENES = maps.SCENES | patterns.SCENES


@cache
def draw(scene: str) -> bytes:
    """Return one scene as JPEG; raise ``KeyError`` for one that there is no drawing of."""
    canvas = Canvas()
    SCENES[scene](canvas)
    file = io.BytesIO()
    # No colour subsampling: the edges between flat colours stay clean.
    canvas.finished().save(file, "jpeg", quality=88, subsampling=0, optimize=True)
    return file.getvalue()


def draw_all() -> dict[str, bytes]:
    """Return every scene, by name."""
    return {scene: draw(scene) for scene in SCENES}
