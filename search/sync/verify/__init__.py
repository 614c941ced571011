"""Verifying: every article is compared with its indexed document, and differences are repaired."""
