# The machine that builds. Debian's own Node is good for one thing, running `npm ci`: the lock file
# brings the pinned Node, which runs everything after that. libatomic1 is what that one needs beyond
# a minimal Debian. The file is not called Dockerfile because Nx makes a project of each of those.
FROM debian:bookworm-slim

RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates libatomic1 nodejs npm \
  && rm -rf /var/lib/apt/lists/*

ENV NX_DAEMON=false NX_ISOLATE_PLUGINS=false TSCRATCH_BUILDER=1

COPY copy-source install-dependencies build-target /usr/local/bin/
WORKDIR /workspace
