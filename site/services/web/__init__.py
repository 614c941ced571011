"""The web server: gunicorn's processes, in which waitress reads whole requests before a thread takes them."""
