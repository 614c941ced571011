"""The index of the archive: every article that is stored, by its title, with the filters of the search."""
