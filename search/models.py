"""What search itself keeps in MongoDB."""

from django.db import models

from search.query.normalise import MAX_CHARACTERS


class DeadLetter(models.Model):
    """An article that the index refuses, with the reason. Removed once the article is corrected.

    `article_id` is text because another program may have written an `_id` that is not an ObjectId.
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
    """Terms that mean the same to a reader, such as "lorry, truck". A search for one also finds the others.

    `terms` holds them as the editor writes them, separated by commas; `search.query.synonyms.terms_of` splits it.
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
        return str(self.terms)  # another program may have written something else; the admin must still open it


class Expectation(models.Model):
    """A row of the relevance contract: a query, and the article that it should find at or near the top.

    Deleting the article leaves the row; the contract then reports it as broken (search/editorial/relevance.py).
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


class EditorsPick(models.Model):
    """One or two articles that the editors put above the hits of a query, with a sentence about them.

    `key` holds the stems of the query in alphabetical order, so that no two picks are for the same query. Search reads
    `query` itself (search/engines/picks/cache.py). Deleting an article leaves the row; the admin then says so.
    """

    query = models.CharField(max_length=MAX_CHARACTERS)
    key = models.CharField(max_length=2 * MAX_CHARACTERS, unique=True, editable=False)
    article = models.ForeignKey("catalog.Article", on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    second_article = models.ForeignKey(
        "catalog.Article",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        null=True,
        blank=True,
    )
    sentence = models.CharField(
        max_length=200,
        help_text="What readers see beside the mark “Editors’ pick”: why it answers them.",
    )
    changed_by = models.CharField(max_length=150, editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        db_table = "search_picks"
        ordering = ("query",)
        verbose_name = "editors’ pick"
        verbose_name_plural = "editors’ picks"

    def __str__(self) -> str:
        return str(self.query)  # another program may have written something else; the admin must still open it


class ZeroResultSearch(models.Model):
    """How often a text was searched for on one day without results. Nothing is kept about who searched."""

    day = models.DateField()
    text = models.CharField(max_length=MAX_CHARACTERS)
    count = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = (
            "search_empty_searches"  # the first name of the model, kept so that a site's rows stay where they are
        )
        ordering = ("-day", "-count", "text")
        constraints = (models.UniqueConstraint(fields=("day", "text"), name="one_row_a_day_and_text"),)
        verbose_name = "search without results"
        verbose_name_plural = "searches without results"

    def __str__(self) -> str:
        return self.text
