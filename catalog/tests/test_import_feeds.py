"""import_articles and XML: WordPress exports, RSS, Atom, and XML that is dangerous."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.tests.importing import counts, import_text, stored

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("mongo")]
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
)
AUTHOR = (
    "<wp:author><wp:author_login>ann</wp:author_login>"
    "<wp:author_display_name>Ann Lee</wp:author_display_name></wp:author>"
)


def post(title: str, *, status: str = "publish", kind: str = "post") -> str:
    return (
        f"<item><title>{title}</title><link>https://w.example/{title}</link><dc:creator>ann</dc:creator>"
        f"<pubDate>Fri, 07 Apr 2006 12:00:00 +0200</pubDate><excerpt:encoded>Short</excerpt:encoded>"
        f"<content:encoded><![CDATA[<!-- wp:paragraph --><p>It sails &amp; sails.</p>\n<p>Again.\x08</p>]]>"
        f"</content:encoded>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>"
        f'<category domain="post_tag">Tag</category>'
        f'<category domain="category"><![CDATA[Sea & Travel]]></category></item>'
    )


def wordpress(*posts: str) -> str:
    return (
        f'\n<?xml version="1.0" encoding="UTF-8"?><rss {NAMESPACES}><channel>{AUTHOR}{"".join(posts)}</channel></rss>'
    )


def test_published_posts_of_wordpress_are_imported(tmp_path: Path) -> None:
    posts = (post("Ferry"), post("Draft", status="draft"), post("About", kind="page"), post("Image", kind="attachment"))
    outcome = import_text(tmp_path, wordpress(*posts), name="export.xml")
    assert outcome.summary == counts(new=1)
    assert stored("title", "content", "category", "published_at", "author", "source_url") == [
        (
            "Ferry",
            "It sails & sails.\n\nAgain.",
            "Sea & Travel",
            datetime(2006, 4, 7, 10, tzinfo=UTC),
            ["Ann Lee"],
            "https://w.example/Ferry",
        )
    ]
    assert "Left out: “draft” is not published (item 2)." in outcome.report
    assert "Left out: “attachment” is no article (item 4)." in outcome.report


FEEDS = {
    "RSS 2.0": (
        f"<rss version='2.0' {NAMESPACES.partition(' xmlns:wp')[0]}><channel><title>C</title>"
        "<item><title>Ferry&amp;nbsp;1</title>"
        "<link>https://f.example/1</link><description>&lt;p&gt;It &lt;b&gt;sails&lt;/b&gt;.&lt;/p&gt;</description>"
        "<category>sea</category><dc:creator>Ann Lee</dc:creator>"
        "<pubDate>Fri, 07 Apr 2006 10:00:00 GMT</pubDate></item></channel></rss>"
    ),
    "RSS 1.0": (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:dc='http://purl.org/dc/elements/1.1/'><item><title>Ferry 1</title><link>https://f.example/1</link>"
        "<description>It sails.</description><dc:date>2006-04-07T10:00:00Z</dc:date><dc:subject>sea</dc:subject>"
        "<dc:creator>Ann Lee</dc:creator></item></rdf:RDF>"
    ),
    "Atom": (
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title><entry><title type='html'>Ferry&amp;#160;1</title>"
        "<link rel='self' href='https://f.example/self'/><link href='https://f.example/1'/>"
        "<updated>2007-01-01T00:00:00Z</updated><published>2006-04-07T10:00:00Z</published>"
        "<author><name>Ann Lee</name></author><category term='s' label='sea'/>"
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>It <em>sails</em>.</p></div></content>"
        "</entry></feed>"
    ),
    "entities of HTML": (
        "<rss><channel><item><title>Ferry&nbsp;1</title><link>https://f.example/1</link>"
        "<author>a@b.example (Ann Lee)</author>"
        "<description>It&#32;sails.</description><category>sea</category><pubDate>2006-04-07T10:00:00Z</pubDate></item>"
        "</channel></rss>"
    ),
}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS.keys())
def test_feeds_are_imported(tmp_path: Path, feed: str) -> None:
    import_text(tmp_path, f"<?xml version='1.0'?>{feed}", name="feed.xml")
    [(title, *rest)] = stored("title", "content", "category", "published_at", "author", "source_url")
    moment = datetime(2006, 4, 7, 10, tzinfo=UTC)
    assert title.replace("\xa0", " ") == "Ferry 1"
    assert rest == ["It sails.", "sea", moment, ["Ann Lee"], "https://f.example/1"]


def test_a_feed_in_another_encoding_says_so_itself(tmp_path: Path) -> None:
    feed = f"<?xml version='1.0' encoding='iso-8859-1'?>{FEEDS['Atom'].replace('sails', 'sails à vide')}"
    import_text(tmp_path, feed.encode("latin-1"), name="feed.xml")
    assert stored("content") == ["It sails à vide."]


def test_an_item_without_a_category_is_uncategorised_and_told(tmp_path: Path) -> None:
    outcome = import_text(tmp_path, FEEDS["RSS 1.0"].replace("<dc:subject>sea</dc:subject>", ""), name="feed.rdf")
    assert stored("category") == ["Uncategorised"]
    assert "No category, so “Uncategorised” (item 1)." in outcome.report


HOSTILE = {
    "exponential": '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><rss><a>&c;</a></rss>',
    "external": '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&a;</title></item></channel></rss>',
    "parameter": '<!DOCTYPE a [<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;]><rss><channel/></rss>',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_entities_of_the_file_are_refused(tmp_path: Path, text: str, encoding: str) -> None:
    outcome = import_text(
        tmp_path, f"<?xml version='1.0' encoding='{encoding}'?>{text}".encode(encoding), name="feed.xml"
    )
    assert "The file declares XML entities of its own" in outcome.error
    assert stored("title") == []


@pytest.mark.parametrize("missing", [3, 100, 400])
def test_an_export_that_ends_in_the_middle_is_refused(tmp_path: Path, missing: int) -> None:
    outcome = import_text(tmp_path, wordpress(post("One"), post("Two"))[:-missing], name="export.xml")
    assert "The file ends in the middle, after " in outcome.error
    assert stored("title") == []


def test_other_xml_says_what_can_be_imported(tmp_path: Path) -> None:
    error = import_text(tmp_path, "<?xml version='1.0'?><urlset><url/></urlset>", name="sitemap.xml").error
    assert "XML with the root <urlset>. WordPress exports, RSS and Atom can be imported" in error


def test_a_web_page_is_no_feed(tmp_path: Path) -> None:
    assert "This is a web page." in import_text(tmp_path, "<!DOCTYPE html>\n<html></html>", name="a.html").error
