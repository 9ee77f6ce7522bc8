import {
  boolean,
  cidrList,
  directoryPath,
  filePath,
  httpUrl,
  ipAddress,
  list,
  oneOf,
  ratio,
  text,
  wholeNumber,
} from './kind.ts';

/** The kinds that an app's settings may have; its own ones implement `Kind`. */
export const kinds = {
  boolean,
  cidrList,
  directoryPath,
  filePath,
  httpUrl,
  ipAddress,
  list,
  oneOf,
  ratio,
  text,
  wholeNumber,
} as const;
