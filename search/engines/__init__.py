"""The engines that answer a search: Elasticsearch, and MongoDB when it is unavailable."""
