"""MongoDB and Elasticsearch on this machine: alone or as a cluster, and what starts and checks them."""
