"""How text becomes terms, in the index and in a query.

Two views of the same words: each as written and by its stem at one and the same place (`words`), and each by all of
its beginnings (`starts`), for the word that is still being typed. A title has a third: the beginnings of the whole of
it (`title_starts`), for a reader who types it from its first letter.
"""

from typing import Any

from elasticsearch.dsl import analyzer, char_filter, normalizer, token_filter

# Beginnings longer than this add terms that nobody needs: by then the word is found by itself.
LONGEST_START = 12
# A title's own beginnings go further: a usual headline has 32 characters.
LONGEST_TITLE_START = 40

possessive = token_filter("possessive", type="stemmer", language="possessive_english")
english = token_filter("english", type="stemmer", language="english")
beginnings = token_filter("beginnings", type="edge_ngram", min_gram=1, max_gram=LONGEST_START)
cut = token_filter("cut", type="truncate", length=LONGEST_START)
title_beginnings = token_filter("title_beginnings", type="edge_ngram", min_gram=1, max_gram=LONGEST_TITLE_START)
title_cut = token_filter("title_cut", type="truncate", length=LONGEST_TITLE_START)

# "e-mail" is found as email too, "go-ahead" as goahead, and amazon.com as amazon. The characters move, so a field
# that is highlighted must not have these.
joined = char_filter(
    "joined",
    type="pattern_replace",
    pattern=r"(?<![\w-])(\p{L}\w*)-(\p{L}\w*)(?:-(\p{L}\w*))?(?![\w-])",
    replacement="$0 $1$2$3",
)
parted = char_filter(
    "parted",
    type="pattern_replace",
    pattern=r"(?<![\w.])(\p{L}{2,})\.(\p{L}{2,})(?!\w)",
    replacement="$0 $1 $2",
)
COMPOUNDS: list[Any] = [joined, parted]

AS_WRITTEN: list[Any] = ["lowercase", "asciifolding", possessive]
# The word itself and, at the same place, its stem. One field instead of two, so half the work of a keystroke.
WITH_STEM: list[Any] = [*AS_WRITTEN, "keyword_repeat", english, "remove_duplicates"]

as_written = analyzer("as_written", tokenizer="standard", filter=AS_WRITTEN)
words = analyzer("words", tokenizer="standard", filter=WITH_STEM)
words_and_compounds = analyzer("words_and_compounds", tokenizer="standard", char_filter=COMPOUNDS, filter=WITH_STEM)
starts = analyzer("starts", tokenizer="standard", char_filter=COMPOUNDS, filter=[*AS_WRITTEN, beginnings])
# What is typed is not cut into its own beginnings, or "profit" would find every word that starts with "p".
typed = analyzer("typed", tokenizer="standard", filter=[*AS_WRITTEN, cut])
# A whole title is one term here, and so is the whole of what is typed.
title_starts = analyzer(
    "title_starts", tokenizer="keyword", filter=["lowercase", "asciifolding", "trim", title_beginnings]
)
title_typed = analyzer("title_typed", tokenizer="keyword", filter=["lowercase", "asciifolding", title_cut])
# A whole title as one term: for an exact match, and for sorting.
whole = normalizer("whole", type="custom", filter=["lowercase", "asciifolding", "trim"])
