import { insertPieces } from './insert-pieces.ts';

const job = { path: 'nomad/job.hcl', text: '@HEAD@\n\njob {\n  @TASK@\n  cpu = "@CPU@"\n}\n' };
const head = '@HEAD@\n# A job.\n';
const file = (text: string, path = 'nomad/exec.hcl') => ({ path, text });

describe('insertPieces()', () => {
  it('replaces each placeholder line with its piece, verbatim', () => {
    const task = '@TASK@\n  driver = "exec"\n\n  # $& stays.\n  user = "@USER@"\n';
    expect(insertPieces(job, [file(`${head}\n${task}`)])).toBe(
      '# A job.\n\njob {\n  driver = "exec"\n\n  # $& stays.\n  user = "@USER@"\n  cpu = "@CPU@"\n}\n',
    );
  });

  it('inserts the pieces of a later file into those of an earlier one', () => {
    const archive = file('@TASK@\n  @DRIVER@\n  get()\n', 'nomad/archive.hcl');
    const exec = file(`@DRIVER@\n  driver = "exec"\n\n${head}`);
    expect(insertPieces(job, [archive, exec])).toBe(
      '# A job.\n\njob {\n  driver = "exec"\n  get()\n  cpu = "@CPU@"\n}\n',
    );
  });

  it('omits the text above the first piece of a file', () => {
    const text = insertPieces(job, [file(`# Mind the gap.\n\n${head}@TASK@\n  run()\n`)]);
    expect(text).toBe('# A job.\n\njob {\n  run()\n  cpu = "@CPU@"\n}\n');
  });

  it('rejects a template with a placeholder that no file provides', () => {
    const files = [file('', 'nomad/archive.hcl'), file(head)];
    expect(() => insertPieces(job, files)).toThrow(
      'Cannot render "nomad/job.hcl": no piece "@TASK@" in "nomad/archive.hcl" or "nomad/exec.hcl"; write it in one of them, below a line with that placeholder',
    );
  });

  it.each([
    ['without a placeholder', '@TASK@\n  run()\n@CPU@\n  1\n', '@CPU@'],
    ['that is provided twice', `@TASK@\n  run()\n${head}`, '@HEAD@'],
  ])('rejects a piece %s', (_, text, placeholder) => {
    expect(() => insertPieces(job, [file(head + text)])).toThrow(
      `Cannot use the piece "${placeholder}" of "nomad/exec.hcl": "nomad/job.hcl" has no line left for it; write "${placeholder}" on a line of its own where it belongs, or remove the piece`,
    );
  });
});
