"""Pictures that the demo draws for itself."""

import io

from PIL import Image as Canvas


def draw_all() -> dict[str, bytes]:
    """Return every scene as WebP, by name."""
    names = "levels network norrbotten city_and_land alliances horizon lekeberg budget together tables forest waves coast growth counties"
    file = io.BytesIO()
    Canvas.new("RGB", (1600, 900), "#1d5a4b").save(file, "webp")
    return dict.fromkeys(names.split(), file.getvalue())
