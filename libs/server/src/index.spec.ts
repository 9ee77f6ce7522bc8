import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as server from './index.ts';

const list = readFileSync(join(import.meta.dirname, 'index.ts'), 'utf8');
const names = [...list.matchAll(/^export (?:type )?(?:\{ (.*) \}|(\* as .*)) from/gm)]
  .flatMap(([, exported, namespace = '']) => exported?.split(', ') ?? [namespace])
  .map((name) => name.replace(/^type /, '').replace(/^.* as /, ''));

describe('the public list', () => {
  it('contains what an app needs, and nothing else', () => {
    expect(names.toSorted()).toEqual([
      'AppFault', // to fail with a sentence for the operator and an exit status
      'Context', // what routes get: settings, log, metrics, trace, readiness, lifecycle
      'CreateRoutes', // the type of routes in a file of their own
      'Kind', // to implement a kind of setting that `kinds` lacks
      'Lifecycle', // to hand hooks on
      'Listen', // to open the socket in another way
      'Log', // to hand loggers on
      'Metrics', // to hand metrics on
      'OnceContext', // what once gets, for a function in a file of its own
      'Program', // what runServer runs
      'Setting', // result of declareSetting
      'TakenUpgrade', // to hand a connection on that a route has taken
      'adoptSocket', // under systemd: its socket, or a port
      'bindPort',
      'declareSetting',
      'kinds',
      'nodeWorld',
      'runServer',
    ]);
  });

  it('contains these kinds of settings', () => {
    expect(Object.keys(server.kinds).toSorted()).toEqual([
      'boolean',
      'cidrList',
      'directoryPath',
      'filePath',
      'httpUrl',
      'ipAddress',
      'list',
      'oneOf',
      'ratio',
      'text',
      'wholeNumber',
    ]);
  });

  it('contains only exports', () => {
    expect(list.match(/^export/gm)).toHaveLength(list.trimEnd().split('\n').length - 1);
    expect(names).toEqual(expect.arrayContaining(Object.keys(server)));
  });
});
