"""Real MongoDB and Elasticsearch on this machine, without containers, and what runs beside them."""
