import { useState } from 'preact/hooks';
import { call } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { formatBytes } from '../format/format.ts';
import { Button } from '../parts/fields.tsx';
import { fileNameOf, saveFile } from '../parts/save-file.ts';
import { pathOfThread, ThreadChoice } from '../parts/thread-choice.tsx';
import { useConsole } from '../shell/context.ts';

/** Dumps the heap into a file, after a question; nothing without the switch `heapdump`. */
export function HeapDump() {
  const { self, mayWrite, ask, tell } = useConsole();
  const [thread, setThread] = useState(self.threads > 1 ? 'main' : '');
  const [isDumping, setDumping] = useState(false);
  if (!mayWrite) return null;
  if (!self.switches.includes('heapdump'))
    return <span class="hint counts">Heap dumps need ADMIN_DANGEROUS=heapdump.</span>;
  const dump = async (): Promise<void> => {
    setDumping(true);
    try {
      tell(`Saved a heap dump of ${formatBytes(await saveDump(thread))}`);
    } catch (error) {
      tell(problemOf(error).message, 'bad');
    }
    setDumping(false);
  };
  return (
    <>
      <ThreadChoice thread={thread} onChange={setThread} hasMain hasAll={false} />
      <Button
        kind="danger"
        isDisabled={isDumping}
        onClick={() => {
          ask({ ...QUESTION, onConfirm: () => void dump() });
        }}
      >
        {isDumping ? 'Dumping…' : 'Heap dump'}
      </Button>
    </>
  );
}

const QUESTION = {
  title: 'Dump the heap',
  verb: 'Dump',
  text: 'The server answers no request while the heap is dumped. The file contains all data in memory, secrets included.',
  isDangerous: true,
};

/** Saves a dump and returns its size in bytes; the browser keeps large ones on the disk. */
async function saveDump(thread: string): Promise<number> {
  const answer = await call(pathOfThread('heapdump', thread), { method: 'POST' });
  const name = fileNameOf(answer.headers.get('Content-Disposition'), 'heap.heapsnapshot');
  const bytes = await answer.blob();
  saveFile(name, bytes);
  return bytes.size;
}
