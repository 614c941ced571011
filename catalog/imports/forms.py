"""The forms of an import: the file, and what the editor decides about its columns, dates and letters."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import QueryDict

from catalog.categories import category_name
from catalog.importing.options import FIELDS, Options
from catalog.models import CATEGORY_LENGTH
from catalog.validators import validate_one_line, validate_visible

# What stands for a choice that is not a column; columns are their numbers, because names may be empty or equal.
FOUND, EMPTY = "found", "empty"
NOTHING_FOUND: Mapping[str, str] = MappingProxyType({})
LABELS = {
    "title": "Title",
    "content": "Text",
    "category": "Category",
    "published_at": "Date",
    "author": "Author",
    "source_url": "Source (link)",
}
ENCODINGS = (
    ("", "as found"),
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252 (Western Europe)"),
    ("cp1250", "Windows-1250 (Central Europe)"),
    ("cp1251", "Windows-1251 (Cyrillic)"),
    ("cp1253", "Windows-1253 (Greek)"),
    ("cp1254", "Windows-1254 (Turkish)"),
    ("cp1256", "Windows-1256 (Arabic)"),
    ("iso8859-2", "ISO 8859-2 (Central Europe)"),
    ("iso8859-15", "ISO 8859-15 (Western Europe)"),
    ("koi8-r", "KOI8-R (Cyrillic)"),
    ("mac-roman", "Mac Roman"),
    ("cp437", "DOS (CP437)"),
    ("utf-16", "UTF-16"),
    ("shift-jis", "Shift JIS (Japanese)"),
    ("gb18030", "GB 18030 (Chinese)"),
    ("big5", "Big5 (Chinese)"),
    ("euc-kr", "EUC-KR (Korean)"),
)
DATES = (("", "as found"), ("dmy", "day first (07/03/2005 is 7 March)"), ("mdy", "month first (07/03/2005 is 3 July)"))


class OptionsForm(forms.Form):
    """What the editor chooses for a file with these columns; without columns, such as a feed's, only the rest."""

    dates = forms.ChoiceField(label="Dates such as 07/03/2005", choices=DATES, required=False)
    encoding = forms.ChoiceField(label="Encoding of the file", choices=ENCODINGS, required=False)
    fixed_category = forms.CharField(
        label="Category of rows without one",
        required=False,
        max_length=CATEGORY_LENGTH,
        validators=[validate_one_line, validate_visible],
        widget=AdminTextInputWidget,
    )
    only_known_categories = forms.BooleanField(label="Refuse rows whose category does not exist yet", required=False)

    def __init__(
        self,
        names: Sequence[str],
        before: Options,
        data: QueryDict | None = None,
        found: Mapping[str, str] = NOTHING_FOUND,
    ) -> None:
        """`found` is the name of the column that each field has now; the choice “as found” shows it."""
        super().__init__(data, initial=initial(before, names), label_suffix="")
        self.names, self.before = names, before
        if not names:
            return
        columns = [(str(number), name.strip() or f"column {number + 1}") for number, name in enumerate(names)]
        fields: dict[str, forms.Field] = {}
        for field in FIELDS:
            first = f"as found ({found.get(field, 'none')})" if found else "as found"
            choices = [(FOUND, first), *columns, (EMPTY, "leave empty")]
            fields[column(field)] = forms.ChoiceField(label=LABELS[field], choices=choices, required=False)
        self.fields = {**fields, **self.fields}

    def options(self) -> Options:
        """Return what was chosen, of a valid form."""
        given = self.cleaned_data
        columns = {} if self.names else dict(self.before.columns)
        for field in FIELDS:
            chosen = given.get(column(field)) or FOUND
            if chosen != FOUND:
                columns[field] = "" if chosen == EMPTY else self.names[int(chosen)]
        return Options(
            columns=columns,
            dates=given["dates"],
            category=category_name(given["fixed_category"]),
            only_known_categories=given["only_known_categories"],
            encoding=given["encoding"],
        )


def column(field: str) -> str:
    return f"column_{field}"


def initial(options: Options, names: Sequence[str]) -> dict[str, Any]:
    """Return the values with which the form shows these options."""
    columns = {}
    for field, name in options.columns.items():
        columns[column(field)] = EMPTY if name == "" else str(names.index(name)) if name in names else FOUND
    return {
        **columns,
        "dates": options.dates,
        "encoding": options.encoding,
        "fixed_category": options.category,
        "only_known_categories": options.only_known_categories,
    }
