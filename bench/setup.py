"""Importing this module sets Django up for the benchmarks, with a database and indices of their own.

Where Django is set up already, as in their tests, nothing changes: what those run next would inherit it.
"""

import os
import sys

import django
from django.conf import settings

from bench.files import ROOT

if not settings.configured:
    sys.path.insert(0, str(ROOT / "site"))
    # Production settings, because DEBUG keeps every query in memory. The processes that are measured inherit them.
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "BROADSHEET_SECRET_KEY": "only-for-measurements",
        "MONGODB_DATABASE": "broadsheet_bench",
        "SEARCH_INDEX_PREFIX": "bench-",
    }
    django.setup()
