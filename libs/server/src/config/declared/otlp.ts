import { keyValues, type KeyValues } from '../key-values.ts';
import type { Kind } from '../kind.ts';
import { oneOf, wholeNumber } from '../kinds.ts';

export const milliseconds = wholeNumber({ min: 1, max: 600_000 });

/** Number of spans or log records. */
export const amount = wholeNumber({ min: 1, max: 1_000_000 });

/** Encodings of OTLP over HTTP; gRPC needs HTTP/2 and a port of its own. */
const PROTOCOLS = ['http/protobuf', 'http/json'] as const;
export type OtlpProtocol = (typeof PROTOCOLS)[number];

export const protocol: Kind<OtlpProtocol> = {
  ...oneOf(PROTOCOLS),
  expectation: 'http/protobuf or http/json, which collectors accept on port 4318',
};

const COMPRESSIONS = ['none', 'gzip'] as const;
export type OtlpCompression = (typeof COMPRESSIONS)[number];

export const compression: Kind<OtlpCompression> = oneOf(COMPRESSIONS);

export const headerFields: Kind<KeyValues> = {
  expectation: `${keyValues.expectation}, in ASCII only`,
  parse: (text) => {
    const fields = keyValues.parse(text);
    const isAscii = Object.values(fields ?? {}).every((value) => /^[\x20-\x7e]*$/.test(value));
    return isAscii ? fields : undefined;
  },
};
