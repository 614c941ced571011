"""From what was typed to the request that Elasticsearch gets. No server, no HTTP."""
