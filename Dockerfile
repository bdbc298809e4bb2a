# The product with gunicorn; the database, the cache and the settings come from the environment.
FROM python:3.13-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir -r requirements.txt
COPY . .
# Collected with a key for the moment: no secret is baked into the image.
RUN SECRET_KEY="$(/venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    /venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim
ENV PATH="/venv/bin:$PATH" PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
# Backups of PostgreSQL are made by its own programs; Chinese, Japanese and Korean names on diplomas
# are set in a font that would double the product's size.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client \
        fonts-droid-fallback \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 klepak && install -d -o klepak -g klepak /app/media
WORKDIR /app
COPY --from=build /venv /venv
COPY --from=build --chown=klepak:klepak /app /app
USER klepak
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD python -c "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health')"
# How it serves stands in gunicorn.conf.py.
CMD ["gunicorn", "klepak.wsgi", "--bind", "0.0.0.0:8000"]
