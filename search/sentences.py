"""What the page says about itself in whole sentences."""

from django.contrib.humanize.templatetags.humanize import intcomma

from search.values import SearchPage


def status_sentence(page: SearchPage) -> str:
    """Return what the live region reads out once typing has stopped."""
    text = page.query.text.strip()
    about = f" for “{text}”" if text else ""
    if page.failed:
        return "Search is not available at the moment."
    if not page.total:
        return f"No articles found{about}."
    count = f"{'At least ' if page.relation == 'gte' else ''}{intcomma(page.total)}"
    noun = "article" if page.total == 1 else "articles"
    turn = f", page {page.query.page} of {page.pages}" if page.pages > 1 else ""
    return f"{count} {noun}{about}{turn}."
