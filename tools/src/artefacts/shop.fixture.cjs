'use strict';
/** A server that reads files of its own: at the start, as views, by express.static, by sendFile, and in a thread and a child. */
const { fork } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Worker } = require('node:worker_threads');
const ejs = require('ejs');
const express = require('express');

const title = readFileSync(join(__dirname, 'title.txt'), 'utf8').trim();
const app = express();
app.engine('ejs', ejs.renderFile);
app.set('view engine', 'ejs');
app.set('views', join(__dirname, 'views'));
app.use('/public', express.static(join(__dirname, 'public')));
app.get('/', (request, response) => {
  response.render('index', { title, environment: process.env.NODE_ENV });
});
app.get('/file', (request, response) => {
  response.sendFile(join(__dirname, 'public/data.bin'));
});
app.get('/thread', (request, response) => {
  new Worker(join(__dirname, 'work.cjs')).once('message', (text) => response.send(text));
});
app.get('/child', (request, response) => {
  fork(join(__dirname, 'work.cjs')).once('message', (text) => response.send(text));
});
const server = app.listen(Number(process.env.PORT), process.env.HOST, () => {
  console.log(server.address().port);
});
