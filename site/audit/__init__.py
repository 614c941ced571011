"""Who did what: a trail of entries that is written by the site and only read in the admin."""
