"""The form for a group of synonyms, and the checks that a group must pass."""

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError

from catalog.validators import validate_one_line
from search.engines.synonym_cache import MOST_GROUPS
from search.models import SynonymGroup
from search.query.normalise import WORD
from search.query.synonyms import MOST_TERMS, MOST_WORDS_IN_TERM, Stems, stems, terms_of

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[SynonymGroup]
else:
    ModelForm = forms.ModelForm

FEWEST_TERMS = 2


def key_of(term: str) -> Stems:
    """Return the stems of a term. Terms with equal stems find each other without a synonym."""
    return stems(WORD.findall(term))


def keys_of(written: str) -> frozenset[Stems]:
    return frozenset(key_of(term) for term in terms_of(written))


def other_groups(group: SynonymGroup) -> list[str]:
    """Return the terms of every other group. Another program may have stored something other than text."""
    written = SynonymGroup.objects.exclude(pk=group.pk).values_list("terms", flat=True)[:MOST_GROUPS]
    return [each for each in written if isinstance(each, str)]


def shared_terms(group: SynonymGroup) -> list[tuple[str, str]]:
    """Return each term that is also in another group, with that group."""
    terms = [(key_of(term), term) for term in terms_of(group.terms)]
    others = [(keys_of(other), other) for other in other_groups(group)]
    return [(term, other) for key, term in terms for keys, other in others if key in keys]


def mistakes(terms: Iterable[str]) -> list[str]:
    """Return a sentence for each reason why search cannot use these terms."""
    found = []
    keys = {term: key_of(term) for term in terms}
    for term, key in keys.items():
        if not key:
            found.append(f"“{term}” contains no word.")
        if len(key) > MOST_WORDS_IN_TERM:
            found.append(f"“{term}” has {len(key)} words; a term has at most {MOST_WORDS_IN_TERM}.")
    if len(keys) > MOST_TERMS:
        found.append(f"There are {len(keys)} terms; a group has at most {MOST_TERMS}.")
    if len(keys) < FEWEST_TERMS:
        found.append("Enter at least two terms, separated by commas.")
    elif len(set(keys.values())) < FEWEST_TERMS:
        found.append(f"Search already treats {' and '.join(f'“{term}”' for term in keys)} as one term. Add another.")
    return found


class SynonymGroupForm(ModelForm):
    class Meta:
        model = SynonymGroup
        fields = ("terms",)
        widgets = {"terms": forms.TextInput(attrs={"class": "vLargeTextField"})}

    def clean_terms(self) -> str:
        """Return the terms as they are stored: "lorry, truck"."""
        written = unicodedata.normalize("NFC", self.cleaned_data["terms"])
        validate_one_line(written)
        terms = terms_of(written)
        if found := mistakes(terms):
            raise ValidationError([ValidationError(each) for each in found])
        group = ", ".join(terms)
        self.check_against_other_groups(group)
        return group

    def check_against_other_groups(self, group: str) -> None:
        others, keys = other_groups(self.instance), keys_of(group)
        if same := next((other for other in others if keys_of(other) == keys), None):
            raise ValidationError(f"A group with these terms already exists: “{same}”.", code="unique")
        if self.instance.pk is None and len(others) >= MOST_GROUPS:
            raise ValidationError(f"Search reads at most {MOST_GROUPS:,} groups. Delete one before you add another.")
