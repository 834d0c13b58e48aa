"""Let captions and sources hold links, and bodies hold tables.

What was typed as plain text is written as HTML that says the same, in every version of a page.
"""

import json
from html import escape

import wagtail.fields
from django.db import migrations
from wagtail.blocks import StreamValue

LINES = (("quote", "source"), ("image", "caption"))


def write_lines_as_html(apps, schema_editor):
    """Escape the captions and sources of pages and of their versions."""
    for name in ("Story", "StandingPage"):
        model = apps.get_model("newsroom", name)
        for page in model.objects.order_by("pk").iterator(chunk_size=200):
            facts = {}
            blocks = list(page.body.raw_data)
            if escape_lines(blocks):
                facts["body"] = StreamValue(page.body.stream_block, blocks, is_lazy=True)
            if getattr(page, "lead_caption", ""):
                facts["lead_caption"] = escape(page.lead_caption, quote=False)
            if facts:
                model.objects.filter(pk=page.pk).update(**facts)
    _write_versions(apps)


def _write_versions(apps):
    Revision = apps.get_model("wagtailcore", "Revision")
    versions = Revision.objects.filter(
        base_content_type__app_label="wagtailcore", base_content_type__model="page"
    )
    for version in versions.order_by("pk").iterator(chunk_size=200):
        blocks = json.loads(version.content.get("body") or "[]")
        caption = version.content.get("lead_caption")
        if escape_lines(blocks):
            version.content["body"] = json.dumps(blocks)
        elif not caption:
            continue
        if caption:
            version.content["lead_caption"] = escape(caption, quote=False)
        version.save(update_fields=["content"])


def escape_lines(blocks):
    """Escape what was plain text in the blocks; return whether there was any."""
    found = [
        (block["value"], field)
        for block in blocks
        for kind, field in LINES
        if block["type"] == kind and block["value"].get(field)
    ]
    for value, field in found:
        value[field] = escape(value[field], quote=False)
    return bool(found)


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0008_stories_picked_once'),
    ]

    operations = [
        migrations.AlterField(
            model_name='standingpage',
            name='body',
            field=wagtail.fields.StreamField([('text', 0), ('quote', 3), ('image', 8), ('list', 12), ('table', 14), ('embed', 17), ('related', 21)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'link', 'hr', 'superscript', 'subscript'], 'icon': 'pilcrow'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul', 'superscript', 'subscript'], 'label': 'Quotation'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link'], 'help_text': 'Who said or wrote it.', 'max_length': 200, 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('source', 2)]], {}), 4: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'What a reader who cannot see it must know.', 'label': 'Description', 'max_length': 300}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link'], 'max_length': 400, 'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'Photographer or source.', 'max_length': 200, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 4), ('alt', 5), ('caption', 6), ('credit', 7)]], {}), 9: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ul', 'Points'), ('ol', 'Numbers')]}), 10: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link'], 'label': 'Item'}), 11: ('wagtail.blocks.ListBlock', (10,), {'min_num': 1}), 12: ('wagtail.blocks.StructBlock', [[('style', 9), ('items', 11)]], {}), 13: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul', 'superscript', 'subscript'], 'label': 'Text', 'required': False}), 14: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 13)]], {}), 15: ('wagtail.blocks.URLBlock', (), {'help_text': 'A YouTube or Vimeo video.', 'label': 'Address'}), 16: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the video shows; read out and printed.', 'max_length': 200}), 17: ('wagtail.blocks.StructBlock', [[('url', 15), ('title', 16)]], {}), 18: ('wagtail.blocks.CharBlock', (), {'help_text': 'Left empty: “Read more”.', 'max_length': 80, 'required': False}), 19: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['newsroom.Article', 'newsroom.LiveBlog']}), 20: ('wagtail.blocks.ListBlock', (19,), {}), 21: ('wagtail.blocks.StructBlock', [[('title', 18), ('stories', 20)]], {})}),
        ),
        migrations.AlterField(
            model_name='story',
            name='body',
            field=wagtail.fields.StreamField([('text', 0), ('quote', 3), ('image', 8), ('list', 12), ('table', 14), ('embed', 17), ('related', 21)], blank=True, block_lookup={0: ('wagtail.blocks.RichTextBlock', (), {'features': ['h2', 'h3', 'bold', 'italic', 'ol', 'ul', 'link', 'hr', 'superscript', 'subscript'], 'icon': 'pilcrow'}), 1: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul', 'superscript', 'subscript'], 'label': 'Quotation'}), 2: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link'], 'help_text': 'Who said or wrote it.', 'max_length': 200, 'required': False}), 3: ('wagtail.blocks.StructBlock', [[('text', 1), ('source', 2)]], {}), 4: ('wagtail.images.blocks.ImageChooserBlock', (), {}), 5: ('wagtail.blocks.CharBlock', (), {'help_text': 'What a reader who cannot see it must know.', 'label': 'Description', 'max_length': 300}), 6: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link'], 'max_length': 400, 'required': False}), 7: ('wagtail.blocks.CharBlock', (), {'help_text': 'Photographer or source.', 'max_length': 200, 'required': False}), 8: ('wagtail.blocks.StructBlock', [[('image', 4), ('alt', 5), ('caption', 6), ('credit', 7)]], {}), 9: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('ul', 'Points'), ('ol', 'Numbers')]}), 10: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link'], 'label': 'Item'}), 11: ('wagtail.blocks.ListBlock', (10,), {'min_num': 1}), 12: ('wagtail.blocks.StructBlock', [[('style', 9), ('items', 11)]], {}), 13: ('wagtail.blocks.RichTextBlock', (), {'features': ['bold', 'italic', 'link', 'ol', 'ul', 'superscript', 'subscript'], 'label': 'Text', 'required': False}), 14: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 13)]], {}), 15: ('wagtail.blocks.URLBlock', (), {'help_text': 'A YouTube or Vimeo video.', 'label': 'Address'}), 16: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the video shows; read out and printed.', 'max_length': 200}), 17: ('wagtail.blocks.StructBlock', [[('url', 15), ('title', 16)]], {}), 18: ('wagtail.blocks.CharBlock', (), {'help_text': 'Left empty: “Read more”.', 'max_length': 80, 'required': False}), 19: ('wagtail.blocks.PageChooserBlock', (), {'page_type': ['newsroom.Article', 'newsroom.LiveBlog']}), 20: ('wagtail.blocks.ListBlock', (19,), {}), 21: ('wagtail.blocks.StructBlock', [[('title', 18), ('stories', 20)]], {})}),
        ),
        migrations.AlterField(
            model_name='story',
            name='lead_caption',
            field=wagtail.fields.RichTextField(blank=True, default='', max_length=400, verbose_name='caption'),
        ),
        migrations.RunPython(write_lines_as_html, migrations.RunPython.noop),
    ]
