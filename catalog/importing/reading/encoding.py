"""The encoding of a file: told by its byte order mark, by its bytes throughout, or by the person who imports.

Not guessed: what is neither Unicode nor plausible as Windows-1252 is refused, with the guess of charset-normalizer in
the sentence, because a wrong code page gives wrong letters without an error.
"""

import codecs
import re
from dataclasses import dataclass, field
from typing import BinaryIO

from charset_normalizer import from_bytes

from catalog.importing.rows import Meter, UnknownEncodingError, UnsupportedFileError

CHUNK = 2**20
SAMPLE_BYTES = 60_000
BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CUT = ("unexpected end of data", "truncated data")
LABELS = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32-le": "UTF-32", "utf-32-be": "UTF-32"}
WINDOWS = "Windows-1252"
UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# Letters of UTF-8 that Windows-1252 writes as pairs no text has (Ã©, Â£, â€™), and the others, which it may have: É’.
SURELY_UTF8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
PERHAPS_UTF8 = re.compile(rb"[\xc4-\xdf][\x80-\xbf]")
HIGH_LINE = re.compile(rb"[^\n]{0,400}[\x80-\xff][^\n]{0,400}")
HIGH = re.compile(rb"[\x80-\xff]+")
# As Polish in its own code page looks: poniedzia³ek, zosta³. A middle dot is Catalan.
SYMBOL_IN_WORD = re.compile(r"[^\W\d_]{2}(?:[¡-©«-´¶¸¹»-¿×÷](?=[^\W\d_])|[³¹](?=[\s.,]))")
ACCENTED = 0.35  # of the letters, in lines that have some, at most
LETTERS_A_SYMBOL = 200


@dataclass(frozen=True, slots=True)
class Undecodable:
    """The position of a byte. `cut`: the file ends in the middle of its character."""

    position: int
    cut: bool


@dataclass(frozen=True, slots=True)
class Encoding:
    """`codec` is Python's name, `label` that for people. `cut`: the file ends in the middle of a character."""

    codec: str
    label: str
    note: str = ""
    cut: bool = False


def detect(stream: BinaryIO, meter: Meter, wanted: str = "") -> Encoding:
    """Read the whole file once and return its encoding. Raises UnsupportedFileError and UnknownEncodingError."""
    stream.seek(0)
    start = stream.read(4096)
    if wanted:
        return as_wanted(stream, meter, wanted)
    if codec := unicode_codec(start):
        return check_wide(stream, meter, codec)
    if b"\0" in start.split(b"\n", 1)[0]:
        raise UnsupportedFileError("The file is binary, not text.")
    bad = first_undecodable(stream, meter, "utf-8")
    if bad is None:
        return Encoding("utf-8", "UTF-8")
    return not_utf8(stream, bad)


def unicode_codec(start: bytes) -> str:
    """Return UTF-16 or UTF-32 by the mark, or by where the zero bytes of ASCII letters are."""
    for mark, codec in BOMS:
        if start.startswith(mark):
            return codec
    pairs = len(start) // 2
    if not pairs:
        return ""
    even, odd = start[0 : pairs * 2 : 2].count(0), start[1 : pairs * 2 : 2].count(0)
    if max(even, odd) < pairs * 0.4:
        return ""
    if even > pairs * 0.3 and odd > pairs * 0.3:
        return "utf-32-be" if start[0] == 0 else "utf-32-le"
    if min(even, odd) > pairs * 0.02:
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def as_wanted(stream: BinaryIO, meter: Meter, wanted: str) -> Encoding:
    try:
        codec = codecs.lookup(wanted).name
        if codec in ("utf-16", "utf-32"):  # without a mark, Python would take this machine's order of bytes
            stream.seek(0)
            codec = unicode_codec(stream.read(4096)) or f"{codec}-le"
        "".encode(codec)  # "base64" and others are codecs, not encodings
    except LookupError as error:
        raise UnsupportedFileError(
            f"“{wanted}” is not the name of an encoding. Examples: windows-1251, gb18030."
        ) from error
    bad = first_undecodable(stream, meter, codec)
    if bad is not None:
        line, byte, found = place(stream, bad.position)
        raise UnsupportedFileError(
            f"Line {line}, byte {byte} (0x{found:02X}) is not {wanted}. Choose another encoding."
        )
    return Encoding(codec, LABELS.get(codec, wanted))


def check_wide(stream: BinaryIO, meter: Meter, codec: str) -> Encoding:
    bad = first_undecodable(stream, meter, codec)
    label = LABELS[codec]
    if bad is None:
        return Encoding(codec, label, f"The file was read as {label}.")
    if bad.cut:
        note = f"The file was read as {label}. It ends in the middle of a character."
        return Encoding(codec, label, note, cut=True)
    raise UnsupportedFileError(
        f"The file begins as {label}, but is not from byte {bad.position + 1:,} on. Save it as UTF-8."
    )


def first_undecodable(stream: BinaryIO, meter: Meter, codec: str) -> Undecodable | None:
    """Return the first byte that is not in this encoding, or None."""
    decoder = codecs.getincrementaldecoder(codec)()
    stream.seek(0)
    done = 0
    while True:
        chunk = stream.read(CHUNK)
        carried = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            return Undecodable(done - carried + error.start, cut=error.reason in CUT)
        if not chunk:
            return None
        done += len(chunk)
        meter.add(len(chunk))


def not_utf8(stream: BinaryIO, bad: Undecodable) -> Encoding:
    """Return Windows-1252, or UTF-8 with a cut end. Raises when the file has two encodings, or another one."""
    counts = count(stream)
    line, byte, found = place(stream, bad.position)
    where = f"Line {line}, byte {byte} (0x{found:02X}) is not UTF-8"
    if bad.cut and counts.sequences:
        return Encoding("utf-8", "UTF-8", "The file ends in the middle of a character; it may not be whole.", cut=True)
    western = not UNDEFINED.search(counts.sample) and plausible(counts.sample.decode("cp1252", errors="replace"))
    if (counts.sure or counts.perhaps > counts.other) and (western or counts.mostly_utf8):
        raise UnsupportedFileError(
            f"{where}, but other lines are: the file has two encodings. Save it as UTF-8 throughout, or say which one "
            f"counts: --encoding windows-1252."
        )
    if not western:
        guess = from_bytes(bytes(counts.sample)).best()
        hint = f"; it may be {guess.encoding.replace('_', '-')}: --encoding {guess.encoding}" if guess else ""
        raise UnknownEncodingError(
            f"{where}, and the file does not look like {WINDOWS} either{hint}. Or save it as UTF-8."
        )
    note = f"The file is not UTF-8 and was read as {WINDOWS}. If its letters are wrong, give its --encoding."
    return Encoding("cp1252", WINDOWS, note)


@dataclass(slots=True)
class Counts:
    """How many sequences are surely UTF-8 and how many may be, the other bytes beyond ASCII, and lines with them."""

    sure: int = 0
    perhaps: int = 0
    other: int = 0
    sample: bytearray = field(default_factory=bytearray)

    @property
    def sequences(self) -> int:
        return self.sure + self.perhaps

    @property
    def mostly_utf8(self) -> bool:
        return self.sequences * 2 >= self.other


def count(stream: BinaryIO) -> Counts:
    stream.seek(0)
    counts = Counts()
    while chunk := stream.read(CHUNK):
        chunk += stream.readline(4096)  # so that few characters are cut
        sure, perhaps = SURELY_UTF8.findall(chunk), PERHAPS_UTF8.findall(chunk)
        counts.sure += len(sure)
        counts.perhaps += len(perhaps)
        high = sum(map(len, HIGH.findall(chunk)))
        counts.other += max(0, high - sum(map(len, sure)) - sum(map(len, perhaps)))
        for line in HIGH_LINE.finditer(chunk):
            if len(counts.sample) >= SAMPLE_BYTES:
                break
            counts.sample += line[0] + b"\n"
    return counts


def plausible(text: str) -> bool:
    """Western prose has few accented letters, and no symbol inside a word; Cyrillic as Windows-1252 has only such."""
    letters = [letter for letter in text if letter.isalpha()]
    accented = sum(letter >= "À" or letter in "ŠŽšžŸƒªµº" for letter in letters)
    symbols = len(SYMBOL_IN_WORD.findall(text))
    return accented <= ACCENTED * max(len(letters), 10) and symbols * LETTERS_A_SYMBOL <= len(letters)


def place(stream: BinaryIO, position: int) -> tuple[int, int, int]:
    """Return the line of this byte, its number in the line, and the byte."""
    stream.seek(0)
    line, line_start, done = 1, 0, 0
    while done < position:
        chunk = stream.read(min(CHUNK, position - done))
        line += chunk.count(b"\n")
        if (last := chunk.rfind(b"\n")) >= 0:
            line_start = done + last + 1
        done += len(chunk)
    byte = stream.read(1)
    return line, position - line_start + 1, byte[0] if byte else 0
