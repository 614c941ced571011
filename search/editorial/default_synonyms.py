"""The synonyms that a new site begins with; from then on they are the editors' to change (migration 0003).

Left out, though they mean the same, because search looks at neither case nor ending:
- US, IT, WHO: they are also the words us, it and who. "U.S." is not, and stays one word;
- organize, privatize, nationalize, legalize, criticize, offense: they have the stem of organ, private, nation, legal,
  critical, offensive;
- tire: it has the stem of tired;
- cancelled, traveller, maths, ageing: they have the stem of the other spelling, so search finds both already;
- cheque, kerb, storey, metre, tonne: a check, a curb, a story, a meter and a ton are mostly something else;
- flat, bill, lift, pants, chips, autumn, America: another thing in the other country, or several things in one.
"""

SPELLINGS = (
    "aluminium, aluminum",
    "analyse, analyze",
    "apologise, apologize",
    "behaviour, behavior",
    "catalogue, catalog",
    "centre, center",
    "colour, color",
    "defence, defense",
    "encyclopaedia, encyclopedia",
    "favour, favor",
    "favourite, favorite",
    "fibre, fiber",
    "grey, gray",
    "harbour, harbor",
    "honour, honor",
    "humour, humor",
    "jewellery, jewelry",
    "labour, labor",
    "licence, license",
    "manoeuvre, maneuver",
    "neighbour, neighbor",
    "paediatric, pediatric",
    "plough, plow",
    "programme, program",
    "realise, realize",
    "recognise, recognize",
    "rumour, rumor",
    "sceptical, skeptical",
    "theatre, theater",
    "whisky, whiskey",
)
WORDS = (
    "aeroplane, airplane",
    "car park, parking lot",
    "film, movie",
    "football, soccer",
    "lorry, truck",
    "mobile phone, cell phone, cellphone",
    "motorway, freeway",
    "mum, mom",
    "petrol, gasoline",
    "petrol station, gas station",
    "railway, railroad",
    "redundancy, layoff, job cut",
    "rubbish, garbage, trash",
    "TV, television",
)
# In news, "pm" and "mp" are mostly these; an hour is written 3pm, which is another word.
NAMES = (
    "CEO, chief executive",
    "ECB, European Central Bank",
    "EU, European Union",
    "GDP, gross domestic product",
    "IMF, International Monetary Fund",
    "MP, MPs, member of parliament",
    "Nato, North Atlantic Treaty Organisation, North Atlantic Treaty Organization",
    "NHS, National Health Service",
    "PM, prime minister",
    "UK, United Kingdom, Britain",
    "UN, United Nations",
    "USA, U.S., United States",
    "WTO, World Trade Organisation, World Trade Organization",
)
FIRST_SYNONYMS = (*SPELLINGS, *WORDS, *NAMES)
