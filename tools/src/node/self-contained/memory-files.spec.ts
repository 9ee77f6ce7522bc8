import { join } from 'node:path';
import { run, useProbe, whenCompiled, writeSelfContained } from './programs/programs.fixture.ts';

whenCompiled('the memory files of a self-contained executable', () => {
  const { folder, dynamic, inherited } = useProbe();
  const names = ['addon:0:one.node', `addon:1:${'x'.repeat(39)}`];
  const linksOf = (text: string) => text.split('\n').filter((link) => link.startsWith('/memfd:'));
  let probe: string;

  beforeAll(() => {
    probe = writeSelfContained(dynamic, join(folder, 'with-files'), names);
  });

  it('are open when the program starts, with their names and in their order', () => {
    const links = linksOf(run(probe, ['links']).stdout);
    expect(links).toEqual(names.map((name) => `/memfd:${name} (deleted)`));
  });

  it('are closed for the programs that it starts', () => {
    expect(run(probe, ['child', dynamic, 'descriptors']).stdout).toBe(inherited());
  });

  it('do not become the standard streams that are closed', () => {
    const args = ['-c', 'exec "$0" descriptors <&- 2>&-', probe];
    const numbers = run('/bin/sh', args).stdout.split('\n').filter(Boolean).map(Number);
    expect(numbers.filter((number) => number < 3)).toEqual([1]);
    expect(numbers).toHaveLength(inherited().trim().split('\n').length - 2 + names.length);
  });

  it('have a message if the program may not open so many', () => {
    const many = Array.from({ length: 40 }, (_, index) => `addon:${index}:x.node`);
    const crowded = writeSelfContained(dynamic, join(folder, 'crowded'), many);
    const { stderr, status } = run('/bin/sh', ['-c', 'ulimit -n 32; exec "$0"', crowded]);
    expect(status).toBe(127);
    expect(stderr).toMatch(
      /^Cannot start ".*crowded": no memory file \(memfd_create\) for addon:\d\d:x\.node \(EMFILE, errno 24\); raise the limit of open files/,
    );
  });
});
