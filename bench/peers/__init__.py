"""The same corpus and the same searches in our engine and its peers."""
