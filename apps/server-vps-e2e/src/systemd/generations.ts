/** A generation of systemd, as a release of Debian has it. */
export interface Generation {
  readonly image: string;
  readonly version: number;
  /** Whether it knows OpenFile=, by which the program reports: systemd.service(5), since 253. */
  readonly isReportedTo: boolean;
  /** What `systemd-analyze verify` says of the unit that it was given. */
  readonly findings: readonly string[];
}

const UNIT = '/usr/lib/systemd/system/server-vps.service';

export const GENERATIONS: readonly Generation[] = [
  {
    image: 'tscratch-e2e/systemd:bookworm',
    version: 252,
    isReportedTo: false,
    // What the drop-in for it stands in for.
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
  { image: 'tscratch-e2e/systemd:trixie', version: 257, isReportedTo: true, findings: [] },
];
