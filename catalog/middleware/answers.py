"""How a refusal is answered, whoever refuses: with a page; a program and a keystroke get the sentence alone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

TOO_MANY = 429
HEADINGS = {TOO_MANY: "Too many requests"}


def refusal(request: HttpRequest, status: int, text: str, *, wait: int = 0) -> HttpResponse:
    """Answer in the form that was asked for; `wait`: after so many seconds the client may try again.

    A page is rendered for a page only, as it costs the most, and it loads nothing more: the site may be busy.
    """
    if request.path_info.endswith(".json"):
        response: HttpResponse = JsonResponse({"error": text}, status=status)
    elif "HX-Request" in request.headers or request.path_info.endswith((".atom", ".csv")):
        response = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    else:
        heading = HEADINGS.get(status, "Not accepted")
        context = {"status": status, "heading": heading, "text": text, "again": wait > 0}
        response = render(request, "refused.html", context, status=status)
    response["Cache-Control"] = "no-store"
    if wait:
        response["Retry-After"] = str(wait)
    return response
