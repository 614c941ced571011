"""A search in other forms: JSON and its description, an Atom feed, a CSV table, OpenSearch."""
