"""Settings of a site as the public has it, but without hashed static files, which `make run` would have to build."""

from config.settings.dev import *  # noqa: F403  # a settings module takes over the other's names

DEBUG = False  # else every query is kept in memory
