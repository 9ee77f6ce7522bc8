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
  ])('is true of %j and %j, in both directions', (a, b) => {
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
  ])('is false of %j and %j, in both directions', (a, b) => {
    expect([isOneEditApart(a, b), isOneEditApart(b, a)]).toEqual([false, false]);
  });
});

describe('findMisspeltVariables()', () => {
  const apiToken = declare({ env: 'API_TOKEN', kind: text, default: '', doc: '', secret: 'file' });

  it.each([
    ['\ufeffPORT', '"\\ufeffPORT"', 'PORT'],
    ['\ufeffLOG_LEVEL', '"\\ufeffLOG_LEVEL"', 'LOG_LEVEL'],
    ['HOST\u200b', '"HOST\\u200b"', 'HOST'],
    [' PORT', '" PORT"', 'PORT'],
    ['PORT\u00a0', '"PORT\\u00a0"', 'PORT'],
  ])('finds %j and shows what is invisible', (name, quoted, meant) => {
    expect(findMisspeltVariables({ [name]: '1' }, serverSettings)).toEqual([
      `Cannot use the variable ${quoted}: expected ${meant} without invisible characters or spaces; remove them from the file that sets it`,
    ]);
  });

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
  ])('finds %s, expected %s', (name, meant) => {
    const declared = { ...serverSettings, apiToken };
    expect(findMisspeltVariables({ [name]: 'hunter2' }, declared)).toEqual([
      `Cannot use the variable "${name}": expected ${meant}; rename it or unset it`,
    ]);
  });

  // Variables of shells, service managers, container platforms and runtimes, and names similar to settings.
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
  )('ignores %s', (name) => {
    expect(findMisspeltVariables({ [name]: 'x' }, serverSettings)).toEqual([]);
  });

  it.each([
    ['is empty', { FILE_ROOT: '' }],
    ['is a setting itself', { FILES_ROOT: '/', LOG_LEVEL: 'info' }],
    ['links to a Service', { LOG_LEVE1: 'tcp://10.0.0.1:80' }],
  ])('ignores a variable that %s', (_, env) => {
    expect(findMisspeltVariables(env, serverSettings)).toEqual([]);
  });
});
