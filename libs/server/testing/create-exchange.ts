import { Socket } from 'node:net';
import express, { type Request, type Response } from 'express';
import type { Exchange } from '../src/http/exchange.ts';
import { createPrototypes } from '../src/http/private-surfaces.ts';

export interface TestExchange {
  readonly exchange: Exchange;
  readonly request: Request;
  readonly response: Response;
  readonly socket: Socket;
}

/** Creates an exchange that began at 0 ms, of real objects of Node and Express, over a socket that is not connected. */
export function createTestExchange(): TestExchange {
  const { IncomingMessage, ServerResponse } = createPrototypes(express());
  const socket = new Socket();
  socket.unansweredCount = 0;
  socket.requestCount = 0;
  const request = new IncomingMessage(socket) as Request;
  const response = new ServerResponse(request) as Response;
  const exchange: Exchange = {
    request,
    response,
    id: 'test-id',
    startMs: 0,
    bodyEndMs: undefined,
    headMs: undefined,
    route: undefined,
    errorType: undefined,
    trace: undefined,
    log: undefined,
    abort: undefined,
    draining: undefined,
    answerKind: undefined,
    progress: undefined,
    reusedFields: undefined,
    showHead: undefined,
    older: undefined,
    newer: undefined,
  };
  request.method = 'POST';
  request.res = response;
  response.exchange = exchange;
  return { exchange, request, response, socket };
}
