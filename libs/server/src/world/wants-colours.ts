import type { TextSink, World } from './world.ts';

/**
 * Returns whether to colour what a stream is written: if it is a terminal that can show colours, unless NO_COLOR
 * is set. FORCE_COLOR decides before both, as it does for Node.
 *
 * @see https://no-color.org and https://force-color.org
 */
export function wantsColours({ isTTY }: TextSink, env: World['env']): boolean {
  const { FORCE_COLOR: forced = '', NO_COLOR: unwanted = '', TERM: terminal } = env;
  if (forced !== '') return forced !== '0' && forced !== 'false';
  return isTTY === true && unwanted === '' && terminal !== 'dumb';
}
