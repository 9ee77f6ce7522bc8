import { text } from './kinds.ts';
import { findMisspeltVariables, isOneEditApart } from './misspelt.ts';
import { declare } from './setting.ts';
import { serverSettings } from './settings.ts';

describe('isOneEditApart()', () => {
  it.each([
    ['PORT', 'PORTS'],
    ['PORT', 'SPORT'],
    ['PORT', 'PRT'],
    ['PORT', 'POST'],
    ['PORT', 'PROT'],
    ['PORT', 'POTR'],
    ['', 'P'],
  ])('finds %j and %j so, in both directions', (a, b) => {
    expect([isOneEditApart(a, b), isOneEditApart(b, a)]).toEqual([true, true]);
  });

  it.each([
    ['PORT', 'PORT'],
    ['', ''],
    ['PORT', 'PORTED'],
    ['PORT', 'TORP'],
    ['PORT', 'POTRS'],
    ['PORT', 'OPRTX'],
    ['PORT', 'RPOT'],
    ['ABCD', 'BADC'],
  ])('does not find %j and %j so, in both directions', (a, b) => {
    expect([isOneEditApart(a, b), isOneEditApart(b, a)]).toEqual([false, false]);
  });
});

describe('findMisspeltVariables()', () => {
  const apiToken = declare({ env: 'API_TOKEN', kind: text, default: '', doc: '', secret: 'file' });

  it.each([
    ['DRAIN_TIMOUT_MS', 'DRAIN_TIMEOUT_MS'],
    ['DRAIN_TIMEOUT_MSS', 'DRAIN_TIMEOUT_MS'],
    ['DRIAN_TIMEOUT_MS', 'DRAIN_TIMEOUT_MS'],
    ['FILE_ROOT', 'FILES_ROOT'],
    ['LOG-LEVEL', 'LOG_LEVEL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['MAX_HEADER', 'MAX_HEADERS'],
    ['API_TOKENS', 'API_TOKEN'],
    ['API_TOKEN_FIL', 'API_TOKEN_FILE'],
  ])('takes %s for %s', (name, meant) => {
    const declared = { ...serverSettings, apiToken };
    expect(findMisspeltVariables({ [name]: 'hunter2' }, declared)).toEqual([
      `Cannot take the variable "${name}": expected ${meant}; rename it or unset it`,
    ]);
  });

  // What shells, service managers, container platforms and runtimes set, and what looks like a setting.
  it.each(
    `HOME PATH PWD USER LOGNAME SHELL SHLVL LANG TERM MAIL HOSTNAME HOSTTYPE HOSTS PORTS POST
     SORT SPORT COST TMPDIR TZ LC_ALL FILES INVOCATION_ID JOURNAL_STREAM LISTEN_FDS LISTEN_PID
     NOTIFY_SOCKET SYSTEMD_EXEC_PID CREDENTIALS_DIRECTORY RUNTIME_DIRECTORY STATE_DIRECTORY
     LOGS_DIRECTORY MAINPID NOMAD_ALLOC_ID NOMAD_PORT_http NOMAD_HOST_PORT_http NOMAD_SECRETS_DIR
     VAULT_TOKEN KUBERNETES_PORT KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT POD_NAME POD_IP
     NODE_ENV NODE_OPTIONS NODE_EXTRA_CA_CERTS UV_THREADPOOL_SIZE NO_COLOR DEBUG HTTP_PROXY
     HTTPS_PROXY NO_PROXY SSL_CERT_FILE SSL_CERT_DIR DATABASE_URL OTEL_SERVICE_NAME
     OTEL_LOG_LEVEL OTEL_SDK_DISABLED RUST_LOG LOG_FORMAT LOG_FILE DRAIN_TIMEOUT
     DRAIN_TIMEOUT_SECONDS MY_LOG_LEVEL LOG_LEVELS_X log_level`.split(/\s+/),
  )('leaves %s alone', (name) => {
    expect(findMisspeltVariables({ [name]: 'x' }, serverSettings)).toEqual([]);
  });

  it.each([
    ['is empty', { FILE_ROOT: '' }],
    ['is a setting itself', { FILES_ROOT: '/', LOG_LEVEL: 'info' }],
    ['links to a Service', { LOG_LEVE1: 'tcp://10.0.0.1:80' }],
  ])('leaves a variable alone that %s', (_, env) => {
    expect(findMisspeltVariables(env, serverSettings)).toEqual([]);
  });
});
