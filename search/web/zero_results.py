"""Which searches without results are counted, and the view that counts them.

While typing, a reader passes through many words that are not meant, and a program asks for pages that nobody reads. So
a search is counted only if its page is still shown after two seconds: htmx then posts the signed note that it contains
(search/templates/search/zero_result_note.html). Nor does one client fill the log: a few notes of each are counted.
"""

import time
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalog.middleware.limits import take
from config.buckets import Allowance
from search.editorial import zero_result_log
from search.values import Engine, SearchPage
from search.web.links import navigation

SALT = "search.zero_results"
MAX_AGE = timedelta(hours=1)
REST_SECONDS = 2.0
# Of one client: twenty at once, and then 480 a day, a tenth of what the log has room for.
ALLOWANCE = Allowance(burst=20, per_second=1 / 180)


@dataclass(frozen=True, slots=True)
class ZeroResultNote:
    """The note that a page without results posts back. All pages without results for one text share an `id`.

    `signed` is empty if the search was counted before, so that nothing is posted.
    """

    id: str
    signed: str


def has_zero_results(page: SearchPage) -> bool:
    """Return whether the archive has no match; False if a facet filter is active or only MongoDB was searched.

    Nor if the editors have picked an article for it: then they know of it.
    """
    answered = page.engine is Engine.ELASTICSEARCH and not page.failed and not page.pick
    return answered and page.total == 0 and bool(page.query.text.strip()) and navigation(page).clear_url is None


def zero_result_note(request: HttpRequest, page: SearchPage) -> ZeroResultNote | None:
    """Return the note for a page without results, None for any other page.

    A history restore is not posted: the reader has already seen that page.
    """
    if request.method != "GET" or not has_zero_results(page):
        return None
    text = zero_result_log.countable(page.query.text)
    if text is None:
        return None
    htmx = request.htmx  # type: ignore[attr-defined]  # set by HtmxMiddleware
    return make_note(text, signed=not htmx.history_restore_request)


def make_note(text: str, *, signed: bool) -> ZeroResultNote:
    digest = blake2b(text.encode(), digest_size=8).hexdigest()
    return ZeroResultNote(digest, signing.dumps([text, time.time()], salt=SALT) if signed else "")


# No CSRF token: it would set a cookie for every reader of the search page. The signature proves that this site issued
# the note, no cookie is read, and nothing is done on a user's behalf.
@csrf_exempt
@require_POST
def count_zero_results(request: HttpRequest) -> HttpResponse:
    """Count the search in a note that this site signed more than two seconds and less than an hour ago.

    What is too early or too much is not counted, and nobody is told: it is no reader's business.
    """
    try:
        text, signed_at = signing.loads(request.POST.get("note", ""), salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        reason = "Send a note from a page of this site that is less than an hour old.\n"
        return HttpResponse(reason, status=400, content_type="text/plain; charset=utf-8")
    if time.time() - signed_at >= REST_SECONDS and not take(request, ALLOWANCE, what="zero results"):
        zero_result_log.record(text)
    return HttpResponse(status=204)
