"""The categories, declared once for model, forms, filters, facets, importer and tests."""

from django.db.models import TextChoices


class Category(TextChoices):
    BUSINESS = "business", "Business"
    ENTERTAINMENT = "entertainment", "Entertainment"
    POLITICS = "politics", "Politics"
    SPORT = "sport", "Sport"
    TECH = "tech", "Tech"
