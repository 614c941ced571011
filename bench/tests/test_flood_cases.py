"""The table of floods has a row for each case, and no reader in it waited long or was failed by the site."""

import re

from bench.flood_cases import AWAITED, FLOODS
from config.tests.document_tables import rows

P95 = re.compile(r"p95 ([\d.]+) s")
LIMIT = 1.0  # seconds
AS_PROMISED = "readers' p95 is at most a second, and no answer is a 5xx"


def test_each_flood_has_its_row_and_no_other() -> None:
    found = [row[0] for row in rows("floods")]
    assert found == [name for name in FLOODS if name in found]
    assert set(FLOODS) - set(found) <= AWAITED


def test_the_figures_keep_the_promise() -> None:
    for name, _alone, readers, flood, _when in rows("floods"):
        p95 = P95.search(readers)
        assert p95, name
        assert float(p95[1]) <= LIMIT, f"{name}: {AS_PROMISED}"
        assert not re.search(r"× (none|5\d\d)", readers + flood), f"{name}: {AS_PROMISED}"
