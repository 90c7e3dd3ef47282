# syntax=docker/dockerfile:1
# docker build -t keel-app .
# docker run -p 127.0.0.1:3000:3000 -e DATABASE_URL=postgres://… -e APP_SECRET=… keel-app
# docker run -e DATABASE_URL=postgres://… keel-app migration up

FROM rust:1.95-slim-bookworm AS builder
WORKDIR /src
COPY . .
# The target directory outlives a build, and cargo compares times of files: those of another checkout may be older
# than what was built from this one, so that all sources count as new and only dependencies are taken from it.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    find app entity keel migration -type f -exec touch {} + \
    && cargo build --release --locked -p migration -p app \
    && install -D -t /out target/release/migration target/release/app

FROM debian:bookworm-slim
RUN groupadd --system --gid 10001 app \
    && useradd --system --create-home --uid 10001 --gid app app
COPY --from=builder /out/ /usr/local/bin/
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
# Without DATABASE_URL both programs use the SQLite file app.db in this directory.
WORKDIR /home/app
# Within a container loopback is nobody's; what is published is said by `docker run` or docker-compose.yml.
ENV APP_LISTEN=0.0.0.0:3000
EXPOSE 3000
# The programs take the signal as process 1, without a shell or an init before them.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=10s --start-period=90s --retries=3 CMD ["app", "health"]
CMD ["app"]
