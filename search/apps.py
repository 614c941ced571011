from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in

from search.editorial import remedies


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        user_logged_in.connect(remedies.note, dispatch_uid="search.remedies")
