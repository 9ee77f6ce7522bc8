import { TOKENS } from '../start-admin.ts';
import type { AttackRow } from './attack-row.ts';

/** Renders the request of a row, for a listener on that port. */
export function renderAttack(row: AttackRow, port: number): string {
  const { line = 'GET /thing HTTP/1.1', hosts = ['127.0.0.1:PORT'], headers = [], body = '' } = row;
  const { authorizations = ['Bearer WRITE'] } = row;
  const lines = [
    line,
    ...hosts.map((host) => `Host: ${host}`),
    ...authorizations.map((value) => `Authorization: ${value}`),
    ...headers,
    ...(headers.some((header) => header.startsWith('Connection')) ? [] : ['Connection: close']),
  ];
  return [...lines, '', body]
    .join('\r\n')
    .replaceAll('PORT', String(port))
    .replaceAll('WRITE', TOKENS.write)
    .replaceAll('READ', TOKENS.read);
}

/** Returns the status of an answer; undefined if there is none. */
export function statusOf(answer: string): number | undefined {
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? [];
  return status === undefined ? undefined : Number(status);
}
