"""Shows what Elasticsearch is asked."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.engines.elasticsearch import widening
from search.query.build import build_search
from search.query.parse import parse_query
from search.values import SearchQuery, Sort


class Command(BaseCommand):
    help = "Print the exact Elasticsearch request body of each QUERY, one a line."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("queries", nargs="+", metavar="QUERY")
        parser.add_argument("--category", action="append", default=[])
        parser.add_argument("--sort", choices=Sort.values, default=Sort.RELEVANCE.value)
        parser.add_argument("--fuzzy", action="store_true", help="the second pass, for when the first finds little")

    def handle(self, *_args: Any, **options: Any) -> None:
        chosen = {"category": tuple(options["category"])} if options["category"] else {}
        widen = widening()
        for text in options["queries"]:
            query = widen(SearchQuery(parse_query(text), chosen=chosen, sort=Sort(options["sort"])))
            body = build_search(query, fuzzy=options["fuzzy"]).to_dict()
            self.stdout.write(json.dumps(body, ensure_ascii=False))
