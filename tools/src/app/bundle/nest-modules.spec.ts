import { nestModules } from './nest-modules.ts';

const TEXT = `"use strict";
var __esm = 1;

// src/shared.ts
function share() {
}
var init_shared = __esm({
  "src/shared.ts"() {
  }
});

// src/late.ts
var late_exports = {};
__export(late_exports, {
  later: () => later
});
function later() {
  return share();
}
var init_late = __esm({
  "src/late.ts"() {
    init_shared();
  }
});

// src/main.ts
init_shared();
var again = () => Promise.resolve().then(() => (init_late(), late_exports));
Promise.resolve().then(() => (init_late(), late_exports)).then(again);
`;

const BUNDLED = { bundled: ['src/shared.ts', 'src/late.ts', 'src/main.ts'], entry: 'src/main.ts' };
const LATE = { head: 'src/late.ts', modules: new Set(['src/late.ts']) };

describe('nestModules()', () => {
  const nest = (text: string, nests = [LATE], bundled = BUNDLED): string | undefined =>
    nestModules(text, bundled, nests)
      ?.map((piece) => piece.text)
      .join('\n');

  it('moves a module into a function that import() calls', () => {
    expect(nest(TEXT)).toBe(`"use strict";
var __esm = 1;

var enter_late=()=>{
// src/late.ts
var late_exports = {};
__export(late_exports, {
  later: () => later
});
function later() {
  return share();
}
var init_late = __esm({
  "src/late.ts"() {
    init_shared();
  }
});

return enter_late=()=>(init_late(),late_exports),enter_late()};
// src/shared.ts
function share() {
}
var init_shared = __esm({
  "src/shared.ts"() {
  }
});

// src/main.ts
init_shared();
var again = () => Promise.resolve().then(enter_late                       );
Promise.resolve().then(enter_late                       ).then(again);
`);
  });

  it('says where each piece was, and keeps its columns', () => {
    const lines = TEXT.split('\n');
    const pieces = nestModules(TEXT, BUNDLED, [LATE])?.filter(({ line }) => line !== undefined);
    const moved = (pieces ?? []).flatMap(({ text, line = 0 }) =>
      text.split('\n').map((each, index) => ({ at: line + index, length: each.length })),
    );
    expect(moved.toSorted((a, b) => a.at - b.at)).toEqual(
      lines.map(({ length }, at) => ({ at, length })),
    );
  });

  it.each([
    { what: 'there is no nest', text: TEXT, nests: [] },
    {
      what: 'another module uses the functions of its head otherwise',
      text: TEXT.replace('var again = ', 'init_late(); var again = '),
    },
    {
      what: 'another module uses its exports otherwise',
      text: TEXT.replace('var again = ', 'use(late_exports); var again = '),
    },
    { what: 'a name is taken', text: TEXT.replace('share()', 'share(enter_late)') },
    {
      what: 'its head is a CommonJS module, which has a function of its own',
      text: TEXT.replaceAll(/init_late\b/g, 'require_late'),
    },
  ])('moves nothing if $what', ({ text, nests = [LATE] }) => {
    expect(nest(text, nests)).toBe(text);
  });

  it.each([
    { what: 'lacks the comment of a module', text: TEXT.replace('// src/late.ts\n', '') },
    { what: 'ends with another module', text: `${TEXT}\n// src/late.ts\n` },
    { what: 'is minified', text: 'var a=1;\n' },
  ])('does not touch a text that $what', ({ text }) => {
    expect(nest(text)).toBeUndefined();
  });

  it('keeps a module that has several places in the text', () => {
    const text = TEXT.replace('// src/shared.ts', '// src/main.ts\nvar early;\n\n// src/shared.ts');
    expect(nest(text)).toMatch(
      /^"use strict";[^]*var enter_late=[^]*var early;[^]*init_shared\(\);/,
    );
  });
});
