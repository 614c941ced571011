"""What editors and the operator do for search in Django's admin. Django finds the pages by importing this package."""

from search.admin import contract, dead_letters, empty_searches, synonyms

__all__ = ["contract", "dead_letters", "empty_searches", "synonyms"]
