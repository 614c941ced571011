"""What the pages of several articles are sent: which articles, and the versions of them that were shown."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from django import forms
from django.core.exceptions import ValidationError

from catalog.forms import MAX_VERSION, ArticleForm
from catalog.models import Article

MOST = 50
TOO_MANY = f"Choose at most {MOST} articles at once."
SEEN = re.compile(r"([0-9a-f]{24}):(\d{1,10})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Seen:
    """An article, and the version of it that a page showed; 0 for one without, written by another program."""

    pk: ObjectId
    version: int

    def __str__(self) -> str:
        return f"{self.pk}:{self.version}"

    @classmethod
    def of(cls, article: Article) -> "Seen":
        return cls(article.pk, article.version or 0)


def chosen_ids(values: Iterable[str]) -> list[ObjectId]:
    """Return the ids of an address, each once; what is none counts as absent."""
    return [ObjectId(value) for value in dict.fromkeys(values) if ObjectId.is_valid(value)]


class SeenField(forms.Field):
    """`<id>:<version>` of each article."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[Seen, ...]:
        found = [SEEN.fullmatch(each) for each in super().clean(value)]
        if not all(found):
            raise ValidationError("This form is damaged. Go back to the results, and choose the articles again.")
        seen = {match[1]: Seen(ObjectId(match[1]), min(int(match[2]), MAX_VERSION)) for match in found if match}
        if len(seen) > MOST:
            raise ValidationError(TOO_MANY)
        return tuple(seen.values())


class ChosenForm(forms.Form):
    """Articles that are to be deleted."""

    article = SeenField(error_messages={"required": "Choose at least one article."})

    def sent(self) -> Sequence[str]:
        """Return what was sent of the articles, whether it is valid or not."""
        return self["article"].value() or [] if self.is_bound else []


class CategoryForm(ChosenForm):
    """Articles that are to have another category."""

    category = ArticleForm.base_fields["category"]
