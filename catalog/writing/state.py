"""What a form that is open asks now and then: who is signed in, with which token, and what is stored by now.

Asking keeps the sign-in alive, as any request does; it ends all the same after settings.SIGN_IN_SECONDS.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.models import Article
from catalog.outages import survives_outage, unavailable
from catalog.writing.saves import own_save, user_key, was_saved


@require_safe
@never_cache
@survives_outage(unavailable)
def state(request: HttpRequest, pk: Any = None) -> HttpResponse:
    """Answer with JSON: `user` is '' when nobody is signed in; `version` is null for an article that is gone.

    `saved_at` is set if the version is this editor's own save, `edit_url` if a new article was added by now (`?key=`,
    the id that it was to have). Other sites cannot read the token: they get no CORS.
    """
    is_signed_in = request.user.is_authenticated  # a session that was ended is forgotten by this
    answer: dict[str, Any] = {"user": user_key(request) if is_signed_in else "", "token": get_token(request)}
    if pk and is_signed_in:
        found = Article.objects.filter(pk=pk).only("version").first()
        version = (found.version or 0) if found else None
        saved_at = own_save(request, pk, version)
        answer |= {"version": version, "saved_at": saved_at.isoformat() if saved_at else None}
    if (key := request.GET.get("key", "")) and was_saved(request, key):
        answer["edit_url"] = reverse("catalog:edit", args=[key])
    return JsonResponse(answer)
