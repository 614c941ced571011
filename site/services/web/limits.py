"""How long a request may be, and how long it may take to arrive.

The deadlines are those of Apache's mod_reqtimeout: a fixed time for the header, and for the body a fixed time that
grows with what has arrived, so that a slow line may send a large form and a client that stops sending is closed.
"""

REQUEST_LINE = 8190  # bytes, as Apache and gunicorn have it
HEADER = 64 * 1024  # bytes, with the request line
HEADER_SECONDS = 10.0
BODY_SECONDS = 10.0
BODY_BYTES_A_SECOND = 16 * 1024
IDLE_SECONDS = 10.0  # of a connection on which nothing is asked, and of one that takes none of its answer
LINGER_SECONDS = 5.0  # for reading on after a refusal, so that the client gets to see it
CONNECTIONS = 800  # for each process, which may usually have 1,024 files open; those of the servers are among them
BODY = 5 * 2**20  # bytes, where the site does not say
