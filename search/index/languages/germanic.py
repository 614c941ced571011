"""German and Dutch."""

from search.index.languages.language import Language, word_list

GERMAN = Language(
    name="german",
    possessive="possessive_english",
    contractions=("s",),
    folding=("german_normalization",),
    stemmers=("german",),
    irregular=("museen => museum", "zentren => zentrum", "themen => thema", "firmen => firma", "medien => medium"),
    # Lehrerinnen, Vögeln, Autos: plurals that Snowball leaves as they are.
    after_stemming=(("inn$", "in"), ("([^aeiouäöü])eln$", "$1el"), (r"^(\p{L}{3,}[aioy])s$", "$1")),
    snowball="german",
    common_words=word_list("""
        aber als am an auch auf aus bei beim bis da damit dann das dass dem den der des die dies diese diesem diesen
        dieser dieses doch durch ein eine einem einen einer eines er es für hat hatte hatten habe haben ich ihr ihre
        ihren im in ins ist jetzt kann kein keine können man mehr mit nach nicht noch nun nur ob oder ohne schon sei
        sein seine seinen seiner sich sie sind so über um und uns unter vom von vor war waren was weil wenn wer werden
        wie wieder wir wird worden wurde wurden zu zum zur
        """),
    conjunction="und",
    thousands=".",
    units=(
        ("tausend", "tsd"),
        ("million", "millionen", "mio"),
        ("milliarde", "milliarden", "mrd"),
        ("billion", "billionen", "bio"),
    ),
)
DUTCH = Language(
    name="dutch",
    possessive="possessive_english",
    contractions=("s",),
    stemmers=("dutch",),
    irregular=(
        "steden => stad",
        "schepen => schip",
        "leden => lid",
        "kinderen, kinders => kind",
        "eieren => ei",
        "bladeren => blad",
        "liederen => lied",
        "volkeren => volk",
        "fiets => fiets",
    ),
    # Huizen is huis, brieven is brief, bruggen is brug, ideeën is idee, reünies is reünie.
    after_stemming=(
        ("z$", "s"),
        ("v$", "f"),
        (r"([bdfgklmnprst])\1$", "$1"),
        ("(ee)e?n$", "$1"),
        (r"(\p{L}{2}[iy])es?$", "$1"),
        (r"(\p{L}{2}[^aeiousz])es$", "$1"),
    ),
    snowball="dutch",
    common_words=word_list("""
        aan al alle als bij dan dat de der deze die dit door dus een en er geen had hadden heb hebben heeft hem het hij
        hun ik in is ja je kan maar me meer met mij naar niet nog nu of om omdat onder ons ook op over te toch toen tot
        uit van veel voor waren was wat we wel werd werden wie wij worden wordt zich zij zijn zo zou zouden
        """),
    conjunction="en",
    thousands=".",
    units=(("duizend",), ("miljoen", "mln"), ("miljard", "mld"), ("biljoen",)),
)
