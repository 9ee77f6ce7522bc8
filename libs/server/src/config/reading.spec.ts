import { httpUrl, list } from './kinds.ts';
import { readText } from './reading.ts';

const source = { from: 'variable', name: 'URLS' } as const;

describe('readText()', () => {
  it.each([
    ['http://user:hunter2@a', 'http://******@a'],
    ['http:/user:hunter2@a', 'http:/******@a'],
    ['https://hunter2@a', 'https://******@a'],
    ['user:hunter2@a:4318', '******@a:4318'],
    ['unix:hunter2@a:4318', '******@a:4318'],
    ['unix:@a:hunter2@b', '******@b'],
  ])('hides the password of %j, in an element of a list too', (url, hidden) => {
    const [problem] = readText(source, url, httpUrl).problems;
    expect(problem).toMatch(`Cannot read URLS="${hidden}": `);
    const [ofElement] = readText(source, url, list(httpUrl)).problems;
    expect(ofElement).toMatch(`Cannot read "${hidden}" in URLS="${hidden}": `);
  });

  it('shows the name of an abstract socket', () => {
    const [problem] = readText(source, 'unix:@name', httpUrl).problems;
    expect(problem).toMatch('Cannot read URLS="unix:@name": ');
  });
});
