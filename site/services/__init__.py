"""Everything behind `make`: MongoDB and Elasticsearch without containers, the site, the tests and the linters."""
