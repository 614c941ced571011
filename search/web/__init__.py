"""The pages: what an address asks for, and HTML, JSON, Atom and CSV back."""
