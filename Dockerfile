# syntax=docker/dockerfile:1
# One image for the web server and the two workers: compose.yaml starts them with the commands of `make run`.

FROM node:20-bookworm-slim AS stylesheet
WORKDIR /app/theme/static_src
COPY theme/static_src/package.json theme/static_src/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY theme /app/theme
# Tailwind reads the templates for the classes they name.
COPY catalog/templates /app/catalog/templates
COPY search/templates /app/search/templates
COPY site/accounts/templates /app/site/accounts/templates
RUN npm run build

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/app/site \
    DJANGO_SETTINGS_MODULE=config.settings.prod
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin broadsheet
WORKDIR /app
# otel.txt is base.txt with OpenTelemetry (docs/operations.md).
ARG REQUIREMENTS=base
COPY requirements/base.txt requirements/otel.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement "requirements/$REQUIREMENTS.txt"
COPY manage.py ./
COPY site site
COPY catalog catalog
COPY search search
COPY theme theme
COPY static static
COPY --from=stylesheet /app/theme/static/css theme/static/css
COPY --from=stylesheet /app/theme/static/js theme/static/js
# All that is ever written: the key that signs sessions, the static files with their hashes, and what is on its way.
RUN mkdir .services staticfiles tmp && chown broadsheet:broadsheet .services staticfiles tmp
USER 10001:10001
EXPOSE 8000
CMD ["python", "-m", "services", "web", "--host", "0.0.0.0", "--prepare"]
