"""Accounts: signing in with a second factor, changing and resetting passwords, as pages of the site."""
