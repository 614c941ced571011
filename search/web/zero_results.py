"""Which searches count as having found nothing, and the address that a page tells so when its reader stays on it.

Whoever types passes through many words that nobody means. So a whole page is counted at once, and the answer to a key
only when it is still there after two seconds: it holds a signed note, which htmx then sends back
(search/templates/search/zero_result_note.html).
"""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from search.editorial import zero_result_log
from search.links import navigation
from search.values import Engine, SearchPage

SALT = "search.nothing_found"
MAX_AGE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Note:
    """What the page sends back. Each page that found nothing for the same text has the same `id`.

    `signed` is empty where there is nothing to send: the search was counted when the page was made.
    """

    id: str
    signed: str


def found_nothing(page: SearchPage) -> bool:
    """Say whether the archive lacks it: not when a filter left nothing, nor when only MongoDB searched."""
    answered = page.engine is Engine.ELASTICSEARCH and not page.failed
    return answered and page.total == 0 and bool(page.query.text.strip()) and navigation(page).clear_url is None


def heard(request: HttpRequest, page: SearchPage) -> Note | None:
    """Count a whole page that found nothing; return the note that the page holds, to be sent if it was not counted.

    A history restore is neither counted nor sent: its reader has been there before.
    """
    if request.method != "GET" or not found_nothing(page):
        return None
    text = zero_result_log.countable(page.query.text)
    if text is None:
        return None
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    if not htmx:
        zero_result_log.record(text)
    return note_of(text, sent=htmx and not htmx.history_restore_request)


def note_of(text: str, *, sent: bool) -> Note:
    return Note(blake2b(text.encode(), digest_size=8).hexdigest(), signing.dumps(text, salt=SALT) if sent else "")


# No token against forgery from elsewhere: that would put a cookie on every reader of the search page. The signature
# shows that this site said so, nobody's cookie is looked at, and nothing is done in anybody's name.
@csrf_exempt
@require_POST
def nothing_found(request: HttpRequest) -> HttpResponse:
    """Count what one of our own pages of the last hour says was not found."""
    try:
        text = signing.loads(request.POST.get("note", ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        said = "Only a page of this site can say this, within an hour.\n"
        return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
    zero_result_log.record(text)
    return HttpResponse(status=204)
