/** An operation that failed because of its request; crosses threads as status and message. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  /** HTTP status of the response: RFC 9110, section 15. */
  readonly status: number;

  /** @param message A sentence for the client: what failed and what was expected. */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
