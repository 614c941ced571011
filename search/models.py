"""What search itself keeps in MongoDB."""

from django.db import models

from search.text import MAX_CHARACTERS


class DeadLetter(models.Model):
    """An article that the index refuses, with the reason; gone again once the article is mended.

    `article_id` is text, because the `_id` that somebody wrote past the site need not be an ObjectId.
    """

    article_id = models.CharField(max_length=500, unique=True)
    reason = models.TextField()
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "search_dead_letters"
        ordering = ("-last_seen",)
        verbose_name = "article that cannot be indexed"
        verbose_name_plural = "articles that cannot be indexed"

    def __str__(self) -> str:
        return f"{self.article_id}: {self.reason}"


class SynonymGroup(models.Model):
    """Terms that mean the same to a reader, kept by editors: "lorry, truck". Each finds all the others.

    `terms` is how an editor writes them, with commas between; search/synonyms.py reads it.
    """

    terms = models.CharField(
        max_length=300,
        unique=True,
        help_text="Terms that mean the same, with commas between them: “flat, apartment”. Each finds the others.",
    )

    class Meta:
        db_table = "search_synonyms"
        ordering = ("terms",)
        verbose_name = "synonym group"
        verbose_name_plural = "synonym groups"

    def __str__(self) -> str:
        return str(self.terms)  # written past the site, it need not be text; the admin must still open it


class Expectation(models.Model):
    """One row of the relevance contract: whoever asks this is to find that article, at the top or near it.

    Nothing happens to a row when its article goes: the contract is broken then, and says so (search/contract.py).
    """

    query = models.CharField(max_length=MAX_CHARACTERS)
    article = models.ForeignKey(
        "catalog.Article",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name="expected article",
    )

    class Meta:
        db_table = "search_expectations"
        ordering = ("query",)
        verbose_name = "expectation"
        verbose_name_plural = "relevance contract"

    def __str__(self) -> str:
        return self.query


class ZeroResultSearch(models.Model):
    """How often a text was searched for on one day without results. Nothing is kept about who searched."""

    day = models.DateField()
    text = models.CharField(max_length=MAX_CHARACTERS)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "search_empty_searches"  # the model's first name; a rename is not worth moving a site's rows
        ordering = ("-day", "-count", "text")
        constraints = (models.UniqueConstraint(fields=("day", "text"), name="one_row_a_day_and_text"),)
        verbose_name = "search without results"
        verbose_name_plural = "searches without results"

    def __str__(self) -> str:
        return self.text
