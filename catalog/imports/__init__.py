"""Imports in the browser: an upload (uploads, files), its job (jobs), and the worker that does the work (worker)."""
