"""The blocks that editors write with."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class PictureBlock(blocks.StructBlock):
    """A picture with its alternative text."""

    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(
        label=_("what the picture shows"),
        max_length=250,
        required=False,
        help_text=_("Empty only when it is decoration."),
    )
    caption = blocks.CharBlock(label=_("caption"), max_length=250, required=False)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "pages/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    """Someone's words."""

    text = blocks.TextBlock(label=_("quotation"), max_length=600)
    by = blocks.CharBlock(label=_("who"), max_length=150, required=False)

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "pages/blocks/quote.html"


class QuestionsBlock(blocks.StructBlock):
    """The questions of the day."""

    heading = blocks.CharBlock(label=_("heading"), max_length=100, required=False)
    questions = blocks.ListBlock(blocks.CharBlock(max_length=400), label=_("questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("questions of the day")
        template = "pages/blocks/questions.html"


class DocumentBlock(blocks.StructBlock):
    """A file to fetch, with words that tell what it is."""

    document = DocumentChooserBlock(label=_("document"))
    text = blocks.CharBlock(label=_("link text"), max_length=150)

    class Meta:
        icon = "doc-full"
        label = _("document")
        template = "pages/blocks/document.html"


class FilmBlock(blocks.StructBlock):
    """A link to a film; nothing is loaded from elsewhere before the visitor asks for it."""

    url = blocks.URLBlock(label=_("address of the film"))
    title = blocks.CharBlock(label=_("title"), max_length=150)
    minutes = blocks.IntegerBlock(label=_("length in minutes"), required=False, min_value=1, max_value=900)

    class Meta:
        icon = "media"
        label = _("film")
        template = "pages/blocks/film.html"


class BodyBlock(blocks.StreamBlock):
    """The text of a page."""

    text = blocks.RichTextBlock(label=_("text"), features=TEXT_FEATURES, template="pages/blocks/text.html")
    questions = QuestionsBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    film = FilmBlock()
    document = DocumentBlock()
