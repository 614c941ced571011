"""French, Spanish, Italian and Portuguese."""

from search.index.languages.language import Language, word_list

FRENCH = Language(
    name="french",
    elisions=("c", "d", "j", "jusqu", "l", "lorsqu", "m", "n", "puisqu", "qu", "quoiqu", "s", "t"),
    stemmers=("french", "light_french"),
    irregular=(
        "travaux => travail",
        "yeux => oeil",
        "œil => oeil",
        "belle, belles, bel => beau",
        "nouvelle, nouvelles, nouvel => nouveau",
        "vieille, vieilles, vieil => vieux",
    ),
    after_stemming=(("iere?$", "i"), ("iv$", "if")),
    snowball="french",
    common_words=word_list("""
        a à ainsi après au aussi aux avait avant avec avoir ce ces cet cette ceux comme contre dans de depuis des deux
        donc dont du elle elles en encore entre est et été être eux fait il ils je la le les leur leurs lui mais même ne
        nous on ont ou où par pas plus pour qui que quand sa sans se sera ses si son sont sous sur tous tout très un une
        vers vous y
        """),
    conjunction="et",
    units=(
        ("mille",),
        ("million", "millions", "m"),
        ("milliard", "milliards", "md", "mds"),
    ),
)
SPANISH = Language(
    name="spanish",
    stemmers=("spanish", "light_spanish"),
    # Años, ríos: neither stemmer shortens so short a word.
    after_stemming=((r"^(\p{L}{2,3}[aeo])s$", "$1"),),
    snowball="spanish",
    common_words=word_list("""
        a al algo ante antes así aunque como con contra cuando de del desde donde dos durante e el él ella ellos en
        entre era eran es esa ese eso esta está estaba están este esto estos fue fueron ha había han hasta hay la las le
        les lo los más me mi muy ni no nos o otra otro otros para pero poco por porque que qué quien se ser si sí sido
        sin sobre son su sus también tan tiene todo todos tras un una uno y ya yo
        """),
    conjunction="y",
    thousands=".",
    units=(("mil",), ("millón", "millones", "mill")),
)
ITALIAN = Language(
    name="italian",
    elisions=(
        *("agl", "all", "c", "coll", "d", "dagl", "dall", "degl", "dell", "gl", "l", "m", "negl", "nell", "pell"),
        *("quest", "quell", "s", "sugl", "sull", "t", "un", "v"),
    ),
    stemmers=("italian",),
    irregular=("uomini => uom", "acque => acqua", "chiave, chiavi => chiav"),
    # Laghi, amiche: an h that only keeps the sound. Anno, anni: too short for the stemmer.
    after_stemming=(("([cg])h$", "$1"), (r"^(\p{L}{3,4})[aeio]$", "$1")),
    snowball="italian",
    common_words=word_list("""
        a ad ai al alla alle anche ancora che chi ci come con contro cui da dal dalla dalle degli dei del della delle di
        dopo dove due e è ed era erano essere fa fra gli ha hanno i il in io la le lei li lo loro lui ma mentre molto
        nei nel nella nelle no noi non o ogni per perché più poi prima quando quella quello questa questo se sei senza
        si sia solo sono stata stato su sua sue sul sulla suo suoi tra tutti tutto un una uno
        """),
    conjunction="e",
    thousands=".",
    units=(("mila", "mille"), ("milione", "milioni", "mln"), ("miliardo", "miliardi", "mld")),
)
PORTUGUESE = Language(
    name="portuguese",
    elisions=("d", "n"),
    stemmers=("light_portuguese",),
    irregular=("fáceis => facil", "difíceis => dificil"),
    # Limão and limões, typed limoes; azul and azuis.
    after_stemming=(("(?:[oa]e|ao)$", "a"), (r"^(\p{L}{3,})[ao]$", "$1"), ("uil$", "ul")),
    snowball="portuguese",
    common_words=word_list("""
        a à ainda ao aos as às até com como da das de dela dele depois do dos duas dois e é ela elas ele eles em entre
        era eram essa esse esta está este eu foi foram há isso já mais mas me mesmo mesma muito na não nas nem no nos o
        os ou para pela pelas pelo pelos por porque quando que quem se sem ser seu seus só sobre sua suas também tem
        tinha um uma umas uns você
        """),
    conjunction="e",
    thousands=".",
    units=(
        ("mil",),
        ("milhão", "milhões", "mi"),
        ("bilhão", "bilhões", "bilião", "biliões", "bi"),
    ),
)
