/**
 * Turns a line of JSON into what is written to stdout, newline included.
 *
 * @param severity pino's number, from 10 for trace to 60 for fatal.
 */
export type RenderLine = (line: string, severity: number) => string;
