import { ApiProblem, parseProblem, problemOf } from './problem.ts';

describe('parseProblem()', () => {
  it('reads the sentence, and those about the parts', () => {
    const text = JSON.stringify({
      title: 'Unprocessable Content',
      detail: 'Nothing was changed',
      errors: [{ detail: 'Expected a number' }, { name: 'tls', detail: 'no such file' }],
    });
    const { status, message, details } = parseProblem(422, text);
    expect([status, message]).toEqual([422, 'Nothing was changed']);
    expect(details).toEqual(['Expected a number', 'tls: no such file']);
  });

  it.each([
    ['{"title":"Not Found"}', 'Not Found'],
    ['{"title":7,"detail":{"a":1}}', 'The answer has status 502'],
    ['<html>Bad Gateway</html>', 'The answer has status 502'],
    ['', 'The answer has status 502'],
    ['null', 'The answer has status 502'],
    ['[{"detail":"x"}]', 'The answer has status 502'],
  ])('makes a sentence of %j: %j', (text, message) => {
    expect(parseProblem(502, text)).toMatchObject({ status: 502, message, details: [] });
  });
});

describe('problemOf()', () => {
  it('keeps a problem, and takes anything else for a server that does not answer', () => {
    const problem = new ApiProblem(404, 'No logger is named "x"');
    expect(problemOf(problem)).toBe(problem);
    expect(problemOf(new TypeError('Failed to fetch'))).toMatchObject({
      status: 0,
      message: 'The server does not answer',
    });
  });
});
