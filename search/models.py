"""What search itself keeps in MongoDB."""

from django.db import models


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
