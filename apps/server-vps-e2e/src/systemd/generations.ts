/** A generation of systemd, from a release of Debian. */
export interface Generation {
  readonly image: string;
  readonly version: number;
  /** Whether it supports OpenFile=, which the program needs for notifications: systemd.service(5), since 253. */
  readonly isReportedTo: boolean;
  /** Serving threads of the service; undefined for those of the unit. */
  readonly servingThreads?: number;
  /** Output of `systemd-analyze verify` for the unit. */
  readonly findings: readonly string[];
}

const UNIT = '/usr/lib/systemd/system/server-vps.service';

export const GENERATIONS: readonly Generation[] = [
  {
    image: 'tscratch-e2e/systemd:bookworm',
    version: 252,
    isReportedTo: false,
    // The drop-in for it replaces these lines.
    findings: [
      `${UNIT}:12: Failed to parse service type, ignoring: notify-reload`,
      `${UNIT}:13: Unknown key 'OpenFile' in section [Service], ignoring.`,
    ],
  },
  {
    image: 'tscratch-e2e/systemd:bookworm-backports',
    version: 254,
    isReportedTo: true,
    findings: [],
  },
  {
    image: 'tscratch-e2e/systemd:trixie',
    version: 257,
    isReportedTo: true,
    servingThreads: 3,
    findings: [],
  },
];
