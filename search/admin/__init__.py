"""What editors and the operator do for search in Django's admin. Django finds the pages by importing this package."""

from search.admin import dead_letters, relevance, synonyms, zero_results

__all__ = ["dead_letters", "relevance", "synonyms", "zero_results"]
