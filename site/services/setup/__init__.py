"""What the servers, the site and the tests need on this machine, found, fetched or built."""
