"""The pages of the categories in Django's admin, as the tests use them."""

from typing import Any

from django.test import Client

from catalog.models import Article, Category

LIST = "/admin/catalog/category/"
MERGE = f"{LIST}merge/"


def change(category: Category) -> str:
    return f"{LIST}{category.pk}/change/"


def form_values(response: Any) -> dict[str, Any]:
    values = {field.name: field.value() for field in response.context["adminform"].form}
    return {name: "" if value is None else value for name, value in values.items()}


def said(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def save(client: Client, category: Category, **given: Any) -> Any:
    return client.post(change(category), form_values(client.get(change(category))) | given, follow=True)


def merge(client: Client, into: Category, *chosen: Category) -> Any:
    return client.post(MERGE, {"ids": ",".join(str(each.pk) for each in chosen), "into": str(into.pk)}, follow=True)


def errors(response: Any) -> str:
    return str(response.context["adminform"].form.errors.get("name", ""))


def names() -> dict[str, int]:
    """Return the categories by name, each with the number of articles that have it."""
    return {each.name: Article.objects.filter(category=each.name).count() for each in Category.objects.order_by("key")}
