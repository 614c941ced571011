"""The one list of categories: read by the model, its forms, the filters, the facets, the importer and the tests."""

from django.db.models import TextChoices


class Category(TextChoices):
    BUSINESS = "business", "Business"
    ENTERTAINMENT = "entertainment", "Entertainment"
    POLITICS = "politics", "Politics"
    SPORT = "sport", "Sport"
    TECH = "tech", "Tech"
