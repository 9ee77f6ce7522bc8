'use strict';
/** A server that reads files of its own: at the start, as views, by express.static and by sendFile. */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
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
const server = app.listen(Number(process.env.PORT), process.env.HOST, () => {
  console.log(server.address().port);
});
