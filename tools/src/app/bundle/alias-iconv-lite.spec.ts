import { Workspace } from './workspace.fixture.ts';

describe('aliasIconvLite()', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  const ASK = `module.exports = require('iconv-lite').encodingExists('utf-32');`;

  it.each([
    ['body-parser', 'false'],
    ['raw-body', 'false'],
    ['mysql2', 'the original'],
  ])('gives %s the iconv-lite that it needs', async (name, answer) => {
    workspace.write({
      'node_modules/iconv-lite/index.js': `exports.encodingExists = () => 'the original';`,
      [`node_modules/${name}/lib/read.js`]: ASK,
      'main.js': `console.log(require('${name}/lib/read.js'));`,
    });
    expect(await workspace.run('main.js')).toBe(`${answer}\n`);
  });
});
