"""Servers behind passwords: certificates, users, keys, and what each program of the site may do on them."""
