import express from 'express';

express()
  .get('/', (_request, response) => {
    response.type('text/plain').send(`alive at ${new Date().toISOString()}\n`);
  })
  .listen(Number(process.env['PORT']), '127.0.0.1');
