"""What editors keep for search: synonyms, the relevance contract and the log of searches without results."""
