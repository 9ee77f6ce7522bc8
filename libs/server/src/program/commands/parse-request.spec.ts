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
  ])('parses %j', (words, request) => {
    expect(parseRequest(words)).toEqual(request);
  });

  it.each([
    [[], 'Cannot request "": expected a path such as /loggers'],
    [['loggers'], 'Cannot request "loggers": expected a path such as /loggers'],
    [
      ['PUT', '/'],
      'Cannot send a request with method "PUT": expected GET, POST, PATCH, DELETE, or a path',
    ],
    [
      ['get', '/'],
      'Cannot send a request with method "get": expected GET, POST, PATCH, DELETE, or a path',
    ],
    [['GET', 'loggers'], 'Cannot request "loggers": expected a path such as /loggers'],
    [['/a b'], 'Cannot request "/a b": expected a path such as /loggers'],
    [['/a\r\nX: y'], 'Cannot request "/a\\r\\nX: y": expected a path such as /loggers'],
    [
      ['/loggers/http', '{"level":"debug"}'],
      'Cannot send "{\\"level\\":\\"debug\\"}" with GET; put the method before the path',
    ],
    [
      ['POST', '/loggers/http', 'level=debug'],
      `Cannot send "level=debug": expected JSON such as '{"configuredLevel":"debug"}'`,
    ],
    [['/', '{}', 'x'], 'Cannot use the argument "x"; remove it'],
  ])('rejects %j with a sentence', (words, sentence) => {
    expect(() => parseRequest(words)).toThrow(sentence);
  });
});
