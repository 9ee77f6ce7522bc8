/** Writes the JSON schema of the configuration: `node tools/src/host/configuration/write-schema.ts`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSchema } from './render-schema.ts';

const path = join(import.meta.dirname, '../../../configuration.schema.json');
writeFileSync(path, `${JSON.stringify(renderSchema(), undefined, 2)}\n`);
