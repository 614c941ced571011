"""HTML to text, and what is cleaned in any text."""

import pytest

from catalog.text import as_html, clean, mend_mojibake, plain_text

HTML = {
    "paragraphs": (
        "<p>The mayor spoke.</p>\n<p>She <em>left</em>&nbsp;early.</p>",
        "The mayor spoke.\n\nShe left early.",
    ),
    "entities without tags": ("Marks &amp; Spencer&#8217;s caf&eacute;", "Marks & Spencer’s café"),
    "an entity of Windows-1252": ("It&#146;s", "It’s"),
    "entities are decoded once": ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
    "an escaped tag is text": ("<p>Write &lt;p&gt; here.</p>", "Write <p> here."),
    "comments of blocks": ("<!-- wp:heading --><h2>Tides</h2><!-- /wp:heading --><p>High.</p>", "Tides\n\nHigh."),
    "line breaks": ("First line<br>second line<br/><br />Next paragraph", "First line\nsecond line\n\nNext paragraph"),
    "scripts and styles": ("<style>p{}</style><script>alert('<p>no</p>')</script><p>Yes.</p>", "Yes."),
    "handlers": ('<img src=x onerror="alert(1)">Text', "Text"),
    "a list": ("Before<ul><li>One</li><li>Two</li></ul>after", "Before\n\nOne\nTwo\n\nafter"),
    "a table": ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    "a whole page": ("<!DOCTYPE html><html><head><title>T</title></head><body><p>x</p></body></html>", "x"),
    "unclosed tags": ("<p>one <b>bold<p>two", "one bold\n\ntwo"),
    "capital tags": ("<P ALIGN=left>Up</P>", "Up"),
    "a word processor's tags": ("Word<o:p></o:p> text", "Word text"),
    "blank lines of the classic editor": (
        "First <em>paragraph</em>.\n\nSecond\n<blockquote>quoted</blockquote>",
        "First paragraph.\n\nSecond\n\nquoted",
    ),
    "inline tags only keep the lines": ("One <b>two</b>\nthree.\n\nFour.", "One two\nthree.\n\nFour."),
    "an unclosed comment hides nothing": ("<p>a <!-- b</p>", "a <!-- b"),
    "an unknown tag among known ones": ("<p>Give <filename> to i < 3</p>", "Give <filename> to i < 3"),
}


@pytest.mark.parametrize(("html", "text"), HTML.values(), ids=HTML.keys())
def test_html_becomes_paragraphs_of_text(html: str, text: str) -> None:
    assert plain_text(html) == text


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "I <3 you",
        "<placeholder>",
        "a <b and c> d",
        "AT&T, R&D; ?a=1&copy=2",
        "  two  spaces\n\n\nkept ",
        "",
    ],
)
def test_text_that_is_not_html_stays(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize("text", ["Use <p> here", "AT&amp;T", "plain", "<b>x</b> &lt; y", "line\r\n<br>"])
def test_as_html_is_read_back_as_the_text(text: str) -> None:
    assert plain_text(as_html(text)) == text


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["<!--", "<!doctype", '<a b="', "<a ", "<div>", "<p>\n ", "--><!--"])
def test_hostile_html_takes_time_in_proportion_to_its_length(part: str) -> None:
    plain_text("<p>" + part * 100_000)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("tele\u00adcommuni\u00adca\u00adtions", "telecommunications"),
        ("head\u200bquar\u200cters\u2060", "headquarters"),
        ("\ufeffTitle\u200e", "Title"),
        ("e\u0301migre\u0301", "émigré"),
        ("Minister\x92s plan \x96 \x93ready\x94\x85", "Minister’s plan – “ready”…"),
        ("undefined\x81 byte", "undefined byte"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻 🗞️", "👩\u200d💻 🗞️"),
        ("Ünïcode — stays “so”", "Ünïcode — stays “so”"),
    ],
)
def test_invisible_and_broken_characters_are_cleaned(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("Itâ€™s Â£3m in a cafÃ©", "It’s £3m in a café"),
        ("It\u00e2\u0080\u0099s", "It’s"),
        ("São Paulo, À la carte, “l’été” – €5", "São Paulo, À la carte, “l’été” – €5"),
        ("ÅÄÖ и МОСКВА", "ÅÄÖ и МОСКВА"),
    ],
)
def test_text_decoded_with_the_wrong_encoding_is_mended(text: str, mended: str) -> None:
    assert mend_mojibake(text) == mended
