"""Tables as files for a spreadsheet: RFC 4180, in UTF-8 with the mark that Excel looks for."""

import csv
import io
from collections.abc import Iterable, Sequence

#: A cell that begins so is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")

Cell = str | int | float | None


def render(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file; None is an empty cell. Text is text, also where it looks like a formula."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([_plain(cell) for cell in row])
    return buffer.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell
