import express from 'express';

const { PORT, FILES_ROOT = '' } = process.env;
express().use(express.static(FILES_ROOT)).listen(Number(PORT), '127.0.0.1');
