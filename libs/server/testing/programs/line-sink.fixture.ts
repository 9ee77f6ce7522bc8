import { nodeWorld } from '../../src/world/node-world.ts';
import { createLineSink } from '../../src/telemetry/log/line-sink.ts';
import { createLoggers } from '../../src/telemetry/log/loggers.ts';

// A program that logs as many lines as its first argument says, a hundred per turn of the event loop, and
// ends as its second argument says. It reports its final state on stderr, because stdout is under test.
const world = nodeWorld(process);
const { argv, now, monotonicMs, schedule } = world;
const sink = createLineSink(world.stdout, {
  schedule,
  onRecovered: (lineCount) => {
    loggers.root.warn({ lineCount }, 'log lines were lost');
  },
});
world.onExit(sink.push);
const loggers = createLoggers({ now, monotonicMs, schedule, level: 'info', sink });
const [lineCount = '0', ending = ''] = argv;

async function logLines(count: number): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    loggers.root.info({ number }, 'line');
    if (number % 100 === 0) await new Promise(setImmediate);
  }
}

world.onUncaught((error) => {
  loggers.root.fatal({ err: error }, 'ended by an uncaught error');
  void sink.flush(30_000).then(() => {
    world.exit(70);
  });
});
await logLines(Number(lineCount));
if (ending === 'exit') world.exit(3);
if (ending === 'throw') throw new Error('lost');
if (ending === 'recover') {
  world.stderr.write('ready\n');
  await sink.flush(30_000);
  loggers.root.info('after');
}
if (ending === 'at once') while (world.writeAtOnce('past the stream\n'));
const isFlushed = await sink.flush(ending === 'stuck' ? 100 : 30_000);
const rssMebibytes = process.memoryUsage.rss() / 1024 / 1024;
world.stderr.write(JSON.stringify({ isFlushed, droppedLines: sink.droppedLines(), rssMebibytes }));
world.exit(0);
