# syntax=docker/dockerfile:1

FROM rust:1.95-slim-bookworm AS builder
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked -p migration -p app \
    && install -D -t /out target/release/migration target/release/app

FROM debian:bookworm-slim
RUN useradd --system --create-home --uid 10001 app
COPY --from=builder /out/ /usr/local/bin/
USER app
# Without DATABASE_URL both programs use the SQLite file app.db in this directory.
WORKDIR /home/app
CMD ["app"]
