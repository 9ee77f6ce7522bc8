import express from 'express';

const { HOST = '127.0.0.1', PORT = '3000' } = process.env;
const app = express();
app.get('/', (_request, response) => {
  response.send('shop');
});
const server = app.listen(Number(PORT), HOST, () => {
  console.log(JSON.stringify({ msg: 'listening', address: server.address() }));
});
