# One image for web, worker and scheduler; compose.yaml shows them together.
FROM python:3.11-slim AS build
WORKDIR /srv/certflow
COPY requirements.lock pyproject.toml ./
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY . .
RUN .venv/bin/pip install --no-cache-dir --no-build-isolation --no-deps -e . && .venv/bin/python -m web.ui.build \
    && rm -rf node_modules

FROM python:3.11-slim
# type that a PDF does not embed is drawn with the fonts of the system
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*
RUN useradd --system --create-home --home-dir /var/lib/certflow certflow
WORKDIR /srv/certflow
COPY --from=build /srv/certflow /srv/certflow
ENV PATH=/srv/certflow/.venv/bin:$PATH PYTHONUNBUFFERED=1 CERTFLOW_DATA=/var/lib/certflow/files
USER certflow
RUN mkdir -p /var/lib/certflow/files
EXPOSE 8000
CMD ["certflow", "serve", "--host", "0.0.0.0"]
