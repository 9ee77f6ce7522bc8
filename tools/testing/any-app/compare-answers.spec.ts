import { checkStatuses, compareAnswers } from './compare-answers.ts';
import type { Answer } from './serve.ts';

const answer: Answer = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'a page' };
const asks = [{ path: '/' }, { path: '/page', method: 'PUT' }];

describe('compareAnswers()', () => {
  it('finds no difference between the same answers', () => {
    expect(compareAnswers(asks, [answer, answer], [answer, { ...answer }])).toBeUndefined();
  });

  it.each<[string, Partial<Answer>, string]>([
    ['a status', { status: 404 }, 'status 404 instead of 200'],
    [
      'a header',
      { headers: { 'content-type': 'text/html' } },
      'content-type "text/html" instead of "text/plain"',
    ],
    [
      'one header more',
      { headers: { ...answer.headers, vary: 'origin' } },
      'vary "origin" instead of missing',
    ],
    ['one header less', { headers: {} }, 'content-type missing instead of "text/plain"'],
    [
      'a body, by its beginning',
      { body: 'x'.repeat(100) },
      `body "${'x'.repeat(60)}..." instead of "a page"`,
    ],
  ])('names the request that differs in %s', (_, change, difference) => {
    const found = [answer, { ...answer, ...change }];
    expect(compareAnswers(asks, [answer, answer], found)).toBe(`PUT /page: ${difference}`);
  });

  it('does not take a missing answer for the same', () => {
    expect(compareAnswers(asks, [answer, answer], [answer])).toBe('PUT /page: no answer');
  });
});

describe('checkStatuses()', () => {
  it('expects 200, or what a request declares', () => {
    const declared = [{ path: '/' }, { path: '/none', status: 404 }];
    expect(checkStatuses(declared, [answer, { ...answer, status: 404 }])).toBeUndefined();
    expect(checkStatuses(declared, [answer, answer])).toBe('/none has the status 200: "a page"');
  });
});
