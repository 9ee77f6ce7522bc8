import type { ResolvedLibraries } from '../libraries/resolve-libraries.ts';
import {
  type Elf,
  type Machine,
  type Section,
  type Segment,
  largestAlignment,
} from '../../formats/elf/elf.ts';
import { findJumpSlot } from '../../formats/elf/find-jump-slot.ts';
import { parseSections } from '../../formats/elf/parse-sections.ts';
import { findHeapShare } from './heap-share.ts';
import { checkStubName, embedLibraries } from './embed-libraries.ts';
import type { Addresses, Head } from './layout.ts';
import { coverSegments, keepSections, librarySections } from './plan-sections.ts';
import { type Placement, moveImage } from './move-image.ts';
import { planAddresses, planHead } from './plan-addresses.ts';
import { planApplicationSegments, planKernelSegments } from './plan-segments.ts';
import { prepareApplication } from './prepare-application.ts';
import { prepareLoader } from './prepare-loader.ts';
import type { StubTable } from './stub-table.ts';

/** The parts of a self-contained executable; the stub is the compiled one for the same machine. */
export interface Ingredients {
  readonly application: Elf;
  readonly resolved: ResolvedLibraries;
  readonly stub: Uint8Array;
  /** Names of the memory files to make for native addons; by default none. */
  readonly memoryFiles?: readonly string[] | undefined;
}

/** Everything that is known about the executable before it is written. */
export interface Plan {
  readonly machine: Machine;
  /** Where the kernel starts: the first byte of the stub. */
  readonly entryAddress: number;
  readonly head: Head;
  /** The program headers for the kernel, which name no interpreter. */
  readonly kernelSegments: readonly Segment[];
  /** The program headers of the application, for ld.so. */
  readonly applicationSegments: readonly Segment[];
  readonly stub: Uint8Array;
  readonly stubTable: StubTable;
  /** For debuggers and for extracting the libraries; not needed to run the program. */
  readonly sections: readonly Section[];
  /** The bytes from the input files, ascending; the head before them is rendered. */
  readonly placements: readonly Placement[];
  /** The first byte after all placements. */
  readonly endOffset: number;
}

/**
 * Plans a file that the kernel can start without a dynamic loader on the host. The head and the embedded
 * loader are in memory below the application, which keeps its addresses. The libraries are not mapped:
 * the stub copies them out of the file.
 *
 *     memory   head | loader | application ...
 *     file     head | loader | application | libraries | section headers
 *
 * @throws {Fault} `APPLICATION_MOVABLE`, `APPLICATION_UNMAPPED`, `APPLICATION_PAGES`, `APPLICATION_LOW` for
 *   an unsuitable program; `LIBRARY_NAME`, `LOADER_PATH`, `LOADER_BSS` for an unsuitable library or loader.
 */
export function planSelfContained(ingredients: Ingredients): Plan {
  const { application: given, resolved, stub, memoryFiles = [] } = ingredients;
  for (const name of memoryFiles) checkStubName(name);
  const loader = prepareLoader(resolved.dynamicLoader.elf);
  const pageBytes = largestAlignment([given, loader]);
  const application = prepareApplication(given, pageBytes);
  const counts = {
    libraryCount: resolved.libraries.length,
    memoryFileCount: memoryFiles.length,
  };
  const head = planHead({ application, loader, stub, ...counts });
  const addresses = planAddresses({ application, loader, head, pageBytes });
  const loaderImage = moveImage(loader, {
    offset: head.sizeBytes,
    addressShift: addresses.loaderShift,
    pageBytes,
  });
  const applicationImage = moveImage(application, {
    offset: loaderImage.endOffset,
    addressShift: 0,
    pageBytes,
  });
  const libraries = embedLibraries(resolved.libraries, applicationImage.endOffset);
  const kept = keepSections(parseSections(application), applicationImage.loads);
  const images = { head, addresses, loader: loaderImage, application: applicationImage };
  const kernelSegments = planKernelSegments(application, images);
  return {
    machine: application.machine,
    entryAddress: addresses.head + head.stubOffset,
    head,
    kernelSegments,
    applicationSegments: planApplicationSegments(application, images),
    stub,
    stubTable: {
      ...planStubAddresses({ application, loader, head, addresses }),
      libraries: libraries.embedded,
      memoryFiles,
    },
    sections: [
      ...kept,
      ...coverSegments(kernelSegments, kept, head.applicationHeadersOffset),
      ...librarySections(libraries.embedded),
    ],
    placements: [
      ...loaderImage.placements,
      ...applicationImage.placements,
      ...libraries.placements,
    ],
    endOffset: libraries.endOffset,
  };
}

function planStubAddresses({
  application,
  loader,
  head,
  addresses,
}: {
  application: Elf;
  loader: Elf;
  head: Head;
  addresses: Addresses;
}): Omit<StubTable, 'libraries' | 'memoryFiles'> {
  return {
    applicationEntry: application.entryAddress,
    applicationHeaders: addresses.head + head.applicationHeadersOffset,
    applicationHeaderCount: application.segments.length,
    loaderBase: addresses.loader,
    loaderEntry: addresses.loaderShift + loader.entryAddress,
    raiseSlot: findJumpSlot(application, 'raise') ?? 0,
    heapShare: findHeapShare(application) ?? 0,
  };
}
