/** The part of the catalogue about source maps, stacks and profiles. */
export const symbolFaults = {
  MAP_FORMAT: ({ path, found }: Record<'path' | 'found', string>) =>
    `Cannot use the source map "${path}": ${found}, expected the map that the build writes beside a bundle (main.cjs.map, or NAME.map of tscratch build --source-map)`,
  MAP_MISSING: ({ path, code }: Record<'path' | 'code', string>) =>
    `Cannot read the source map "${path}" (${code}); bundle the commit of the program again: it has the same bytes and the same map`,
  MAP_OTHER: ({
    path,
    bundleDigest,
    program,
    found,
  }: Record<'path' | 'bundleDigest' | 'program' | 'found', string>) =>
    `Cannot use the source map "${path}": it belongs to the bundle ${bundleDigest}, but ${program === found ? 'the program has' : `"${program}" has`} ${found}; bundle the commit of the program, which its --version names`,
  MAP_UNFIT: ({ path, places, fitting }: { path: string; places: number; fitting: number }) =>
    `Cannot trust these places: ${fitting} of ${places} are where the source map "${path}" has a symbol, so it belongs to another build; bundle the commit of the program, and compare by --program`,
  PROFILE_KIND: ({ kind }: { kind: string }) =>
    `Cannot map ${kind}: it has no places in sources, expected a stack, a log, a CPU profile or a heap profile; open it in DevTools`,
  SYMBOLS_PROGRAM: ({ program, code }: Record<'program' | 'code', string>) =>
    `Cannot find the bundle of "${program}"${code === '' ? '' : ` (${code})`}: expected an executable of tscratch, an app file, a bundle (.cjs), or sha256: and 64 hexadecimal digits, as NODE_DEBUG=code-cache,stop makes the program print`,
} as const;
