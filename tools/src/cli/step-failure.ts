/** A step has failed, and has said why. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`a step failed with status ${exitCode}`);
    this.exitCode = exitCode;
  }
}
