"""How text becomes terms, in the index and in a query.

Three views of the same words: as written (`words`), by their stem (`stems`), and by each of their beginnings
(`starts`), for the word that is still being typed.
"""

from typing import Any

from elasticsearch.dsl import analyzer, normalizer, token_filter

# Beginnings longer than this add terms that nobody needs: by then the word is found by itself.
LONGEST_START = 12

possessive = token_filter("possessive", type="stemmer", language="possessive_english")
english = token_filter("english", type="stemmer", language="english")
beginnings = token_filter("beginnings", type="edge_ngram", min_gram=1, max_gram=LONGEST_START)
cut = token_filter("cut", type="truncate", length=LONGEST_START)

# Typographic apostrophes are written as plain ones, so that O’Neill and O'Neill are one word.
AS_WRITTEN: list[Any] = ["lowercase", "asciifolding", possessive]

words = analyzer("words", tokenizer="standard", filter=AS_WRITTEN)
stems = analyzer("stems", tokenizer="standard", filter=[*AS_WRITTEN, english])
starts = analyzer("starts", tokenizer="standard", filter=[*AS_WRITTEN, beginnings])
# What is typed is not cut into its own beginnings, or "profit" would find every word that starts with "p".
typed = analyzer("typed", tokenizer="standard", filter=[*AS_WRITTEN, cut])
# A whole title as one term: for an exact match, and for sorting.
whole = normalizer("whole", type="custom", filter=["lowercase", "asciifolding", "trim"])
