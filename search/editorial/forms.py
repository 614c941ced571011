"""What an editor fills in for search."""

import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError

from catalog.validators import validate_one_line
from search.models import SynonymGroup
from search.synonym_list import MOST_GROUPS
from search.synonyms import MOST_TERMS, MOST_WORDS_IN_TERM, Stems, stems, terms_of
from search.text import WORD

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[SynonymGroup]
else:
    ModelForm = forms.ModelForm

FEWEST_TERMS = 2


def key_of(term: str) -> Stems:
    """Return what search takes a term for: of two terms with one key, each finds the other without any synonyms."""
    return stems(WORD.findall(term))


def keys_of(written: str) -> frozenset[Stems]:
    return frozenset(key_of(term) for term in terms_of(written))


def other_groups(group: SynonymGroup) -> list[str]:
    """Return all the others as they are written; another program may have stored something that is no text."""
    written = SynonymGroup.objects.exclude(pk=group.pk).values_list("terms", flat=True)[:MOST_GROUPS]
    return [each for each in written if isinstance(each, str)]


def shared_terms(group: SynonymGroup) -> list[tuple[str, str]]:
    """Return each term that another group has too, with that group."""
    terms = [(key_of(term), term) for term in terms_of(group.terms)]
    others = [(keys_of(other), other) for other in other_groups(group)]
    return [(term, other) for key, term in terms for keys, other in others if key in keys]


def mistakes(terms: Iterable[str]) -> list[str]:
    """Return a sentence for each thing that search could not use."""
    found = []
    keys = {term: key_of(term) for term in terms}
    for term, key in keys.items():
        if not key:
            found.append(f"“{term}” holds no word.")
        if len(key) > MOST_WORDS_IN_TERM:
            found.append(f"“{term}” has {len(key)} words; a term has at most {MOST_WORDS_IN_TERM}.")
    if len(keys) > MOST_TERMS:
        found.append(f"These are {len(keys)} terms; a group has at most {MOST_TERMS}.")
    if len(keys) < FEWEST_TERMS:
        found.append("One term alone has no synonym: write at least two, with a comma between them.")
    elif len(set(keys.values())) < FEWEST_TERMS:
        found.append(f"To search, {' and '.join(f'“{term}”' for term in keys)} are one term already. Add another.")
    return found


class SynonymGroupForm(ModelForm):
    class Meta:
        model = SynonymGroup
        fields = ("terms",)
        widgets = {"terms": forms.TextInput(attrs={"class": "vLargeTextField"})}

    def clean_terms(self) -> str:
        """Return the terms as they are kept: "lorry, truck"."""
        written = unicodedata.normalize("NFC", self.cleaned_data["terms"])
        validate_one_line(written)
        terms = terms_of(written)
        if found := mistakes(terms):
            raise ValidationError([ValidationError(each) for each in found])
        kept = ", ".join(terms)
        self.refuse_a_second(kept)
        return kept

    def refuse_a_second(self, kept: str) -> None:
        others, keys = other_groups(self.instance), keys_of(kept)
        if same := next((other for other in others if keys_of(other) == keys), None):
            raise ValidationError(f"There is a group of these terms already: “{same}”.", code="unique")
        if self.instance.pk is None and len(others) >= MOST_GROUPS:
            raise ValidationError(f"There are {MOST_GROUPS:,} groups already, and search reads no more. Delete some.")
