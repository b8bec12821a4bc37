"""Draw PDFs for the tests mark by mark, so that the expected result of a reader is known."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self


def _program() -> bytes:
    """Return a TrueType font: no glyph, and one that is a black box as wide as a digit."""
    box = struct.pack(">5h2H", 1, 50, 0, 450, 700, 3, 0) + bytes([1] * 4)
    box += struct.pack(">8h", 50, 0, 400, 0, 0, 0, 700, 0) + bytes(2)
    tables = {
        "glyf": box,
        "head": struct.pack(
            ">4I2H16x4h2H3h", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, 1000, 0, -100, 1000, 880, 0, 8, 2, 0, 0
        ),
        "hhea": struct.pack(">I3hH22xH", 0x10000, 880, -120, 0, 1000, 2),
        "hmtx": struct.pack(">2H2h", 1000, 0, 1000, 50),
        "loca": struct.pack(">3H", 0, 0, len(box) // 2),
        "maxp": struct.pack(">I14H", 0x10000, 2, 4, 1, 0, 0, 2, *[0] * 8),
    }
    data, rows = b"", b""
    for tag, table in tables.items():
        rows += struct.pack(">4s3I", tag.encode(), 0, 12 + 16 * len(tables) + len(data), len(table))
        data += table + bytes(-len(table) % 4)
    return struct.pack(">I4H", 0x10000, len(tables), 64, 2, 32) + rows + data


def _stream(data: bytes) -> str:
    packed = zlib.compress(data, 9).decode("latin-1")
    return f"<</Length {len(packed)}/Length1 {len(data)}/Filter/FlateDecode>>stream\n{packed}\nendstream"


# Embedded, because readers take a font of the machine in the place of one that is not. The second object gives the box
# to every character except the blanks.
_EMBEDDED = (_stream(_program()), _stream(bytes(4) + b"\0\1" * 94 + bytes(2) + b"\0\1" * 32000))


def _font(name: str, ascent: int, descent: int, widths: str = "/W[1 95 500]") -> str:
    """Return a font of Unicode characters; readers position its glyphs by these metrics."""
    return (
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
        f"/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        f"/CIDToGIDMap 4 0 R/DW 1000{widths}/FontDescriptor<</Type/FontDescriptor/FontName/{name}/Flags 4"
        f"/FontFile2 3 0 R/Ascent {ascent}/Descent {descent}/CapHeight 880/ItalicAngle 0/StemV 80"
        f"/FontBBox[-25 -254 1000 880]>>>>]>>"
    )


_FONTS: tuple[str, ...] = (
    _font("STSong-Light", 880, -120),
    # A font without a character map: the text cannot be extracted.
    "<</Type/Font/Subtype/Type0/BaseFont/Mute/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
    "/BaseFont/Mute/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor"
    "<</Type/FontDescriptor/FontName/Mute/Flags 4/Ascent 880/Descent -120/FontBBox[0 -120 1000 880]>>>>]>>",
    # Fonts of an office suite: subsets whose names are GBK (宋体), and figures with a different ascent.
    _font("LNUHNF+#CB#CE#CC#E5", 859, -141),
    _font("AUWCNV+TimesNewRomanPSMT", 891, -216),
)
# A font whose declared descent is as large as the ascent of others.
_FONTS = (*_FONTS, _FONTS[0].replace("Ascent 880/Descent -120", "Ascent 200/Descent -800"))
JOINED = len(
    _FONTS
)  # a font whose character map gives two characters for the glyph of a dash, as that of a ligature does
_MAP = (
    "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange "
    "2 beginbfrange <0000> <2013> <0000> <2015> <ffff> <2015> endbfrange 1 beginbfchar <2014> <20142014> endbfchar endcmap"
)
_FONTS = (
    *_FONTS,
    _FONTS[0].replace("/DescendantFonts", f"/ToUnicode {6 + len(_FONTS)} 0 R/DescendantFonts"),
    f"<</Length {len(_MAP)}>>stream\n{_MAP}\nendstream",
)
# Digits as drawings (Type 3 fonts): glyphs named after their digits, and glyphs named by numbers only; each is the same
# black box.
_DRAWN = (
    "<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 48/LastChar 57/Resources<<>>"
    "/Widths[{widths}]/CharProcs<<{shapes}>>/Encoding<</Type/Encoding/Differences[48 {names}]>>>>"
)
_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_SHAPE = "500 0 0 0 500 700 d1 50 0 400 700 re f"
NAMED, NUMBERED = len(_FONTS), len(_FONTS) + 1  # the fonts of drawn digits, with one byte for each character
for names in (_DIGITS, [f"g{k}" for k in range(10)]):
    shapes = "".join(f"/{name} {5 + len(_FONTS) + (4 if names is _DIGITS else 3)} 0 R" for name in names)
    _FONTS = (
        *_FONTS,
        _DRAWN.format(widths="500 " * 10, shapes=shapes, names=" ".join(f"/{name}" for name in names)),
    )
MAPPED = len(_FONTS)  # the same drawings with a character map of their own, which gives 4 no character, 6 a control
# character, 7 a space without a width and 9 a soft hyphen
_MAP = (
    "begincmap 1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <30> <39> <0030> endbfrange "
    "4 beginbfchar <34> <0000> <36> <0006> <37> <200b> <39> <00ad> endbfchar endcmap"
)
_FONTS = (
    *_FONTS,
    _FONTS[NAMED].replace("/FirstChar", f"/ToUnicode {6 + len(_FONTS)} 0 R/FirstChar"),
    f"<</Length {len(_MAP)}>>stream\n{_MAP}\nendstream",
)
_OPACITIES = {0.15: "G", 0.5: "H"}
FIRST = 8 + len(_FONTS)  # object number of the first page, after one shape and two layers
TURNS = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0", 45: ".7 .7 -.7 .7"}


@dataclass
class Sheet:
    """A page of 595 × 842 points; vertical positions count from the top. ``keys`` are additional entries of the page
    dictionary. ``nested`` holds the transformations of nested form XObjects around all marks, ``placed`` that under
    which each is drawn."""

    keys: str = ""
    nested: tuple[str, ...] = ()
    placed: str = "1 0 0 1 0 0"
    marks: list[str] = field(default_factory=list)
    width: float = 595
    height: float = 842
    notes: list[tuple[str, str]] = field(default_factory=list)  # (annotation dictionary, appearance)

    def text(self, x: float, top: float, text: str, size: float = 10, *, turn: int = 0, mode: int = 0, grey: float = 0,
             tag: str = "", opacity: float = 1, font: int = 0, rise: float = 0, scale: float = 100,
             clip: tuple[float, float, float, float] | None = None) -> Self:  # fmt: skip
        """Draw a text whose characters begin at ``top``; ``mode`` 3 is invisible, ``tag`` marks the content, ``scale`` is
        the width of the characters in per cent."""
        y = self.height - top - 0.88 * size
        show = f"/F{font} {size} Tf {mode} Tr {rise} Ts {TURNS[turn]} {x} {y} Tm <{text.encode('utf-16-be').hex()}> Tj"
        show = f"{scale} Tz {show}" if scale != 100 else show
        show = f"q {f'/{_OPACITIES[opacity]} gs ' if opacity < 1 else ''}{grey} g BT {show} ET Q"
        if clip:
            x0, high, x1, low = clip
            show = f"q {x0} {self.height - low} {x1 - x0} {low - high} re W n {show} Q"
        self.marks.append(f"{tag} BDC {show} EMC" if tag else show)
        return self

    def line(self, x0: float, top: float, x1: float, bottom: float, before: str = "") -> None:
        self.marks.append(f"q {before} {x0} {self.height - top} m {x1} {self.height - bottom} l S Q")

    def fill(self, x0: float, top: float, x1: float, bottom: float, grey: float = 0) -> Self:
        self.marks.append(f"q {grey} g {x0} {self.height - bottom} {x1 - x0} {bottom - top} re f Q")
        return self

    def picture(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Draw one grey pixel scaled to fill the box."""
        place = f"{x1 - x0} 0 0 {bottom - top} {x0} {self.height - bottom}"
        self.marks.append(f"q {place} cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q")

    def curve(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """Draw a filled shape with a curved side, like characters converted to outlines."""
        y0, y1 = self.height - bottom, self.height - top
        self.marks.append(f"{x0} {y0} m {x1} {y0} l {x1} {y1} {x1} {y1} {x0} {y1} c f")

    def rounded(self, x0: float, top: float, x1: float, bottom: float, radius: float = 4) -> None:
        """Draw the outline of a box with rounded corners."""
        y0, y1, r = self.height - bottom, self.height - top, radius
        self.marks.append(
            f"{x0 + r} {y0} m {x1 - r} {y0} l {x1} {y0} {x1} {y0} {x1} {y0 + r} c {x1} {y1 - r} l {x1} {y1} {x1} {y1} "
            f"{x1 - r} {y1} c {x0 + r} {y1} l {x0} {y1} {x0} {y1} {x0} {y1 - r} c {x0} {y0 + r} l "
            f"{x0} {y0} {x0} {y0} {x0 + r} {y0} c h S"
        )

    def table(self, rows: Sequence[Sequence[str]], top: float = 100, left: float = 60, wide: float = 60,
              high: float = 20, across: bool = True, down: bool = True) -> None:  # fmt: skip
        """Draw equal cells with centred text, with horizontal rules (``across``), vertical rules (``down``) or both."""
        columns = max(map(len, rows))
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                size = sum(5 if char < "\u2e80" else 10 for char in text)
                self.text(left + c * wide + (wide - size) / 2, top + r * high + 5, text)
        for r in range(len(rows) + 1) if across else ():
            self.line(left, top + r * high, left + columns * wide, top + r * high)
        for c in range(columns + 1) if down else ():
            self.line(left + c * wide, top, left + c * wide, top + len(rows) * high)

    def note(
        self, x: float, top: float, text: str, keys: str = "/Subtype/Widget", wide: float = 100, look: bool = True,
        frame: bool = False,
    ) -> None:  # fmt: skip
        """Add a form field with a text of 10 points; without ``look`` the annotation has no appearance, and ``frame``
        draws its box."""
        low = self.height - top - 10
        look = look and "StrikeOut" not in keys
        keys += f"/QuadPoints[{x} {low + 10} {x + 5} {low + 10} {x} {low} {x + 5} {low}]" if "StrikeOut" in keys else ""
        content = f"BT /F0 10 Tf 0 1.2 Td <{text.encode('utf-16-be').hex()}> Tj ET" if look else ""
        content += " 0 0 100 10 re S" if frame else ""
        self.notes.append((f"<</Type/Annot{keys}/Rect[{x} {low} {x + wide} {low + 10}]", content))

    def prose(self, lines: Sequence[str], top: float = 700, left: float = 60) -> None:
        for at, line in enumerate(lines):
            self.text(left, top + 16 * at, line)


def pdf(*sheets: Sheet, info: str = "", layers: str = "", every: str = "") -> bytes:
    """Return the file with these pages.

    ``info`` are entries of the information dictionary; ``layers`` are the entries that switch two layers on and off
    (content is tagged ``/OC /On`` or ``/OC /Off``); ``every`` are entries that all pages inherit; page sizes among
    these are then not repeated on the pages."""
    on, off = FIRST - 2, FIRST - 1
    state = f"/OCProperties<</OCGs[{on} 0 R {off} 0 R]/D<<{layers.format(on=on, off=off)}>>>>" if layers else ""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{state}>>",
        f"<</Type/Pages{every}/Count {len(sheets)}/Kids[{' '.join(f'{FIRST + 2 * k} 0 R' for k in range(len(sheets)))}]>>",
        *_EMBEDDED,
        *_FONTS,
        f"<</Length {len(_SHAPE)}>>stream\n{_SHAPE}\nendstream",
        "<</Type/OCG/Name(On)>>",
        "<</Type/OCG/Name(Off)>>",
    ]
    looks: list[str] = []
    for at, sheet in enumerate(sheets):
        notes = ""
        for what, look in sheet.notes:
            if look:
                looks.append(
                    f"<</Type/XObject/Subtype/Form/BBox[0 0 100 10]/Resources<</Font<</F0 5 0 R>>>>/Length {len(look)}>>"
                    f"stream\n{look}\nendstream"
                )
                what += f"/AP<</N {FIRST + 2 * len(sheets) + len(looks) - 1} 0 R>>"
            notes += f"{what}>>"
        content = "\n".join(sheet.marks)
        # Only the fonts of the page: to read the map of all Unicode characters takes longer than to read the page.
        fonts = "".join(f"/F{k} {5 + k} 0 R" for k in range(len(_FONTS)) if f"/F{k} " in content)
        resources = (
            f"/Font<<{fonts}>>/ExtGState<</G<</ca .15>>/H<</ca .5>>>>"
            f"/Properties<</On {on} 0 R/Off {off} 0 R/Either<</Type/OCMD/OCGs[{on} 0 R {off} 0 R]>>"
            f"/Both<</Type/OCMD/P/AllOn/OCGs[{on} 0 R {off} 0 R]>>>>"
        )
        inner = resources
        for matrix in sheet.nested:
            looks.append(
                f"<</Type/XObject/Subtype/Form/BBox[-2000 -2000 4000 4000]/Matrix[{matrix}]/Resources<<{inner}>>"
                f"/Length {len(content)}>>stream\n{content}\nendstream"
            )
            inner = f"{resources}/XObject<</Fm {FIRST + 2 * len(sheets) + len(looks) - 1} 0 R>>"
            content = f"q {sheet.placed} cm /Fm Do Q"
        box = "" if "/MediaBox" in every + sheet.keys else f"/MediaBox[0 0 {sheet.width} {sheet.height}]"
        objects.append(
            f"<</Type/Page/Parent 2 0 R{box}/Contents {FIRST + 1 + 2 * at} 0 R{sheet.keys}"
            f"/Annots[{notes}]/Resources<<{inner}>>>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
    objects += looks
    data, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    rows = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode()
    return data + f"trailer<</Size {len(objects) + 1}/Root 1 0 R/Info<<{info}>>>>\nstartxref\n{start}\n%%EOF\n".encode()
