/** A project of npm with a server, by path. */
export const PLAIN_PROJECT = {
  'package.json': JSON.stringify({
    name: 'shop',
    version: '1.0.0',
    description: 'Answers with its name',
    license: 'MIT',
    author: 'Ada <ada@example.org>',
    private: true,
    main: 'src/main.ts',
    dependencies: { express: '5.3.0' },
  }),
  '.gitignore': 'node_modules\n.tscratch\n',
  'src/main.ts': `import express from 'express';

const { HOST = '127.0.0.1', PORT = '3000' } = process.env;
const app = express();
app.get('/', (_request, response) => {
  response.send('shop');
});
const server = app.listen(Number(PORT), HOST, () => {
  console.log(JSON.stringify({ msg: 'listening', address: server.address() }));
});
`,
} as const;
