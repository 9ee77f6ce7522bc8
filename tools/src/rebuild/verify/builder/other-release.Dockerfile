# Hosts of another release of Debian, with the true clock and with a wrong one. libatomic1 is what
# official Node needs beyond a minimal Debian.
FROM debian:trixie-slim AS other-release
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libatomic1 \
  && rm -rf /var/lib/apt/lists/*

# Files, not variables: the build starts some programs with an environment of its own.
FROM other-release AS other-clock
RUN apt-get update \
  && apt-get install --yes --no-install-recommends faketime \
  && rm -rf /var/lib/apt/lists/*
ARG CLOCK
RUN echo "$CLOCK" > /etc/faketimerc \
  && echo /usr/lib/*/faketime/libfaketime.so.1 > /etc/ld.so.preload
