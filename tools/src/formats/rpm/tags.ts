/**
 * Tags of the header that this writer uses.
 *
 * @see https://rpm-software-management.github.io/rpm/manual/tags.html
 */
export const TAG = {
  headerImmutable: 63,
  i18nTable: 100,
  name: 1000,
  version: 1001,
  release: 1002,
  summary: 1004,
  description: 1005,
  buildTime: 1006,
  buildHost: 1007,
  size: 1009,
  licence: 1014,
  packager: 1015,
  group: 1016,
  os: 1021,
  architecture: 1022,
  fileSizes: 1028,
  fileModes: 1030,
  fileDevices: 1033,
  fileTimes: 1034,
  fileDigests: 1035,
  fileLinks: 1036,
  fileFlags: 1037,
  fileUsers: 1039,
  fileGroups: 1040,
  sourceRpm: 1044,
  fileVerifyFlags: 1045,
  provideName: 1047,
  requireFlags: 1048,
  requireName: 1049,
  requireVersion: 1050,
  fileDevice: 1095,
  fileInodes: 1096,
  fileLanguages: 1097,
  provideFlags: 1112,
  provideVersion: 1113,
  folderIndexes: 1116,
  baseNames: 1117,
  folders: 1118,
  payloadFormat: 1124,
  payloadCompressor: 1125,
  payloadFlags: 1126,
  fileDigestAlgorithm: 5011,
  encoding: 5062,
  payloadDigest: 5092,
  payloadDigestAlgorithm: 5093,
} as const;

/** Tags of the header of digests, before that of the package. */
export const SIGNATURE = {
  headerSignatures: 62,
  sha1: 269,
  sha256: 273,
  size: 1000,
  md5: 1004,
  payloadSize: 1007,
} as const;

/** Flags of a relation between packages. */
export const SENSE = { lessOrEqual: 2 | 8, equal: 8, rpmlib: 1 << 24 } as const;

/** Scripts, with the tags of their text and interpreter, and what needs the interpreter. */
export const SCRIPTS = {
  post: { text: 1024, program: 1086, sense: 1 << 10 },
  preun: { text: 1025, program: 1087, sense: 1 << 11 },
  postun: { text: 1026, program: 1088, sense: 1 << 12 },
} as const;
