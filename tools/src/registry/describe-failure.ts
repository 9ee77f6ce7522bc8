import { Fault } from '../host/faults/fault.ts';
import { findCertificateError } from './certificate-error.ts';
import type { ImageName } from './image-name.ts';

/** What came of a request. */
export type Outcome = { readonly response: Response } | { readonly error: Error };

interface Asked {
  readonly method: string;
  readonly url: string | URL;
}

/** Returns what to tell about a request that the registry did not answer, or answered with an error. */
export async function describeFailure(
  outcome: Outcome,
  { method, url }: Asked,
  { registry, origin }: Pick<ImageName, 'registry' | 'origin'>,
): Promise<Fault> {
  if ('error' in outcome) return describeError(outcome.error, registry);
  const { status } = outcome.response;
  const { pathname: path } = new URL(url, origin);
  const facts = { registry, request: `${method} ${path}`, status };
  return new Fault('REGISTRY_REFUSED', { ...facts, reason: await readReason(outcome.response) });
}

function describeError(error: Error, registry: string): Fault {
  const { kind, reason = findReason(error) } = findCertificateError(error) ?? {};
  if (kind === 'authority') return new Fault('REGISTRY_AUTHORITY', { registry, reason });
  if (kind === 'certificate') return new Fault('REGISTRY_CERTIFICATE', { registry, reason });
  return new Fault('REGISTRY_UNREACHABLE', { registry, reason });
}

/** fetch() hides the error of the socket behind "fetch failed". */
function findReason({ message, cause }: Error): string {
  const { code, message: inner } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  return code ?? inner ?? message;
}

/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes */
async function readReason(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    const { errors } = JSON.parse(text) as {
      errors: readonly Record<'code' | 'message', string>[];
    };
    const reasons = errors.map(({ code, message }) => `${code}: ${message}`);
    return reasons.join('; ') || response.statusText;
  } catch {
    return response.statusText;
  }
}
