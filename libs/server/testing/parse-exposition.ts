import { spawnSync } from 'node:child_process';

const PYTHON = '/usr/bin/python3'; // the system's own, which has the system's packages

// The strict parser of OpenMetrics is the reference implementation.
const PARSE = `
import json, sys, importlib
parser = importlib.import_module(sys.argv[1])
families = parser.text_string_to_metric_families(sys.stdin.buffer.read().decode())
print(json.dumps([[f.name, f.type, f.unit, f.documentation,
  [[s.name, s.labels, str(float(s.value))] + ([[e.labels, e.value, str(e.timestamp)] for e in [s.exemplar] if e])
   for s in f.samples]] for f in families]))
`;

/** Name, type, unit, description and samples of a metric family. */
export type ParsedFamily = readonly [
  name: string,
  type: string,
  unit: string,
  description: string,
  samples: readonly (readonly [
    name: string,
    labels: Readonly<Record<string, string>>,
    value: string,
    exemplar?: readonly [labels: Readonly<Record<string, string>>, value: number, seconds: string],
  ])[],
];

/** Parses metrics by a parser of Prometheus's Python client. @throws {Error} with its message. */
export function parseExposition(module: string, text: string): readonly ParsedFamily[] {
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', PARSE, module], { input: text });
  if (stdout.length === 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as readonly ParsedFamily[];
}

/** Whether the parsers are installed. */
export const hasParser = spawnSync(PYTHON, ['-c', 'import prometheus_client']).status === 0;
