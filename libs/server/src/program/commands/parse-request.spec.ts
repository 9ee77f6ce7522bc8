import { parseRequest } from './parse-request.ts';

describe('parseRequest()', () => {
  it.each([
    [['/'], { method: 'GET', path: '/', body: undefined }],
    [['GET', '/loggers?x=1'], { method: 'GET', path: '/loggers?x=1', body: undefined }],
    [['DELETE', '/drain'], { method: 'DELETE', path: '/drain', body: undefined }],
    [
      ['POST', '/loggers/http', '{"level":"debug"}'],
      { method: 'POST', path: '/loggers/http', body: '{"level":"debug"}' },
    ],
  ])('reads %j', (words, request) => {
    expect(parseRequest(words)).toEqual(request);
  });

  it.each([
    [[], 'Cannot ask for "": expected a path such as /loggers'],
    [['loggers'], 'Cannot ask for "loggers": expected a path such as /loggers'],
    [['PUT', '/'], 'Cannot ask by "PUT": expected GET, POST, PATCH, DELETE, or a path'],
    [['get', '/'], 'Cannot ask by "get": expected GET, POST, PATCH, DELETE, or a path'],
    [['GET', 'loggers'], 'Cannot ask for "loggers": expected a path such as /loggers'],
    [['/a b'], 'Cannot ask for "/a b": expected a path such as /loggers'],
    [['/a\r\nX: y'], 'Cannot ask for "/a\\r\\nX: y": expected a path such as /loggers'],
    [
      ['/loggers/http', '{"level":"debug"}'],
      'Cannot send "{\\"level\\":\\"debug\\"}" with GET; name the method in front of the path',
    ],
    [
      ['POST', '/loggers/http', 'level=debug'],
      `Cannot send "level=debug": expected JSON such as '{"configuredLevel":"debug"}'`,
    ],
    [['/', '{}', 'x'], 'Cannot use the argument "x"; remove it'],
  ])('refuses %j by a sentence', (words, sentence) => {
    expect(() => parseRequest(words)).toThrow(sentence);
  });
});
