# Hosts with another release of Debian, with the correct clock and with a wrong one. Official Node needs
# libatomic1 in addition to a minimal Debian.
FROM debian:trixie-slim AS other-release
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libatomic1 \
  && rm -rf /var/lib/apt/lists/*

# Files instead of variables, because the build starts some programs with a different environment.
FROM other-release AS other-clock
RUN apt-get update \
  && apt-get install --yes --no-install-recommends faketime \
  && rm -rf /var/lib/apt/lists/*
ARG CLOCK
RUN echo "$CLOCK" > /etc/faketimerc \
  && echo /usr/lib/*/faketime/libfaketime.so.1 > /etc/ld.so.preload
