# The builder image. Debian's own Node only runs npm, which installs the pinned Node of the lock
# file. The pinned Node runs everything else and needs libatomic1; the self-contained Node of the
# workspace would not, but Debian's Node is too old to build it. xz-utils is for a Node that comes from an
# official archive. The file is not named Dockerfile because
# Nx creates a project for each Dockerfile.

# A tag, so that an image imported under this name works without access to a registry. The provenance of
# each build records which image it was; a digest from your own registry can be used instead.
ARG BASE=debian:bookworm-slim
FROM ${BASE}

RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates libatomic1 nodejs npm xz-utils \
  && rm -rf /var/lib/apt/lists/*

ENV NX_DAEMON=false NX_ISOLATE_PLUGINS=false LC_ALL=C TZ=UTC

COPY copy-source install-dependencies build-target use-node /usr/local/bin/
WORKDIR /workspace
