import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { errnoOf, Fault } from '../../world/faults/fault.ts';

/**
 * Makes outgoing connections trust the certificates of a PEM file, in addition to those of Node.
 *
 * @throws {Fault} `CA_FILE_UNREADABLE` or `CA_FILE_MALFORMED`.
 */
export async function trustCaFile(path: string): Promise<void> {
  const certificates = parseBundle(await readBundle(path), path);
  setDefaultCACertificates([...getCACertificates('default'), ...certificates]);
}

async function readBundle(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = errnoOf(error) ?? String(error);
    throw new Fault('CA_FILE_UNREADABLE', { path, reason }, { cause: error });
  }
}

function parseBundle(bundle: string, path: string): readonly string[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  if (blocks.length === 0) throw new Fault('CA_FILE_MALFORMED', { path, position: 1 });
  for (const [index, block] of blocks.entries()) {
    try {
      new X509Certificate(block);
    } catch (error) {
      throw new Fault('CA_FILE_MALFORMED', { path, position: index + 1 }, { cause: error });
    }
  }
  return blocks;
}
