/** The terminal that a command draws on and reads keys from. */
export interface Terminal extends Disposable {
  /** Columns and rows; some terminals say so only after a moment, and until then it is 80 by 24. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly onResize: (listener: () => void) => void;
  /** Calls back for each key, with what the terminal sends for it; Ctrl-C is one and sends no signal. */
  readonly onKey: (listener: (key: string) => void) => void;
  /** Calls back when the terminal is gone, for example at the end of an SSH session. */
  readonly onHangUp: (listener: () => void) => void;
}

/** Takes over the terminal of a process; the end of its use gives it back. */
export function openTerminal({ stdin, stdout }: NodeJS.Process): Terminal {
  const hasKeys = stdin.isTTY;
  if (hasKeys) stdin.setRawMode(true).setEncoding('utf8').resume();
  return {
    size: () => {
      const { columns, rows } = stdout;
      return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
    },
    onResize: (listener) => void stdout.on('resize', listener),
    onKey: (listener) => {
      if (hasKeys) stdin.on('data', listener);
    },
    onHangUp: (listener) => {
      for (const event of ['end', 'error']) if (hasKeys) stdin.on(event, listener);
      stdout.on('error', listener);
    },
    [Symbol.dispose]: () => {
      if (hasKeys) stdin.setRawMode(false).pause();
    },
  };
}
