"""The admin pages of articles and categories. Django registers them by importing this package."""

from catalog.admin import articles, categories, imports

__all__ = ["articles", "categories", "imports"]
