# syntax=docker/dockerfile:1
# Three stages: the pages, the server, and a small image with both that runs as nobody in particular.

FROM node:22-bookworm-slim AS pages
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

FROM rust:1.95-slim-bookworm AS server
RUN apt-get update && apt-get install -y --no-install-recommends build-essential libpq-dev pkg-config && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY src/ src/
COPY migrations/ migrations/
COPY docs/openapi.json docs/
COPY scripts/bench/ scripts/bench/
# Registry and build are kept between builds; the binary is copied out of them.
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/build/target \
    cargo build --locked --release --bin modrotisk && ! grep -aq "with guard switches, for tests only" target/release/modrotisk && cp target/release/modrotisk /usr/local/bin/modrotisk

FROM debian:bookworm-slim
# libpq speaks to PostgreSQL; pg_dump and pg_restore are for `modrotisk backup` and `restore`.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libpq5 postgresql-client \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin modrotisk \
    && install -d -o modrotisk -g modrotisk -m 0700 /data
COPY --from=server /usr/local/bin/modrotisk /usr/local/bin/modrotisk
COPY --from=pages /build/frontend/build /srv/modrotisk/pages
COPY src/shell/demo/images /srv/modrotisk/demo
ENV MODROTISK_DATA_DIR=/data MODROTISK_FRONTEND_DIR=/srv/modrotisk/pages MODROTISK_DEMO_DIR=/srv/modrotisk/demo MODROTISK_BIND=0.0.0.0 MODROTISK_PORT=8080
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["modrotisk", "health"]
ENTRYPOINT ["modrotisk"]
CMD ["serve"]
