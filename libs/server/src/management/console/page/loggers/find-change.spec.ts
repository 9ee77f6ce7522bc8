import type { AuditEvent } from '../api/answers.ts';
import { findChange } from './find-change.ts';

const event = (path: string, status: number, actor: string): AuditEvent => ({
  time: '2026-11-30T23:00:00.000Z',
  actor,
  role: 'write',
  method: 'POST',
  path,
  status,
});

describe('findChange()', () => {
  const events = [
    event('/loggers/db', 200, 'first'),
    event('/loggers/db', 200, 'second'),
    event('/loggers/db', 400, 'failed'),
    event('/loggers/a%2Fb', 200, 'encoded'),
    event('/loggers/%', 200, 'broken'),
  ];

  it.each([
    ['db', 'second'],
    ['a/b', 'encoded'],
    ['d', undefined],
    ['ROOT', undefined],
  ])('finds who has changed %j last: %p', (name, actor) => {
    expect(findChange(events, name)?.actor).toBe(actor);
  });
});
