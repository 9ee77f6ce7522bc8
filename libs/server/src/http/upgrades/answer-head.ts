const STATUS_LINE = /^HTTP\/1\.1 (\d{3})/;

/** Returns the status of an answer that is written to a socket; 101 for bytes that are no answer, which follow none. */
export function statusIn(head: string): number {
  return Number(STATUS_LINE.exec(head)?.[1] ?? 101);
}

/** Adds the id of the request to the first head in a text, if all of the head is in it and has none. */
export function addRequestId(text: string, id: string): string {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1 || /^x-request-id:/im.test(text.slice(0, end))) return text;
  return `${text.slice(0, end)}\r\nX-Request-Id: ${id}${text.slice(end)}`;
}
