"""Following: the change stream is read, each batch of changed articles goes into an index, checkpoints are saved."""
