import type { Settings } from '../config/settings.ts';
import { createCompression, type CompressAnswers } from '../http/compression/compress-answers.ts';
import { createCompressors } from '../http/compression/create-compressors.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';

/** Creates the compression of the answers of a program. */
export function openCompression(settings: Settings, metrics: Metrics): CompressAnswers {
  return createCompression({ settings, open: createCompressors({ settings, metrics }) });
}
