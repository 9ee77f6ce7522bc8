import { createServer, type AddressInfo } from 'node:net';
import { findPortProblem, findProblems, findWarnings, readMachine } from './check-machine.mjs';

const machine = {
  platform: 'linux',
  arch: 'x64',
  nodeVersion: '20.19.0',
  hasGlibc: true,
};

describe('findProblems()', () => {
  it.each([{}, { nodeVersion: '22.0.0' }, { nodeVersion: '26.10.0' }, { arch: 'arm64' }])(
    'accepts %j',
    (facts) => {
      expect(findProblems({ ...machine, ...facts })).toEqual([]);
    },
  );

  it('finds no problem on the machine that runs the tests', () => {
    expect(findProblems(readMachine())).toEqual([]);
  });

  it.each([
    [{ platform: 'darwin' }, 'Cannot build on "darwin": '],
    [{ arch: 'riscv64' }, 'Cannot build on the processor "riscv64": expected x64 or arm64'],
    [{ nodeVersion: '20.18.3' }, 'Cannot run on Node 20.18.3: expected 20.19 or newer'],
    [{ nodeVersion: '18.20.4' }, 'Cannot run on Node 18.20.4: expected 20.19 or newer'],
    [{ hasGlibc: false }, 'Cannot start the pinned Node 26: this system has no glibc'],
  ])('says what to do about %j', (facts, sentence) => {
    expect(findProblems({ ...machine, ...facts })).toEqual([expect.stringContaining(sentence)]);
  });

  it('reports all problems at once', () => {
    expect(findProblems({ ...machine, nodeVersion: '18.0.0', hasGlibc: false })).toHaveLength(2);
  });
});

describe('findWarnings()', () => {
  it('names the Node to install if the line of this one has ended', () => {
    expect(findWarnings({ ...machine, nodeVersion: '20.20.2' })).toEqual([
      'Node 20.20.2 still works here, but its release line has ended; install Node 24, or at least 22.15',
    ]);
  });

  it.each(['22.15.0', '24.0.0', '26.12.1'])('accepts Node %s', (nodeVersion) => {
    expect(findWarnings({ ...machine, nodeVersion })).toEqual([]);
  });
});

describe('findPortProblem()', () => {
  it('accepts a free port', async () => {
    expect(await findPortProblem('PORT', '0')).toBeUndefined();
  });

  it.each(['', '-1', '65536', 'http', '8080 '])('refuses PORT=%j', async (port) => {
    expect(await findPortProblem('PORT', port)).toContain(
      `Cannot read PORT="${port}": expected a whole number from 0 to 65535`,
    );
  });

  it.each([
    ['PORT', '--port=8081'],
    ['OPS_PORT', '--ops-port=9001'],
  ])('names a taken %s and how to choose another port', async (name, example) => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '0.0.0.0', resolve));
    const { port } = holder.address() as AddressInfo;
    expect(await findPortProblem(name, String(port))).toBe(
      `Cannot listen on port ${port}: another process is using it; stop that process, or choose another port: npm start -- ${example}`,
    );
    holder.close();
  });
});
