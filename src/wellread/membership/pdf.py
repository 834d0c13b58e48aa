"""A receipt or statement on paper: A4, one face for Latin, Greek, Cyrillic, Hebrew and Arabic."""

from pathlib import Path
from typing import Any

from wellread.membership.receipts import Paper

# Millimetres and points of a page of A4.
MARGIN, WIDTH = 20, 170
TITLE, TEXT, SMALL = 20, 11, 9
LINE = 6.2
LABEL = 55
# Of a statement's table: day, what for, amount, given back, number.
COLUMNS = (28, 62, 28, 26, 26)
INK, SOFT, RULE = 20, 95, 190
FACE = "DejaVu"
FILE = Path(__file__).parent / "faces" / "dejavu-sans.ttf"


def drawn(paper: Paper, *, paper_name: str, language: str, direction: str) -> bytes:
    """Return the paper as a PDF; what nobody can see of it says its title and language."""
    # Imported when it is asked for: fonts' tables weigh, and few processes ever draw one.
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_margin(MARGIN)
    pdf.set_auto_page_break(True, MARGIN)
    pdf.set_title(paper.title)
    pdf.set_lang(language)
    pdf.set_producer("Wellread")
    pdf.add_font(FACE, fname=FILE)
    pdf.add_page()
    pdf.set_text_shaping(True, direction=direction)
    page = _Page(pdf, is_mirrored=direction == "rtl")
    page.text(paper_name, size=TEXT, grey=SOFT)
    page.text(paper.title, size=TITLE)
    page.gap(LINE)
    for label, said in paper.lines:
        page.fact(label, said)
    if paper.rows:
        page.gap(LINE)
        page.row(paper.heads, grey=SOFT)
        for row in paper.rows:
            page.row(row)
    if paper.note:
        page.gap(LINE)
        page.text(paper.note, size=SMALL, grey=SOFT)
    return bytes(pdf.output())


class _Page:
    """Writes line by line, from whichever side the language begins."""

    def __init__(self, pdf: Any, *, is_mirrored: bool) -> None:
        self.pdf = pdf
        self.is_mirrored = is_mirrored
        self.start = "R" if is_mirrored else "L"

    def gap(self, height: float) -> None:
        self.pdf.ln(height)

    def text(self, text: str, *, size: int, grey: int = INK) -> None:
        self._type(size, grey)
        self.pdf.multi_cell(
            WIDTH, size * 0.5, text, align=self.start, new_x="LMARGIN", new_y="NEXT"
        )

    def fact(self, label: str, said: str) -> None:
        """Write a label and what it says beside it, with a line below."""
        self._cells(((LABEL, label, SOFT), (WIDTH - LABEL, said, INK)))

    def row(self, cells: tuple[str, ...], *, grey: int = INK) -> None:
        """Write a row of the table, with a line below."""
        widths = zip(COLUMNS, cells, strict=True)
        self._cells(tuple((width, text, grey) for width, text in widths), size=SMALL)

    def _cells(self, cells: tuple[tuple[float, str, int], ...], *, size: int = TEXT) -> None:
        pdf = self.pdf
        self._type(size, INK)
        heights = [
            len(pdf.multi_cell(width, LINE, text, dry_run=True, output="LINES"))
            for width, text, _ in cells
        ]
        if pdf.y + max(heights) * LINE > pdf.h - MARGIN:
            pdf.add_page()
        top, offset = pdf.y, 0.0
        for width, text, grey in cells:
            offset += width
            x = MARGIN + WIDTH - offset if self.is_mirrored else MARGIN + offset - width
            pdf.set_xy(x, top + 1.2)
            self._type(size, grey)
            pdf.multi_cell(width, LINE, text, align=self.start)
        bottom = top + max(heights) * LINE + 2.4
        pdf.set_draw_color(RULE)
        pdf.line(MARGIN, bottom, MARGIN + WIDTH, bottom)
        pdf.set_xy(MARGIN, bottom)

    def _type(self, size: int, grey: int) -> None:
        self.pdf.set_font(FACE, size=size)
        self.pdf.set_text_color(grey)
