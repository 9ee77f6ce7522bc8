import { Enums, Models, Serialize, Spec, SPDX } from '@cyclonedx/cyclonedx-library';
import { REVISION, type SourceState } from '../../host/read-source-state.ts';
import { parseExpression } from './parse-expression.ts';
import type { SbomPart } from './sbom-part.ts';

/** The parts of an artefact. */
export interface Inventory {
  /** The app itself. */
  readonly app: SbomPart;
  /** All other parts, each once, in any order. */
  readonly parts: readonly SbomPart[];
  readonly source: SourceState;
}

/**
 * Renders a CycloneDX 1.7 document. The same inventory gives the same bytes in any order. There is no
 * serial number, because a random one would differ in every build. Parts are sorted here, by code units:
 * the library sorts by the locale of the machine.
 *
 * @see https://cyclonedx.org/docs/1.7/json/
 */
export function renderSbom({ app, parts, source }: Inventory): string {
  const { epochSeconds, revision } = source;
  const properties = revision === undefined ? {} : { [REVISION]: revision };
  const components = new Map<string, Models.Component>();
  const subject = createComponent({ ...app, properties }, components);
  const bom = new Models.Bom({
    metadata: new Models.Metadata({
      timestamp: new Date(epochSeconds * 1000),
      component: subject,
    }),
    components: new Models.ComponentRepository(
      sortByRef(parts).map((part) => createComponent(part, components)),
    ),
  });
  connect([app, ...parts], components);
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot7);
  const serializer = new Serialize.JsonSerializer(factory);
  return `${serializer.serialize(bom, { sortLists: false, space: 1 })}\n`;
}

function createComponent(
  part: SbomPart,
  components: Map<string, Models.Component>,
): Models.Component {
  const [name = '', group] = part.name.split('/').toReversed();
  const component = new Models.Component(TYPES[part.type], name, {
    bomRef: part.ref,
    group,
    version: part.version,
    purl: part.purl,
    cpe: part.cpe,
    licenses: new Models.LicenseRepository(createLicences(part)),
    hashes: new Models.HashDictionary(createHashes(part)),
    properties: new Models.PropertyRepository(createProperties(part)),
    components: new Models.ComponentRepository(
      sortByRef(part.parts ?? []).map((inner) => createComponent(inner, components)),
    ),
  });
  components.set(part.ref, component);
  return component;
}

/** An identifier of the SPDX list becomes an `id`; text that SPDX does not know becomes a name. */
function createLicences({ licence }: SbomPart): readonly Models.License[] {
  if (licence === undefined) return [];
  if (SPDX.isSupportedSpdxId(licence)) return [new Models.SpdxLicense(licence)];
  if (parseExpression(licence) === undefined) return [new Models.NamedLicense(licence)];
  return [new Models.LicenseExpression(licence)];
}

function createHashes({ hashes }: SbomPart): readonly [Enums.HashAlgorithm, string][] {
  return ALGORITHMS.flatMap((algorithm): [Enums.HashAlgorithm, string][] => {
    const digest = hashes?.[algorithm];
    return digest === undefined ? [] : [[algorithm, digest]];
  });
}

function createProperties({ properties = {} }: SbomPart): readonly Models.Property[] {
  return Object.entries(properties).map(([name, value]) => new Models.Property(name, value));
}

function connect(
  parts: readonly SbomPart[],
  components: ReadonlyMap<string, Models.Component>,
): void {
  for (const { ref, dependsOn = [], parts: inner = [] } of parts) {
    for (const target of dependsOn.toSorted()) {
      const component = components.get(target);
      if (component === undefined)
        throw new Error(`"${ref}" depends on "${target}", which is not in the inventory`);
      components.get(ref)?.dependencies.add(component.bomRef);
    }
    connect(inner, components);
  }
}

function sortByRef(parts: readonly SbomPart[]): readonly SbomPart[] {
  return parts.toSorted((a, b) => (a.ref < b.ref ? -1 : 1));
}

const ALGORITHMS = [Enums.HashAlgorithm['SHA-256'], Enums.HashAlgorithm['SHA-512']] as const;

const TYPES: Readonly<Record<SbomPart['type'], Enums.ComponentType>> = {
  application: Enums.ComponentType.Application,
  data: Enums.ComponentType.Data,
  file: Enums.ComponentType.File,
  library: Enums.ComponentType.Library,
  platform: Enums.ComponentType.Platform,
};
