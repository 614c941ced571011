"""The admin pages of editors and operators. Django registers them by importing this package."""

from search.admin import dead_letters, picks, relevance, synonyms, zero_results

__all__ = ["dead_letters", "picks", "relevance", "synonyms", "zero_results"]
