"""Languages with alphabets of their own: Russian, Turkish, Arabic, Greek; Chinese, Japanese and Korean."""

from search.index.languages.language import Language, word_list

RUSSIAN = Language(
    name="russian",
    respellings=(("ё", "е"),),
    stemmers=("russian",),
    irregular=(
        "песен => песн",
        "деревень => деревн",
        "окон => окн",
        "писем => письм",
        "люди, людей, людям, людьми, людях => человек",
        "дни, дней, дням, днями, днях, дня, дню, днем, днём => ден",
        "цветы, цветов, цветам, цветами, цветах => цветок",
        "церкви, церквей, церквям, церквах, церковью => церков",
    ),
    # Рынок, рынки; отец, отцы: a vowel that only some forms have.
    after_stemming=(("([^аеиоуыэюя])[ео]к$", "$1к"), ("([^аеиоуыэюя])ец$", "$1ц")),
    snowball="russian",
    common_words=word_list("""
        а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее её если
        есть еще ещё же за здесь и из или им их к как ко когда кто ли либо мне может мы на над надо наш не него нее неё
        нет ни них но ну о об однако он она они оно от очень по под при про с со так также такой там те тем то того тоже
        той только том ты у уже чем что чтобы эта эти это этого этой этот я
        """),
    conjunction="и",
    units=(
        ("тысяча", "тысячи", "тысяч", "тыс"),
        ("миллион", "миллиона", "миллионов", "млн"),
        ("миллиард", "миллиарда", "миллиардов", "млрд"),
        ("триллион", "триллиона", "триллионов", "трлн"),
    ),
)
TURKISH = Language(
    name="turkish",
    lowercase="turkish",
    apostrophe_endings=True,  # İstanbul'da is İstanbul
    # Seçimler and seçimi meet in "seç", which takes two steps from the first.
    stemmers=("turkish", "turkish turkish"),
    irregular=(
        "şehr => şehir",
        "ism => isim",
        "resm => resim",
        "oğl => oğul",
        "nehr => nehir",
        "akl => akıl",
        "fikr => fikir",
        "vakt => vakit",
    ),
    # Kitabı is kitap, ağacı is ağaç, also when it is typed without marks and so without its vowel harmony.
    after_stemming=(
        (r"^(\p{L}{3,}[bcdfghjklmnprstvyz])[iu]n?$", "$1"),
        (r"^(\p{L}{2,})g$", "$1k"),
        (r"^(\p{L}{2,})b$", "$1p"),
        (r"^(\p{L}{2,})d$", "$1t"),
    ),
    snowball="turkish",
    common_words=word_list("""
        acaba ama ancak artık bazı ben bile bir biri birkaç biz bu bunu bunun çok çünkü da daha de defa diye en gibi
        göre hem hep her hiç için ile ise işte kadar ki kim mı mi mu mü nasıl ne neden nerede niye o olan olarak oldu
        olduğu onlar onu onun sen siz sonra şey şu tüm üzere var ve veya ya yani yok zaten
        """),
    conjunction="ve",
    thousands=".",
    units=(("bin",), ("milyon", "mn"), ("milyar", "mr"), ("trilyon",)),
)
ARABIC = Language(
    name="arabic",
    normalizations=("decimal_digit", "arabic_normalization"),
    stemmers=("arabic",),
    # Plurals that change inside the word. These are the commonest; the others are not found.
    irregular=(
        "نساء, المراه, مراه => امراه",
        "كتب => كتاب",
        "طلاب, طلبه => طالب",
        "قوان, قوانين => قانون",
        "قان => قانون",
        "سفن => سفين",
        "حدائق => حديق",
        "مدن => مدين",
    ),
    # Her school (madrasatuha) has a t where the school itself has an ending that is cut off.
    before_stemming=((r"^(\p{L}{3,})ت(?:ه|ها|هم|هن|نا|ك|كم|ي)$", "$1ه"),),
    after_stemming=((r"^و(\p{L}{3,})$", "$1"), (r"^(\p{L}{3,})ا$", "$1")),
    snowball="arabic",
    # Normalised: without hamza and tashkil.
    common_words=word_list("""
        او اي ايضا الان التي الذي الذين الي ان انه انها اذا اكثر الا اما امام بعد بعض بل بين تم ثم جدا حتي حول حيث خلال
        ذلك علي عن عند عندما غير فقد فهو في فيه فيها قال قبل قد كان كانت كل كما كيف لا لان لقد لكن لم لن له لها لهم ليس
        ما ماذا مثل مع منذ من منه منها نحو هذا هذه هم هنا هناك هو هي و وقال وقد ولا وهو وهي يكون
        """),
    conjunction="و",
    thousands=",",
    units=(("ألف", "آلاف"), ("مليون", "ملايين"), ("مليار", "مليارات"), ("تريليون",)),
)
GREEK = Language(
    name="greek",
    lowercase="greek",  # it also leaves accents out and knows the final sigma
    stemmers=("greek",),
    # Βιβλίο and βιβλία keep a different number of letters.
    after_stemming=(("(.{3})ι$", "$1"),),
    snowball="greek",
    # Without accents, and with σ at the end, as they are indexed.
    common_words=word_list("""
        αλλα αν απο αυτα αυτεσ αυτη αυτο αυτοι αυτοσ αυτουσ αυτων για δε δεν εαν ειναι εκεινα εκεινη εκεινο εκεινοσ ενα
        ενασ επι εχει εχουν η ηταν θα ισωσ κ και κατα κι μα με μετα μεχρι μη μην μια να ο οι ομωσ οπωσ οτι οχι πιο ποια
        ποιοσ πολυ που πριν προσ πωσ σασ σε στη στην στισ στο στον στουσ στα στων σαν τα την τησ τι τισ το τον του τουσ
        τωρα των υπο ωσ
        """),
    conjunction="και",
    thousands=".",
    units=(
        ("χιλιάδες", "χιλ"),
        ("εκατομμύριο", "εκατομμύρια", "εκατ"),
        ("δισεκατομμύριο", "δισεκατομμύρια", "δισ"),
        ("τρισεκατομμύριο", "τρισεκατομμύρια", "τρισ"),
    ),
)
# Every language has its Chinese, Japanese and Korean words in pairs of characters (search/index/analysis.py); there are
# no stems, and no words that a list could name.
CJK = Language(name="cjk", thousands=",")
