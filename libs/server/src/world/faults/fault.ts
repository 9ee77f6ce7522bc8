import { escapeInvisible } from './escape-invisible.ts';
import { acmeFaults } from './acme-faults.ts';
import { filesFaults } from './files-faults.ts';
import { stepAfterRead, stepAfterWrite } from './next-step.ts';
import { EX } from './sysexits.ts';

/**
 * Every way in which the server can fail for a reason outside its own code, with its exit status. The
 * catalogue is closed: each code names one cause, and its text states the action, the value, what was
 * expected and the next step.
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
  WORKING_DIRECTORY_DELETED: {
    exitCode: EX.NOINPUT,
    text: ({ path }: { path: string }) =>
      `Cannot serve from the working directory "${path}": it was deleted; change to another directory and start again`,
  },
  /** Thrown by an app, which words it and chooses its exit status: `AppFault`. */
  APP_FAILED: {
    exitCode: EX.UNAVAILABLE,
    text: ({ message }: { message: string }) => message,
  },
  THREAD_OF_APP: {
    exitCode: EX.SOFTWARE,
    text: () =>
      'Cannot run the server in a thread of the app: expected the main thread; call runServer() only if isMainThread of node:worker_threads is true or world.thread is set',
  },
  MANAGEMENT_NOT_STARTED: {
    exitCode: EX.SOFTWARE,
    text: () =>
      "Cannot start the management thread: expected the program's main file to call runServer() in it; call runServer() also if world.thread is set, not only if isMainThread of node:worker_threads is true",
  },
  ONCE_NOT_COPIED: {
    exitCode: EX.SOFTWARE,
    text: ({ reason }: { reason: string }) =>
      `Cannot copy the result of the program's hook once() to a serving thread: ${reason}; return plain data, or a SharedArrayBuffer`,
  },
  THREADS_NEED_TCP: {
    exitCode: EX.CONFIG,
    text: ({ path, setting, count }: { path: string; setting: string; count: number }) =>
      `Cannot serve the unix socket "${path}" with SERVING_THREADS=${count}: Node hands only TCP connections to threads; set SERVING_THREADS to 1, or ${setting} to a port`,
  },
  THREADS_NEED_FILES: {
    exitCode: EX.CONFIG,
    text: ({ certPath, keyPath, count }: { certPath: string; keyPath: string; count: number }) =>
      `Cannot read the certificate from "${certPath}" and "${keyPath}" with SERVING_THREADS=${count}: each thread reads them, and a pipe can be read once; set TLS_CERT_FILE and TLS_KEY_FILE to files, or SERVING_THREADS to 1`,
  },
  THREAD_NOT_STARTED: {
    exitCode: EX.SOFTWARE,
    text: ({ exitCode }: { exitCode: number }) =>
      `Cannot start a serving thread: it ended with status ${exitCode} before it served; expected the program's main file to call runServer() in it, also if world.thread is set; set SERVING_THREADS to 1 to serve in the main thread`,
  },
  THREAD_START_TIMEOUT: {
    exitCode: EX.SOFTWARE,
    text: ({ thread, timeoutMs }: { thread: number; timeoutMs: number }) =>
      `Cannot start serving thread ${thread}: it did not serve within ${timeoutMs} ms; set SERVING_THREAD_START_TIMEOUT_MS to more than its start takes`,
  },
  ...filesFaults,
  ...acmeFaults,
  PORT_TAKEN: {
    exitCode: EX.UNAVAILABLE,
    text: ({ host, port, setting }: { host: string; port: number; setting: string }) =>
      `Cannot listen on port ${port} of ${host}: another process is using it; stop that process or set ${setting} to another port`,
  },
  PORT_FORBIDDEN: {
    exitCode: EX.NOPERM,
    text: ({ host, port, setting }: { host: string; port: number; setting: string }) =>
      `Cannot listen on port ${port} of ${host}: permission denied; set ${setting} above 1023 or grant CAP_NET_BIND_SERVICE`,
  },
  HOST_NOT_OURS: {
    exitCode: EX.CONFIG,
    text: ({ host, setting }: { host: string; setting: string }) =>
      `Cannot listen on ${host}: this machine has no such address; set ${setting} to one of its addresses, or to 0.0.0.0 for all`,
  },
  DESCRIPTORS_MISCOUNTED: {
    exitCode: EX.CONFIG,
    text: ({ count, names }: { count: string; names: string }) =>
      `Cannot use LISTEN_FDS="${count}" with LISTEN_FDNAMES="${names}": expected one name per descriptor; set both as sd_listen_fds(3) describes, or unset all LISTEN_ variables`,
  },
  DESCRIPTOR_NOT_OPEN: {
    exitCode: EX.CONFIG,
    text: ({ fd, name }: { fd: number; name: string }) =>
      `Cannot use descriptor ${fd} named "${name}": it is not open, so LISTEN_FDS counts more than was passed; set it as sd_listen_fds(3) describes, or unset all LISTEN_ variables`,
  },
  DESCRIPTOR_TWICE: {
    exitCode: EX.CONFIG,
    text: ({ name }: { name: string }) =>
      `Cannot use two descriptors named "${name}": expected one; keep a single ListenStream= or OpenFile= with that name in the units`,
  },
  SOCKETS_UNASSIGNED: {
    exitCode: EX.CONFIG,
    text: ({ names }: { names: readonly string[] }) =>
      `Cannot assign the sockets named ${names.map((name) => `"${name}"`).join(', ')}: expected the names http, ops and admin; set FileDescriptorName= in each socket unit`,
  },
  SOCKET_UNWANTED: {
    exitCode: EX.CONFIG,
    text: ({ setting, name }: { setting: string; name: string }) =>
      `Cannot apply ${setting}=off: the service manager passed a socket named "${name}", and its clients would wait forever; mask its socket unit, because Sockets= of the service restarts a stopped one, or unset ${setting}`,
  },
  WATCHDOG_MALFORMED: {
    exitCode: EX.CONFIG,
    text: ({ text }: { text: string }) =>
      `Cannot read WATCHDOG_USEC="${text}": expected whole microseconds from 1; set WatchdogSec= in the unit, or unset the variable`,
  },
  DESCRIPTOR_NO_LISTENER: {
    exitCode: EX.CONFIG,
    text: ({ fd, name }: { fd: number; name: string }) =>
      `Cannot listen on descriptor ${fd} named "${name}": expected a listening stream socket; set ListenStream= and Accept=no in its socket unit`,
  },
  ADDRESS_DISAGREES: {
    exitCode: EX.CONFIG,
    text: ({
      setting,
      value,
      found,
      name,
    }: Readonly<Record<'setting' | 'value' | 'found' | 'name', string>>) =>
      `Cannot apply ${setting}="${value}": the socket passed as "${name}" listens on ${found}; unset ${setting}, or change ListenStream= in its socket unit`,
  },
  DESCRIPTOR_NOT_UNIX: {
    exitCode: EX.CONFIG,
    text: ({ name, found }: { name: string; found: string }) =>
      `Cannot serve the admin API on ${found}, passed as "${name}": expected a unix socket; set ListenStream= in its socket unit to a path, or set ADMIN_PORT`,
  },
  ADMIN_SOCKET_EXPOSED: {
    exitCode: EX.CONFIG,
    text: ({ path, mode }: { path: string; mode: number | undefined }) =>
      `Cannot use the admin socket "${path}": ${mode === undefined ? 'an abstract socket' : `its mode ${mode.toString(8).padStart(4, '0')}`} lets every user connect; set a path and SocketMode=0600 in its socket unit`,
  },
  UNIX_SOCKET_TAKEN: {
    exitCode: EX.UNAVAILABLE,
    text: ({ place, setting }: { place: string; setting: string }) =>
      `Cannot listen on ${place}: another process is listening there; stop that process or set ${setting} to another path`,
  },
  UNIX_SOCKET_NOT_MADE: {
    exitCode: EX.CANTCREAT,
    text: ({ place, reason, step }: { place: string; reason: string; step: string }) =>
      `Cannot create ${place}: ${reason}; set ${step}`,
  },
  LISTEN_BESIDE_SOCKET: {
    exitCode: EX.CONFIG,
    text: ({ listen }: { listen: string }) =>
      `Cannot listen on LISTEN="${listen}" beside the socket that the service manager passed; unset LISTEN, or remove the socket unit`,
  },
  ADMIN_TOKEN_MISSING: {
    exitCode: EX.CONFIG,
    text: ({ port }: { port: number }) =>
      `Cannot open ADMIN_PORT=${port}: expected a token; set ADMIN_TOKEN_FILE or ADMIN_READ_TOKEN_FILE to a file that contains one`,
  },
  ADMIN_TOKEN_EXPOSED: {
    exitCode: EX.CONFIG,
    text: ({ path, mode }: { path: string; mode: string }) =>
      `Cannot trust the token in "${path}": its mode ${mode} lets other users read it; set it to 0400 with chmod, or with perms = "0400" in Nomad`,
  },
  TLS_FILE_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ path, setting, reason }: { path: string; setting: string; reason: string }) =>
      `Cannot read ${setting}="${path}": ${reason}; ${stepAfterRead(reason)}, or set ${setting} to another file`,
  },
  TLS_CERTIFICATE_MALFORMED: {
    exitCode: EX.CONFIG,
    text: ({ path }: { path: string }) =>
      `Cannot serve with the certificate "${path}": expected a PEM certificate followed by its chain; set TLS_CERT_FILE to one`,
  },
  TLS_KEY_MALFORMED: {
    exitCode: EX.CONFIG,
    text: ({ path }: { path: string }) =>
      `Cannot serve with the key "${path}": expected a PEM private key without a passphrase; set TLS_KEY_FILE to one`,
  },
  TLS_PAIR_MISMATCHED: {
    exitCode: EX.CONFIG,
    text: ({ certPath, keyPath }: { certPath: string; keyPath: string }) =>
      `Cannot serve with the certificate "${certPath}": it does not match the key "${keyPath}"; set TLS_CERT_FILE and TLS_KEY_FILE to a pair`,
  },
  TLS_CERTIFICATE_OUT_OF_DATE: {
    exitCode: EX.CONFIG,
    text: ({ certPath, from, to, now }: { certPath: string; from: Date; to: Date; now: Date }) =>
      `Cannot replace a valid certificate by "${certPath}": it is valid from ${from.toISOString()} to ${to.toISOString()}, but the time is ${now.toISOString()}; renew it or correct the clock`,
  },
  TLS_PAIR_REFUSED: {
    exitCode: EX.CONFIG,
    text: ({ certPath, reason }: { certPath: string; reason: string }) =>
      `Cannot serve with the certificate "${certPath}": OpenSSL reports "${reason}"; have a new one issued`,
  },
  CA_FILE_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ path, setting, reason }: { path: string; setting: string; reason: string }) =>
      `Cannot read ${setting}="${path}": ${reason}; ${stepAfterRead(reason)}, or set ${setting} to another file`,
  },
  CA_FILE_MALFORMED: {
    exitCode: EX.CONFIG,
    text: ({ path, setting, position }: { path: string; setting: string; position: number }) =>
      `Cannot trust ${setting}="${path}": expected PEM certificates, but number ${position} is not one; set ${setting} to a bundle of them`,
  },
  ADMIN_ABSENT: {
    exitCode: EX.UNAVAILABLE,
    text: ({ places }: { places: readonly string[] }) =>
      places.length === 0
        ? 'Cannot reach the admin API: ADMIN_SOCKET=off; name the socket with --admin-socket=PATH, or an address with --url'
        : `Cannot reach the admin API: no socket at ${places.join(', ')}; start the server, or name the socket with --admin-socket=PATH`,
  },
  ADMIN_UNREACHABLE: {
    exitCode: EX.UNAVAILABLE,
    text: ({ where, reason }: { where: string; reason: string }) =>
      `Cannot reach the admin API at ${where}: ${reason}; check that the server runs and that this user may connect`,
  },
  ADMIN_TOKEN_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ path, reason }: { path: string; reason: string }) =>
      `Cannot read --token-file="${path}": ${reason}; ${stepAfterRead(reason)}, or name another file`,
  },
  ADMIN_REFUSED: {
    exitCode: EX.FAILURE,
    text: ({ status, title, detail }: { status: number; title: string; detail: string }) =>
      `The server answered ${status}${title === '' ? '' : ` ${title}`}${detail === '' ? '' : `: ${detail}`}`,
  },
  ADMIN_CUT: {
    exitCode: EX.UNAVAILABLE,
    text: ({ words }: { words: string }) =>
      `Cannot read the whole response to ${words}: the server closed the connection; check that it still runs`,
  },
  ADMIN_MISTAKEN: {
    exitCode: EX.UNAVAILABLE,
    text: ({ path }: { path: string }) =>
      `Cannot use the response to ${path}: expected one of the admin API; name its address with --url`,
  },
  TERMINAL_REFUSED: {
    exitCode: EX.USAGE,
    text: ({ fileName }: { fileName: string }) =>
      `Cannot write a file to a terminal: expected a file or a pipe; redirect the output with > ${fileName}`,
  },
  SBOM_ABSENT: {
    exitCode: EX.NOINPUT,
    text: ({ isBuilt }: { isBuilt: boolean }) =>
      isBuilt
        ? 'Cannot print the SBOM: expected it in the program or as sbom.cdx.json next to the app file; install the complete release'
        : 'Cannot print the SBOM: this program runs from source and has none; build it, and run the built program',
  },
  SBOM_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ reason }: { reason: string }) =>
      `Cannot read sbom.cdx.json next to the app file: ${reason}; ${stepAfterRead(reason)}`,
  },
  OUTPUT_LOST: {
    exitCode: EX.IOERR,
    text: ({ reason }: { reason: string }) =>
      `Cannot write to standard output: ${reason}; the output is incomplete; ${stepAfterWrite(reason)}`,
  },
  UNHEALTHY: {
    exitCode: EX.FAILURE,
    text: ({ url, reason }: { url: string; reason: string }) =>
      `Health check of ${url} failed: ${reason}`,
  },
} as const;

export type FaultCode = keyof typeof catalogue;
export type FaultFacts<Code extends FaultCode> = Parameters<(typeof catalogue)[Code]['text']>[0];

/** A failure that its reader can fix: `message` is for people, one sentence per line; the fields are for programs. */
export class Fault<Code extends FaultCode = FaultCode> extends Error {
  override readonly name = 'Fault';
  readonly code: Code;
  readonly facts: FaultFacts<Code>;
  /** Exit status for the process, from sysexits.h(3head). */
  readonly exitCode: number;

  constructor(code: Code, facts: FaultFacts<Code>, options?: ErrorOptions) {
    const text = (catalogue[code].text as (facts: FaultFacts<Code>) => string)(facts);
    // An app words its own sentence, typographic spaces included; the other ones quote values.
    super(code === 'APP_FAILED' ? text : escapeInvisible(text), options);
    this.code = code;
    this.facts = facts;
    this.exitCode = catalogue[code].exitCode;
  }
}

/** Returns the `code` of a system error, as in errno(3); undefined for any other value. */
export function errnoOf(error: unknown): string | undefined {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
