"""What is seen of the site from outside: requests under an id (current), logs, time at the servers, traces."""
