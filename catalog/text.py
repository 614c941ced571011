"""Text as it comes from other systems: HTML to paragraphs, entities to letters, invisible characters away.

lxml parses the HTML (libxml2's tokenizer follows the HTML standard, it is fast, and it reads the importer's XML too).
ftfy repairs text that was decoded with the wrong encoding; it only changes what no writer would have meant.
"""

import re
import unicodedata
from html import escape, unescape
from html.entities import html5

import ftfy
from lxml import etree


def names(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


DROPPED = names("head iframe math noscript object script select style svg template title")
PARAGRAPHS = names(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 "
    "h4 h5 h6 header hr html main menu nav ol p pre section summary table ul"
)
LINES = frozenset({"br", "li", "option", "tr", "caption", "legend"})
CELLS = frozenset({"td", "th"})
INLINE = names(
    "a abbr acronym applet area audio b base basefont bdi bdo big blink button canvas cite code col colgroup data "
    "datalist del dfn dir em embed font frame frameset i img input ins kbd label link map mark marquee meta meter nobr "
    "optgroup output param picture progress q rp rt ruby s samp small source span strike strong sub sup tbody "
    "textarea tfoot thead time track tt u var video wbr"
)
NAMES = "|".join(sorted(DROPPED | PARAGRAPHS | LINES | CELLS | INLINE, key=len, reverse=True))
CUSTOM = r"[a-z][a-z0-9]*+[:-][a-z0-9:-]++"  # custom elements and those of word processors, such as <o:p>
# An attribute has a value, so that “a <b and c> d” is no tag. Possessive quantifiers keep the time linear.
ATTRIBUTES = r"""(?:\s++(?:[\w:@.-]++\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++)|async|defer|hidden|controls|open))*+"""
TAG = re.compile(rf"</?+(?:{NAMES}|{CUSTOM}){ATTRIBUTES}\s*+/?+>|<!--|<!doctype\b[^>]{{0,400}}+>", re.IGNORECASE)
BLOCK = re.compile(rf"</?+(?:{'|'.join(sorted(PARAGRAPHS | LINES, key=len, reverse=True))})\b", re.IGNORECASE)
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
NO_BREAK_SPACES = re.compile(r"&(?:nbsp|#160|#xa0);", re.IGNORECASE)
SPACES = re.compile(r"[ \t\n\r\f\v]+")
BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")

# Soft hyphen, zero width space and word joiner, byte order mark, and the marks of direction.
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF]
)
# What Windows-1252 has where ISO 8859-1 has control characters. Five bytes have no letter in it.
C1 = {code: bytes([code]).decode("cp1252", errors="ignore") or None for code in range(0x80, 0xA0)}
TRANSLATION = {**INVISIBLE, **C1}
# Joiners belong to the spelling of Arabic and Indic scripts and of emoji, and are noise between the letters of Europe.
JOINERS = re.compile(r"(?<![\u0590-\U0010ffff])[\u200c\u200d]+|[\u200c\u200d]+(?![\u0590-\U0010ffff])")
TO_TRANSLATE = re.compile(f"[{''.join(map(chr, TRANSLATION))}]")  # `translate` is slow on long texts that need none
# The bytes of UTF-8 in another encoding: a letter from Â to ô, and with it a second one beyond ASCII, or a space.
LEADING = re.compile(r"[Â-ô]")
PERHAPS_MOJIBAKE = re.compile(r"[Â-ô](?:[^\x00-\x7f]| )")


def plain_text(text: str) -> str:
    """Return the text of HTML: a blank line between paragraphs, no tags, entities as letters.

    What has no tag that HTML knows is not HTML: only its entities become letters, and “a < b”, “<3” and
    “<placeholder>” stay. Scripts, styles and comments are dropped.
    """
    if "<" in text and TAG.search(text):
        text = paragraphs(text)
    return decode_entities(text)


def decode_entities(text: str) -> str:
    """Turn entities that end in a semicolon into letters, once: `&amp;lt;` becomes `&lt;`."""
    if "&" not in text:
        return text
    return ENTITY.sub(letter_of, NO_BREAK_SPACES.sub(" ", text))


def letter_of(entity: re.Match[str]) -> str:
    written = entity[0]
    return unescape(written) if written[1] == "#" or written[1:] in html5 else written


def as_html(text: str) -> str:
    """Return what `plain_text` reads back as this very text. It is the text itself unless that looks like HTML."""
    return text if plain_text(text) == text else escape(text, quote=False)


def clean(text: str) -> str:
    """Return the text in NFC without invisible characters, and with C1 controls read as Windows-1252."""
    if text.isascii():
        return text
    if TO_TRANSLATE.search(text):
        text = text.translate(TRANSLATION)
    if "\u200c" in text or "\u200d" in text:
        text = JOINERS.sub("", text)
    return unicodedata.normalize("NFC", text)


def mend_mojibake(text: str) -> str:
    """Repair UTF-8 that was decoded as another encoding (“itâ€™s”), where ftfy is certain."""
    if text.isascii() or not LEADING.search(text) or not PERHAPS_MOJIBAKE.search(text):
        return text
    return ftfy.fix_encoding(text)


def paragraphs(html: str) -> str:
    reader = ParagraphReader(keep_lines=not BLOCK.search(html))
    parser = etree.HTMLParser(target=reader, recover=True, no_network=True)
    try:
        parser.feed(only_known_tags(html))
        return str(parser.close())
    except (UnicodeEncodeError, etree.LxmlError):  # a lone surrogate, which is refused later
        return html


def only_known_tags(html: str) -> str:
    """Escape every `<` that begins no known tag, and every `&`: entities become letters after the tags are gone."""
    html = NO_BREAK_SPACES.sub(" ", html).replace("&", "&amp;")
    last_comment = html.rfind("-->")
    kept, position = ["<body>"], 0
    for tag in TAG.finditer(html):
        if tag[0] == "<!--" and tag.start() > last_comment:  # it would hide the rest of the text
            continue
        kept += (html[position : tag.start()].replace("<", "&lt;"), tag[0])
        position = tag.end()
    kept.append(html[position:].replace("<", "&lt;"))
    return "".join(kept)


class ParagraphReader:
    """The target of lxml's parser: it is told tags and text, and joins the text.

    `keep_lines`: the text has inline tags only, so its line ends are the writer's. Otherwise a blank line outside <p>
    separates paragraphs, as WordPress has it, and other white space is a space.
    """

    def __init__(self, *, keep_lines: bool) -> None:
        self._keep_lines = keep_lines
        self._parts: list[str] = []
        self._break = ""
        self._dropped = self._in_paragraph = self._in_pre = 0

    def start(self, tag: str, _attributes: object) -> None:
        if tag in DROPPED:
            self._dropped += 1
        self._in_pre += tag in ("pre", "textarea")
        self._in_paragraph += tag in ("p", "li", "td", "th")
        self._separate(tag)

    def end(self, tag: str) -> None:
        if tag in DROPPED:
            self._dropped = max(0, self._dropped - 1)
        self._in_pre -= tag in ("pre", "textarea")
        self._in_paragraph -= tag in ("p", "li", "td", "th")
        if tag != "br":  # its end is told as well
            self._separate(tag)

    def _separate(self, tag: str) -> None:
        if tag in PARAGRAPHS:
            self._break = "\n\n"
        elif tag == "br":
            self._break = "\n\n" if "\n" in self._break else "\n"
        elif tag in LINES:
            self._break = "\n\n" if self._break == "\n\n" else "\n"
        elif tag in CELLS:
            self._break = self._break or " "

    def data(self, text: str) -> None:
        if self._dropped:
            return
        if self._keep_lines or self._in_pre:
            self._add(text)
            return
        for number, piece in enumerate([text] if self._in_paragraph else BLANK_LINES.split(text)):
            if number:
                self._break = "\n\n"
            self._add(SPACES.sub(" ", piece))

    def _add(self, text: str) -> None:
        after_space = not self._parts or self._break or self._parts[-1].endswith((" ", "\n"))
        if after_space and not (self._keep_lines or self._in_pre):
            text = text.lstrip(" ")
        if not text:
            return
        if self._break and self._parts and not self._keep_lines:
            self._parts[-1] = self._parts[-1].rstrip(" ")
            self._parts.append(self._break)
        self._break = ""
        self._parts.append(text)

    def comment(self, _text: str) -> None:
        """Comments are dropped, those of WordPress' blocks too."""

    def close(self) -> str:
        joined = "".join(self._parts)
        return joined if self._keep_lines else joined.strip()


def without_accents(text: str) -> str:
    """Return text for comparing: lower case, no accents, one form of each character."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(char for char in letters if unicodedata.category(char) != "Mn"))
