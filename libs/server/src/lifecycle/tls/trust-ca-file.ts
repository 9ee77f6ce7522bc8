import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import { keepFresh, type FreshOptions } from './keep-fresh.ts';

/** Setting that names the file, for the sentences. */
const SETTING = 'CA_FILE';

/**
 * Makes outgoing connections trust the certificates of a PEM file, in addition to those of Node. New
 * connections follow the file: on a reload, and within 5 s after it has changed; if it is not usable,
 * that is logged once, and the old certificates stay trusted.
 *
 * @throws {Fault} `CA_FILE_UNREADABLE` or `CA_FILE_MALFORMED`.
 */
export async function trustCaFile(
  path: string,
  { lifecycle, log }: Omit<FreshOptions, 'name'>,
): Promise<void> {
  const nodes = getCACertificates('default');
  let trusted: string | undefined;
  const trust = async (): Promise<void> => {
    const bundle = await readBundle(path);
    if (bundle === trusted) return;
    const certificates = parseBundle(bundle, path);
    setDefaultCACertificates([...nodes, ...certificates]);
    trusted = bundle;
    log.info({ path, count: certificates.length }, 'CA certificates trusted');
  };
  await trust();
  keepFresh(trust, { name: 'ca-file', lifecycle, log });
}

/**
 * Reads a file with CA certificates in PEM.
 *
 * @throws {Fault} `CA_FILE_UNREADABLE`.
 */
export async function readBundle(path: string, setting = SETTING): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const reason = errnoOf(error) ?? String(error);
    throw new Fault('CA_FILE_UNREADABLE', { path, setting, reason }, { cause: error });
  }
}

/**
 * Parses CA certificates in PEM.
 *
 * @throws {Fault} `CA_FILE_MALFORMED`.
 */
export function parseBundle(bundle: string, path: string, setting = SETTING): readonly string[] {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  if (blocks.length === 0) throw new Fault('CA_FILE_MALFORMED', { path, setting, position: 1 });
  for (const [index, block] of blocks.entries()) {
    try {
      new X509Certificate(block);
    } catch (error) {
      const position = index + 1;
      throw new Fault('CA_FILE_MALFORMED', { path, setting, position }, { cause: error });
    }
  }
  return blocks;
}
