"""The control words of RTF: groups that are no text, words that print characters, words that format letters."""

from __future__ import annotations

from collections.abc import Callable

from build_scripts.readers.colours import Colour
from build_scripts.readers.word.styles import NARROW, NO_FORMAT, TextFormat

# Groups without text of the document.
SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object listtable"
    b" listoverridetable rsidtbl generator xmlnstbl themedata colorschememapping datastore latentstyles fldinst"
    b" pgdsctbl revtbl atnid atnauthor bkmkstart bkmkend nonshppict shpinst picprop shprslt nonesttables"
    b" formfield ffl".split()
)
MARGINS = frozenset(b"header headerl headerr headerf footer footerl footerr footerf".split())
# Groups whose end or text is evaluated, with or without an asterisk.
ASIDE = MARGINS | {b"shptxt", b"footnote", b"annotation"}  # texts placed elsewhere
KNOWN = ASIDE | frozenset(b"field fldrslt shp shppict nesttableprops listtext pntext moMath".split())
CHARSETS = {0: "cp1252", 134: "gb18030", 136: "big5", 128: "cp932"}
WORDS = {b"tab": "\t", b"line": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
          b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " "}  # fmt: skip
SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
BUILT = frozenset(b"mf mrad mnary mm meqArr macc mbar mgroupChr mlimLow mlimUpp mborderBox mfunc".split())
RAISING = {b"msup": "superscript", b"msub": "subscript"}


def text_format_after(
    word: bytes, number: int | None, text_format: TextFormat, colour: Callable[[int | None], Colour | None]
) -> TextFormat:
    """Return the look of letters after a control word; ``colour`` returns a colour of the file by its index."""
    on = number != 0
    if word == b"plain":
        return NO_FORMAT
    if word in (b"super", b"sub", b"nosupersub"):
        return text_format._replace(align={b"super": "superscript", b"sub": "subscript"}.get(word) if on else None)
    if word in (b"up", b"dn"):
        raised = 6 if number is None else number
        return text_format._replace(position=raised if word == b"up" else -raised)
    if word in (b"strike", b"striked"):
        return text_format._replace(struck=on)
    if word == b"v":
        return text_format._replace(hidden=on)
    if word == b"fs" and number is not None:
        return text_format._replace(size=number)
    if word == b"cf":
        return text_format._replace(colour=colour(number))
    if word in (b"cb", b"chcbpat", b"highlight"):
        return text_format._replace(background=colour(number))
    if word == b"charscalex" and number is not None:
        return text_format._replace(clear=number < NARROW)
    return text_format
