import { basename, resolve } from 'node:path';
import { Fault } from '../host/faults/fault.ts';
import { logger } from '../host/logger.ts';
import { parseImageName } from '../registry/image-name.ts';
import { publish } from '../registry/publish.ts';
import { readGivenCredentials } from './given-credentials.ts';
import type { CommandCall, Surroundings } from './surroundings.ts';

/**
 * Pushes an image and prints its name by digest. It runs on any Node, because it makes no bytes.
 *
 * @throws {Fault} `USAGE`, `PASSWORD_MISSING`; those of `publish`.
 */
export async function runPublish(
  call: CommandCall,
  { machine, currentFolder, print }: Surroundings,
): Promise<void> {
  const { entry: name, flags } = call;
  if (name === undefined)
    throw new Fault('USAGE', {
      command: ' publish',
      reason: 'it needs a name such as registry.example.org/shop:1.2.0',
    });
  const { repository } = parseImageName(name);
  const paths = (flags.attach ?? []).map((path) => resolve(currentFolder, path));
  const file = flags.file ?? `${basename(repository)}.tar`;
  const published = await publish(
    {
      imagePath: resolve(currentFolder, file),
      name,
      attachmentPaths: paths,
      credentials: readGivenCredentials(call),
      from: flags.from,
    },
    {
      env: machine.env,
      report: (line) => {
        logger.info(line);
      },
    },
  );
  print(published);
}
