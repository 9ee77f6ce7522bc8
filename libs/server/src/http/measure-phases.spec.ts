import { measurePhases } from './measure-phases.ts';

const marks = { startMs: 100, bodyEndMs: undefined, headMs: undefined };

describe('measurePhases()', () => {
  it.each([
    ['a body, a handler and an answer', { bodyEndMs: 110, headMs: 130 }, true, 10, 20],
    ['no body', { headMs: 130 }, true, 0, 30],
    ['an answer before the end of the body', { bodyEndMs: 140, headMs: 130 }, true, 30, 0],
    ['an answer to a body that never ended', { headMs: 130 }, false, 30, 0],
    ['no answer', { bodyEndMs: 110 }, true, 10, 40],
    ['neither body nor answer', {}, true, 0, 50],
    ['a body that never ended, and no answer', {}, false, 50, 0],
  ])('divides the 50 ms of an exchange with %s', (_, known, complete, bodyMs, handlerMs) => {
    const exchange = { ...marks, ...known, request: { complete } };
    expect(measurePhases(exchange, 50)).toEqual({ bodyMs, handlerMs });
  });
});
