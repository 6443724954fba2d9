FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles

RUN useradd --uid 10001 --no-create-home --home-dir /app --shell /usr/sbin/nologin tracker \
    && install --directory --owner tracker --mode 0750 /data /backups
WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.txt

COPY manage.py gunicorn.conf.py pyproject.toml ./
COPY tracker tracker
COPY planapp planapp
COPY fixtures fixtures
COPY seeds seeds
# The key that an embedded installation makes for itself stays out of the image.
RUN DATA_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 && rm -rf /tmp/build

USER tracker
VOLUME ["/data", "/backups"]
EXPOSE 8000
CMD ["gunicorn", "tracker.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4"]
