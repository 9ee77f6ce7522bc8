import type { Ask } from './fixture.ts';
import type { Answer } from './serve.ts';

const TEXT_CHARACTERS = 60;

/**
 * Says what differs first between the answers of two programs to the same requests; undefined for the same
 * answers.
 */
export function compareAnswers(
  asks: readonly Ask[],
  expected: readonly Answer[],
  found: readonly Answer[],
): string | undefined {
  const differences = asks.map((ask, index) => {
    const [wanted, got] = [expected[index], found[index]];
    const difference =
      wanted === undefined || got === undefined ? 'no answer' : compare(wanted, got);
    return difference && `${ask.method ?? 'GET'} ${ask.path}: ${difference}`;
  });
  return differences.find((difference) => difference !== undefined);
}

function compare(expected: Answer, found: Answer): string | undefined {
  if (found.status !== expected.status)
    return `status ${found.status} instead of ${expected.status}`;
  const names = Object.keys({ ...expected.headers, ...found.headers }).toSorted();
  const name = names.find((each) => expected.headers[each] !== found.headers[each]);
  if (name !== undefined)
    return `${name} ${show(found.headers[name])} instead of ${show(expected.headers[name])}`;
  return found.body === expected.body
    ? undefined
    : `body ${show(found.body)} instead of ${show(expected.body)}`;
}

function show(text: string | undefined): string {
  if (text === undefined) return 'missing';
  return JSON.stringify(
    text.length > TEXT_CHARACTERS ? `${text.slice(0, TEXT_CHARACTERS)}...` : text,
  );
}

/** Says which request a fixture does not answer as it declares; undefined for a sound fixture. */
export function checkStatuses(
  asks: readonly Ask[],
  answers: readonly Answer[],
): string | undefined {
  const wrong = asks.find(({ status = 200 }, index) => answers[index]?.status !== status);
  const found = answers[asks.findIndex((ask) => ask === wrong)];
  return wrong && `${wrong.path} has the status ${String(found?.status)}: ${show(found?.body)}`;
}
