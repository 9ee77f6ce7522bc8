/** An operation that is not done, for a reason of its caller; crosses threads as status and message. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  /** Status of the answer: RFC 9110, section 15. */
  readonly status: number;

  /** @param message A sentence for the caller: what was refused, what was expected. */
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
