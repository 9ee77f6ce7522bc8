import { describeUnit, quote } from './quote.ts';
import type { DeploymentFile, ServiceFacts } from './service-facts.ts';

/**
 * Renders the systemd unit of any program: what it may do is as little as a server needs.
 *
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html
 */
export function renderUnit(facts: ServiceFacts): readonly DeploymentFile[] {
  const { name, description, environment, stopSignal } = facts;
  const variables = Object.entries(environment).map(
    ([key, value]) => `Environment=${quote(`${key}=${value}`)}`,
  );
  const text = `[Unit]
Description=${describeUnit(description)}
After=network.target

[Service]
Type=exec
# Searched for in /usr/local/bin, then in /usr/bin.
ExecStart=${name}
${variables.map((line) => `${line}\n`).join('')}# Settings of this machine.
EnvironmentFile=-/etc/default/${name}
${stopSignal === undefined ? '' : `KillSignal=${stopSignal}\n`}Restart=on-failure
RestartSec=2
TimeoutStopSec=30

LimitNOFILE=32768
LimitCORE=0
MemoryMax=512M
TasksMax=64

# Implies NoNewPrivileges=, PrivateTmp=, ProtectSystem=strict, RemoveIPC= and RestrictSUIDSGID=.
DynamicUser=yes
# The one folder that the program may write to: $STATE_DIRECTORY, /var/lib/${name}.
StateDirectory=${name}
${renderCapabilities(facts)}
# No MemoryDenyWriteExecute=: V8 compiles JavaScript into memory that it then executes.
LockPersonality=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
# getaddrinfo(3) uses AF_NETLINK to find out which address families this host has.
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
UMask=0077

[Install]
WantedBy=multi-user.target
`;
  return [{ path: `systemd/${name}.service`, text }];
}

/** Only the superuser may listen on a port below 1024: capabilities(7). */
function renderCapabilities({ ports }: ServiceFacts): string {
  return ports.some((port) => port < 1024)
    ? 'CapabilityBoundingSet=CAP_NET_BIND_SERVICE\nAmbientCapabilities=CAP_NET_BIND_SERVICE'
    : 'CapabilityBoundingSet=';
}
