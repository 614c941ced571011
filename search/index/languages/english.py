"""English."""

from search.index.languages.language import Language, word_list

ENGLISH = Language(
    name="english",
    possessive="possessive_english",
    keeps_marks=False,
    stemmers=("english",),
    snowball="english",
    common_words=word_list("""
        a about after all also an and any are as at be been but by can could for from had has have he her his i if in
        into is it its more new no not of on one only or other our out over said she so some such than that the their
        them then there these they this to two up was we were what when which who will with would you
    """),
    particles=word_list("back by down in off on out over under up"),
    conjunction="and",
    thousands=",",
    units=(
        ("thousand", "k"),
        ("million", "m", "mn", "mln"),
        ("billion", "bn", "b"),
        ("trillion", "tn", "trn"),
    ),
    contractions=("d", "ll", "m", "re", "s", "ve"),
)
