# The machine that builds. Debian's own Node is good for one thing, running `npm ci`: the lock file
# brings the pinned Node, which runs everything after that and needs libatomic1. The self-contained
# Node of the workspace would not, but Debian's Node is too old to make it. The file is not called
# Dockerfile because Nx makes a project of each of those.

# A tag, so that an image imported under this name serves where no registry can be reached. Which one
# it was is in the provenance of each build; a digest of your registry's can be given instead.
ARG BASE=debian:bookworm-slim
FROM ${BASE}

RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates libatomic1 nodejs npm \
  && rm -rf /var/lib/apt/lists/*

ENV NX_DAEMON=false NX_ISOLATE_PLUGINS=false LC_ALL=C TZ=UTC

COPY copy-source install-dependencies build-target /usr/local/bin/
WORKDIR /workspace
