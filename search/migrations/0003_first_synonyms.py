"""The synonyms that a new site starts with. They are added once: what an editor deletes does not come back.

The list is part of the migration and is not edited: a change would reach no site that has been migrated. Another
default synonym needs another migration. An archive in another language starts without them.

Some words that mean the same are left out because search ignores case and endings:
- US, IT, WHO: they are also the words us, it and who. "U.S." is not, and stays one word;
- organize, privatize, nationalize, legalize, criticize, offense: they share a stem with organ, private, nation, legal,
  critical, offensive;
- tire: it shares a stem with tired;
- cancelled, traveller, maths, ageing: they share a stem with the other spelling, so search finds both already;
- cheque, kerb, storey, metre, tonne: a check, a curb, a story, a meter and a ton usually mean something else;
- flat, bill, lift, pants, chips, autumn, America: these name another thing in the other country, or several things in
  one.
"""

from django.conf import settings
from django.db import migrations

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
# In news, "pm" and "mp" usually mean these; an hour is written 3pm, which is another word.
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
DEFAULT_SYNONYMS = (*SPELLINGS, *WORDS, *NAMES)


def add(apps, schema_editor):
    # Elsewhere the same letters mean something else: mum is a candle in Turkish, licence a degree in French.
    if settings.ARCHIVE_LANGUAGE != "english":
        return
    groups = apps.get_model("search", "SynonymGroup").objects.using(schema_editor.connection.alias)
    existing = set(groups.values_list("terms", flat=True))
    groups.bulk_create([groups.model(terms=terms) for terms in DEFAULT_SYNONYMS if terms not in existing])


class Migration(migrations.Migration):
    dependencies = [("search", "0002_editorial")]

    # The reverse keeps them: an editor may have changed them since.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
