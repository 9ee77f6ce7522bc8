import { EX } from './sysexits.ts';

/**
 * Every way in which the server can fail for a reason outside its own code, with the exit status it
 * ends in. The catalogue is closed: a code is a name for one cause, its text says what was done,
 * with what, what was expected and what to do next.
 */
const catalogue = {
  COMMAND_LINE_REFUSED: {
    exitCode: EX.USAGE,
    text: ({ problems }: { problems: readonly string[] }) => problems.join('\n'),
  },
  SETTINGS_REFUSED: {
    exitCode: EX.CONFIG,
    text: ({ problems }: { problems: readonly string[] }) => problems.join('\n'),
  },
  /** Thrown by an app, which words it and chooses its exit status: `AppFault`. */
  APP_FAILED: {
    exitCode: EX.UNAVAILABLE,
    text: ({ message }: { message: string }) => message,
  },
  FILES_ROOT_MISSING: {
    exitCode: EX.NOINPUT,
    text: ({ path }: { path: string }) =>
      `Cannot serve files from "${path}": no such directory; create it or set FILES_ROOT to another`,
  },
  FILES_ROOT_NOT_DIRECTORY: {
    exitCode: EX.NOINPUT,
    text: ({ path }: { path: string }) =>
      `Cannot serve files from "${path}": expected a directory; set FILES_ROOT to the one that holds it`,
  },
  FILES_ROOT_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ path }: { path: string }) =>
      `Cannot serve files from "${path}": permission denied; let this user read and enter it and the directories above`,
  },
  PORT_TAKEN: {
    exitCode: EX.UNAVAILABLE,
    text: ({ host, port, setting }: { host: string; port: number; setting: string }) =>
      `Cannot listen on port ${port} of ${host}: another process holds it; stop that process or set ${setting} to another`,
  },
  PORT_FORBIDDEN: {
    exitCode: EX.NOPERM,
    text: ({ host, port, setting }: { host: string; port: number; setting: string }) =>
      `Cannot listen on port ${port} of ${host}: permission denied; set ${setting} above 1023 or grant CAP_NET_BIND_SERVICE`,
  },
  HOST_NOT_OURS: {
    exitCode: EX.CONFIG,
    text: ({ host, setting }: { host: string; setting: string }) =>
      `Cannot listen on ${host}: this machine has no such address; set ${setting} to one of its own or to 0.0.0.0 for all`,
  },
  DESCRIPTORS_MISCOUNTED: {
    exitCode: EX.CONFIG,
    text: ({ count, names }: { count: string; names: string }) =>
      `Cannot take LISTEN_FDS="${count}" with LISTEN_FDNAMES="${names}": expected a name for each descriptor; have them set as sd_listen_fds(3) says, or unset all LISTEN_ variables`,
  },
  DESCRIPTOR_TWICE: {
    exitCode: EX.CONFIG,
    text: ({ name }: { name: string }) =>
      `Cannot take two descriptors named "${name}": expected one; leave one ListenStream= or OpenFile= of that name in the units`,
  },
  SOCKET_UNWANTED: {
    exitCode: EX.CONFIG,
    text: ({ setting, name }: { setting: string; name: string }) =>
      `Cannot take ${setting}=off: a socket named "${name}" was handed over, and who connects there would wait for ever; mask its socket unit, for Sockets= of the service starts one that is stopped, or unset ${setting}`,
  },
  WATCHDOG_MALFORMED: {
    exitCode: EX.CONFIG,
    text: ({ text }: { text: string }) =>
      `Cannot read WATCHDOG_USEC="${text}": expected whole microseconds from 1; set WatchdogSec= in the unit, or unset the variable`,
  },
  DESCRIPTOR_NO_LISTENER: {
    exitCode: EX.CONFIG,
    text: ({ fd, name }: { fd: number; name: string }) =>
      `Cannot listen on the descriptor ${fd} named "${name}": expected a listening stream socket; give its socket unit ListenStream= and Accept=no`,
  },
  ADDRESS_DISAGREES: {
    exitCode: EX.CONFIG,
    text: ({
      setting,
      value,
      found,
      name,
    }: Readonly<Record<'setting' | 'value' | 'found' | 'name', string>>) =>
      `Cannot take ${setting}="${value}": the socket handed over as "${name}" listens on ${found}; leave ${setting} unset, or change ListenStream= of its socket unit`,
  },
  DESCRIPTOR_NOT_UNIX: {
    exitCode: EX.CONFIG,
    text: ({ name, found }: { name: string; found: string }) =>
      `Cannot take ${found} for administration, handed over as "${name}": expected a unix socket; give ListenStream= of its socket unit a path, or set ADMIN_PORT`,
  },
  ADMIN_SOCKET_EXPOSED: {
    exitCode: EX.CONFIG,
    text: ({ path, mode }: { path: string; mode: number | undefined }) =>
      `Cannot take the admin socket "${path}": ${mode === undefined ? 'an abstract one' : `its mode ${mode.toString(8).padStart(4, '0')}`} lets every user in; give its socket unit a path and SocketMode=0600`,
  },
  ADMIN_SOCKET_TAKEN: {
    exitCode: EX.UNAVAILABLE,
    text: ({ path }: { path: string }) =>
      `Cannot listen on ADMIN_SOCKET="${path}": another process answers there; stop that process or set ADMIN_SOCKET to another path`,
  },
  ADMIN_SOCKET_NOT_MADE: {
    exitCode: EX.CANTCREAT,
    text: ({ path, reason }: { path: string; reason: string }) =>
      `Cannot make ADMIN_SOCKET="${path}": ${reason}; set ADMIN_SOCKET to a path in a directory of this user, or to off`,
  },
  ADMIN_TOKEN_MISSING: {
    exitCode: EX.CONFIG,
    text: ({ port }: { port: number }) =>
      `Cannot open ADMIN_PORT=${port} without a token; name a file that holds one in ADMIN_TOKEN_FILE or ADMIN_READ_TOKEN_FILE`,
  },
  ADMIN_TOKEN_EXPOSED: {
    exitCode: EX.CONFIG,
    text: ({ path, mode }: { path: string; mode: string }) =>
      `Cannot trust the token in "${path}": its mode ${mode} lets others read it; chmod it to 0400, in Nomad by perms = "0400"`,
  },
  TLS_FILE_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ path, setting, reason }: { path: string; setting: string; reason: string }) =>
      `Cannot read ${setting}="${path}": ${reason}; let this user read it or set ${setting} to another`,
  },
  TLS_CERTIFICATE_MALFORMED: {
    exitCode: EX.CONFIG,
    text: ({ path }: { path: string }) =>
      `Cannot serve with the certificate "${path}": expected a certificate in PEM, the chain behind it; set TLS_CERT_FILE to one`,
  },
  TLS_KEY_MALFORMED: {
    exitCode: EX.CONFIG,
    text: ({ path }: { path: string }) =>
      `Cannot serve with the key "${path}": expected a private key in PEM without a passphrase; set TLS_KEY_FILE to one`,
  },
  TLS_PAIR_MISMATCHED: {
    exitCode: EX.CONFIG,
    text: ({ certPath, keyPath }: { certPath: string; keyPath: string }) =>
      `Cannot serve with the certificate "${certPath}": the key "${keyPath}" is of another; set TLS_CERT_FILE and TLS_KEY_FILE to a pair`,
  },
  TLS_CERTIFICATE_OUT_OF_DATE: {
    exitCode: EX.CONFIG,
    text: ({ certPath, from, to, now }: { certPath: string; from: Date; to: Date; now: Date }) =>
      `Cannot serve with the certificate "${certPath}": it is valid from ${from.toISOString()} to ${to.toISOString()}, and it is ${now.toISOString()}; renew it or set the clock`,
  },
  TLS_PAIR_REFUSED: {
    exitCode: EX.CONFIG,
    text: ({ certPath, reason }: { certPath: string; reason: string }) =>
      `Cannot serve with the certificate "${certPath}": OpenSSL says "${reason}"; have another issued`,
  },
  CA_FILE_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ path, reason }: { path: string; reason: string }) =>
      `Cannot read CA_FILE="${path}": ${reason}; let this user read it or set CA_FILE to another`,
  },
  CA_FILE_MALFORMED: {
    exitCode: EX.CONFIG,
    text: ({ path, position }: { path: string; position: number }) =>
      `Cannot trust CA_FILE="${path}": expected certificates in PEM, number ${position} is none; set CA_FILE to a bundle of them`,
  },
  ADMIN_ABSENT: {
    exitCode: EX.UNAVAILABLE,
    text: ({ places }: { places: readonly string[] }) =>
      places.length === 0
        ? 'Cannot reach the administration: ADMIN_SOCKET=off; give the socket by --admin-socket=PATH, or an address by --url'
        : `Cannot reach the administration: there is no socket at ${places.join(', ')}; start the server, or give the socket by --admin-socket=PATH`,
  },
  ADMIN_UNREACHABLE: {
    exitCode: EX.UNAVAILABLE,
    text: ({ where, reason }: { where: string; reason: string }) =>
      `Cannot reach the administration at ${where}: ${reason}; see that the server runs and that this user may enter`,
  },
  ADMIN_TOKEN_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ path, reason }: { path: string; reason: string }) =>
      `Cannot read --token-file="${path}": ${reason}; let this user read it or name another`,
  },
  ADMIN_REFUSED: {
    exitCode: EX.FAILURE,
    text: ({ status, title, detail }: { status: number; title: string; detail: string }) =>
      `The server answered ${status}${title === '' ? '' : ` ${title}`}${detail === '' ? '' : `: ${detail}`}`,
  },
  ADMIN_CUT: {
    exitCode: EX.UNAVAILABLE,
    text: ({ words }: { words: string }) =>
      `Cannot read the whole answer to ${words}: the server has closed the connection; see whether it still runs`,
  },
  TERMINAL_REFUSED: {
    exitCode: EX.USAGE,
    text: ({ fileName }: { fileName: string }) =>
      `Cannot write a file to a terminal; send it to one by > ${fileName}`,
  },
  SBOM_ABSENT: {
    exitCode: EX.NOINPUT,
    text: ({ isBuilt }: { isBuilt: boolean }) =>
      isBuilt
        ? 'Cannot print the SBOM: expected it in the program or as sbom.cdx.json beside it; install the whole of the release'
        : 'Cannot print the SBOM: this program runs from its source and has none; build it, and ask the program that was built',
  },
  SBOM_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ reason }: { reason: string }) =>
      `Cannot print the SBOM: sbom.cdx.json beside the program gives ${reason}; let this user read it`,
  },
  OUTPUT_LOST: {
    exitCode: EX.IOERR,
    text: ({ reason }: { reason: string }) =>
      `Cannot write to standard output: ${reason}; what is there now is not whole, make room and ask again`,
  },
  UNHEALTHY: {
    exitCode: EX.FAILURE,
    text: ({ url, reason }: { url: string; reason: string }) =>
      `Cannot call ${url} healthy: ${reason}`,
  },
} as const;

export type FaultCode = keyof typeof catalogue;
export type FaultFacts<Code extends FaultCode> = Parameters<(typeof catalogue)[Code]['text']>[0];

/** A failure that its reader can act on: `message` is for people, a sentence per line; the fields are for programs. */
export class Fault<Code extends FaultCode = FaultCode> extends Error {
  override readonly name = 'Fault';
  readonly code: Code;
  readonly facts: FaultFacts<Code>;
  /** Exit status for the process, from sysexits.h(3head). */
  readonly exitCode: number;

  constructor(code: Code, facts: FaultFacts<Code>, options?: ErrorOptions) {
    super((catalogue[code].text as (facts: FaultFacts<Code>) => string)(facts), options);
    this.code = code;
    this.facts = facts;
    this.exitCode = catalogue[code].exitCode;
  }
}

/** The `code` of an error of the system, as in errno(3); undefined for any other value. */
export function errnoOf(error: unknown): string | undefined {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
