"""What a process in the background needs: a lease, and to stop soon when it is asked to."""
