"""Swedish, Norwegian, Danish and Finnish."""

from search.index.languages.language import Language, word_list

# What is left of "vinter" and "vintrar", "fågel" and "fåglar".
WITHOUT_LAST_VOWEL = ("([^aeiouyåäöæø])e([lnr])$", "$1$2")
WITHOUT_LAST_R = ("([^aeiouyåäöæø])r$", "$1")
# A short word keeps its -e in one form only: uge, ugen; tre, treet.
WITHOUT_SHORT_ENDING = (r"^(\p{L}{2})ee?[nrt]?$", "$1")
# Århus is Aarhus too.
DOUBLE_A = (("aa", "a"),)

SWEDISH = Language(
    name="swedish",
    possessive="possessive_english",
    contractions=("s",),
    stemmers=("swedish", "light_swedish"),
    irregular=(
        "böcker, böckerna, böckernas => bok",
        "män, männen => man",
        "nätter, nätterna => natt",
        "städer, städerna => stad",
        "händer, händerna => hand",
        "söner, sönerna => son",
        "bröder, bröderna => bror",
        "döttrar, döttrarna => dotter",
        "fäder, fäderna, fadern => far",
        "mödrar, mödrarna, modern => mor",
        "roman => roman",
        "japan => japan",
        "orkan => orkan",
        "organ => organ",
    ),
    # Skolan is skola; Snowball knows the endings of words of more than three letters only: bron, öarna.
    before_stemming=((r"^(\p{L}{3,})an$", "$1a"),),
    after_stemming=(
        (r"^(\p{L}{0,3}[aouyåäöæø])(?:n|ar|arn|arna|er|ern|erna|et)$", "$1"),
        WITHOUT_LAST_VOWEL,
        WITHOUT_LAST_R,
    ),
    snowball="swedish",
    common_words=word_list("""
        alla att av blev bli blir de dem den denna dess dessa det detta du där efter eller en ett från för ha hade han
        har hon hur här i icke ingen inte jag kan man med men mer mot mycket ni nu när och också om oss på sedan sig sin
        sina sitt ska skall skulle som så till under upp ut utan vad var vara varit vi vid är över
        """),
    conjunction="och",
    units=(("tusen",), ("miljon", "miljoner", "milj", "mn"), ("miljard", "miljarder", "mdr", "md")),
)
NORWEGIAN = Language(
    name="norwegian",
    possessive="possessive_english",
    contractions=("s",),
    respellings=DOUBLE_A,
    stemmers=("norwegian", "minimal_norwegian"),
    irregular=(
        "bøker, bøkene => bok",
        "menn, mennene => mann",
        "netter, nettene => natt",
        "barna => barn",
        "tenner => tann",
        "hender => hånd",
        "øyne => øye",
        "fedre => far",
        "mødre => mor",
        "brødre => bror",
    ),
    after_stemming=(
        ("ern$", "er"),
        (r"^(\p{L}{0,3}[aouyåäöæø])(?:en|er|et|ene|erne|a)$", "$1"),
        WITHOUT_SHORT_ENDING,
        WITHOUT_LAST_R,
        ("([^aeiouyåäöæø])e([ln])$", "$1$2"),
        (r"([kpt])\1l$", "$1l"),
    ),
    snowball="norwegian",
    common_words=word_list("""
        alle at av ble bli blir da de dem den denne der det dette dere du eller en er et etter for fra få før ha hadde
        han har hun hva hvem hvor i ikke ingen jeg kan man med men mer mot når nå og også om opp oss over på seg sin
        sine sitt skal skulle som så til under ut var ved vi vil være vært å
        """),
    conjunction="og",
    units=(("tusen",), ("million", "millioner", "mill"), ("milliard", "milliarder", "mrd")),
)
DANISH = Language(
    name="danish",
    possessive="possessive_english",
    contractions=("s",),
    respellings=DOUBLE_A,
    stemmers=("danish",),
    irregular=(
        "bøger, bøgerne => bog",
        "børn, børnene => barn",
        "mænd, mændene => mand",
        "nætter => nat",
        "hænder => hånd",
        "fædre => far",
        "mødre => mor",
        "brødre => bror",
        "døtre => datter",
        "øjne => øje",
    ),
    after_stemming=(
        (r"^(\p{L}{0,3}[aeouyåæø])(?:en|er|et|erne|ene|ern)$", "$1"),
        WITHOUT_SHORT_ENDING,
        WITHOUT_LAST_R,
        ("([^aeiouyåäöæø])e([ln])$", "$1$2"),
        (r"([kpt])\1l$", "$1l"),
    ),
    snowball="danish",
    common_words=word_list("""
        af alle at blev blive bliver da de dem den denne der deres det dette dig du efter eller en end er et for fra få
        før ham han har have havde hun hvad hvem hvor i ikke ingen jeg kan man med meget men mere mod når nu og også om
        op os over på sig sin sine sit skal skulle som så til ud under var ved vi vil være været
        """),
    conjunction="og",
    thousands=".",
    units=(("tusind",), ("million", "millioner", "mio"), ("milliard", "milliarder", "mia", "mrd")),
)
FINNISH = Language(
    name="finnish",
    possessive="possessive_english",
    contractions=("s",),
    stemmers=("finnish", "light_finnish"),
    # Nainen, naiset; and words of one syllable, which Snowball leaves: työn, puut, maassa.
    before_stemming=(
        ("nen$", "s"),
        (
            (
                r"^([^aeiouyäö]{0,2}(?:uo|yö|yo|ie|aa|ää|uu|oo|ee|öö|yy))"
                "(?:n|t|ta|tä|na|nä|ssa|ssä|sta|stä|lla|llä|lta|ltä|lle|ksi|den|iden|ita|itä)$"
            ),
            "$1",
        ),
    ),
    # Consonants change inside a Finnish word: kaupunki, kaupungin; sanomalehti, sanomalehden; kukka, kukat.
    after_stemming=(
        (r"^(\p{L}{2,}[aeiouyäö])ks$", "$1s"),
        (r"^(\p{L}{3,}?)[aeiouyäöj]+$", "$1"),
        (r"([uy])\1s$", "$1$1t"),
        ("ng$", "nk"),
        ("nn$", "nt"),
        ("d$", "t"),
        ("v$", "p"),
        (r"([kpt])\1$", "$1"),
    ),
    snowball="finnish",
    common_words=word_list("""
        ei eivät eli en ennen että hän he ja jo joka jonka jos jota jotka kaikki kanssa kuin kun kuten me mikä minä
        mukaan muta mutta myös ne niin nyt oli olivat olla on ovat ole ollut sekä se sen siitä sitä tai tämä tämän tässä
        vain vielä voi
        """),
    conjunction="ja",
    units=(
        ("tuhat", "tuhatta"),
        ("miljoona", "miljoonaa", "milj"),
        ("miljardi", "miljardia", "mrd"),
    ),
)
