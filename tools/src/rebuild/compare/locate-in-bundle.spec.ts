import { locateInBundle } from './locate-in-bundle.ts';

const locate = (bundle: string, mark: string) => {
  const bytes = Buffer.from(bundle);
  return locateInBundle(bytes, bytes.indexOf(mark)).join(' > ');
};

describe('locateInBundle() in a bundle with comments', () => {
  const bundle = [
    '"use strict";',
    '// node_modules/express/lib/express.js',
    'var first = "ä";',
    'var second = 2;',
    '// libs/server/src/main.ts',
    'var third = 3;',
  ].join('\n');

  it.each([
    ['first', 'node_modules/express/lib/express.js line 1'],
    ['second', 'node_modules/express/lib/express.js line 2'],
    ['third', 'libs/server/src/main.ts line 1'],
    ['use strict', 'line 1, column 2'],
  ])('names the module of "%s" and its line there', (mark, place) => {
    expect(locate(bundle, mark)).toBe(place);
  });
});

describe('locateInBundle() in a minified bundle', () => {
  const bundle = [
    '"use strict";var __esm=1;',
    'function ofOne(){}var init_one=__esm({"src/one.ts"(){"use strict";one=1}});',
    'var require_two=__commonJS({"src/two.js"(exports,module){f({a(){two=2}});two=3}});',
    'function ofMain(){}init_one();',
  ].join('');

  it.each([
    ['one=1', 'src/one.ts > line 1, column 92'],
    ['ofOne', 'src/one.ts or a module before it > line 1, column 35'],
    ['two=3', 'src/two.js > line 1, column 174'],
    ['require_two', 'src/two.js or a module before it > line 1, column 105'],
    ['ofMain', 'after src/two.js > line 1, column 192'],
  ])('names the wrapper of "%s"', (mark, place) => {
    expect(locate(bundle, mark)).toBe(place);
  });

  it('names line and column of a text without modules', () => {
    expect(locate('a;\nb;', 'b')).toBe('line 2, column 1');
  });
});
