import express from 'express';
export function runServer(): void {
  express()
    .get('/', (_request, response) => {
      response.send('alive');
    })
    .listen(8080);
}
