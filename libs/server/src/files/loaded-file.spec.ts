import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSendPart } from './loaded-file.ts';

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

describe('createSendPart()', () => {
  it('keeps a small file once: as a text, without the bytes that it was made of', async () => {
    const { sendPart, bytes } = create();
    await new Promise(setImmediate); // a target stays until the end of the turn that made the reference
    collectGarbage();
    expect(bytes.deref()).toBeUndefined();
    expect(sendPart).toBeInstanceOf(Function);
  });
});

function create() {
  const bytes = Buffer.allocUnsafeSlow(100);
  return { sendPart: createSendPart(bytes), bytes: new WeakRef(bytes) };
}
