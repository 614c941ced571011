"""The table of settings in docs/operations.md has every environment variable that the code reads, and no other."""

import ast
import os
from pathlib import Path

from config.settings_table import VARIABLES, Variable
from config.tests.environment import modules, reads

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = ROOT / "docs" / "operations.md"
BEGIN, END = "<!-- settings: made by test_settings_table.py -->", "<!-- /settings -->"
NOT_SETTINGS = {
    "PATH": "is the machine's",
    "BROADSHEET_CALLED_FROM": "is set by bootstrap.sh",
    "PROMETHEUS_MULTIPROC_DIR": "is set by services/web/configuration.py",
    "OTEL_SDK_DISABLED": "is OpenTelemetry's",
    "OTEL_SERVICE_NAME": "is OpenTelemetry's",
    "OTEL_PYTHON_DJANGO_EXCLUDED_URLS": "is OpenTelemetry's",
}
KNOWN = {variable.name: variable for group in VARIABLES.values() for variable in group}


def test_every_variable_that_is_read_has_a_line_and_no_other_has() -> None:
    found = reads(*(ROOT / folder for folder in ("site", "catalog", "search", "theme")))
    assert found.unclear == [], "name the variable by a text or a constant"
    assert set(found.defaults) - set(NOT_SETTINGS) == set(KNOWN), "add it to VARIABLES in site/config/settings_table.py"


def test_the_table_has_the_defaults_of_the_code() -> None:
    found = reads(*(ROOT / folder for folder in ("site/config/settings", "catalog", "search", "theme")))
    wrong = {
        name: (KNOWN[name].default, defaults)
        for name, defaults in found.defaults.items()
        for default in defaults
        if not (KNOWN[name].default == default or KNOWN[name].default.startswith(f"{default};"))
        if default  # where the code has none, the table may say in words what follows
    }
    assert wrong == {}


def test_a_read_is_found_however_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(
        'import os\nNAME = "BY_CONSTANT"\n'
        'def words(name): return os.environ.get(name, "").split()\n'
        'one, two = os.environ["BY_INDEX"], os.environ.get("BY_GET", "1")\n'
        'three, four, five = os.getenv("BY_GETENV"), words("BY_READER", "x"), os.environ[NAME]\n'
        'for name in ("BY_LOOP", NAME):\n    print(os.environ.get(name))\n'
        "six = os.environ.get(one + two)\n"
    )
    found = reads(tmp_path)
    assert set(found.defaults) == {"BY_CONSTANT", "BY_INDEX", "BY_GET", "BY_GETENV", "BY_READER", "BY_LOOP"}
    assert found.defaults["BY_GET"] == {"1"}
    assert [place.rpartition(":")[2] for place in found.unclear] == ["8"]


def test_a_secret_may_be_in_a_file_and_the_table_says_so() -> None:
    calls = [
        node
        for tree in modules(ROOT / "site" / "config", ROOT / "catalog", ROOT / "search").values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "variables.secret"
    ]
    read = {ast.literal_eval(call.args[0]) for call in calls}
    assert {name for name, variable in KNOWN.items() if variable.secret} == read


def test_the_document_has_the_table() -> None:
    text = DOCUMENT.read_text()
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    expected = f"{before}{BEGIN}\n{table()}\n{END}{after}"
    if os.environ.get("PIN"):
        DOCUMENT.write_text(expected)
    assert DOCUMENT.read_text() == expected, "PIN=1 make check PYTEST=site/config writes it anew"


def table() -> str:
    parts = []
    for title, variables in VARIABLES.items():
        lines = "\n".join(row(variable) for variable in variables)
        parts.append(f"\n### {title}\n\n| variable | default | meaning |\n| --- | --- | --- |\n{lines}\n")
    return "".join(parts)


def row(variable: Variable) -> str:
    default = f"`{variable.default}`" if variable.default and " " not in variable.default else variable.default
    name = f"`{variable.name}` or `{variable.name}_FILE`" if variable.secret else f"`{variable.name}`"
    return f"| {name} | {default} | {variable.meaning} |"
