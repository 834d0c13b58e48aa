"""A block for the body of a story: when the water is high."""

from wagtail.blocks import CharBlock, StructBlock, TimeBlock


class TidesBlock(StructBlock):
    """High water at one place."""

    place = CharBlock(max_length=60)
    high_water = TimeBlock()
