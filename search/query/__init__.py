"""From the query text to the Elasticsearch request body. No server, no HTTP."""
