import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bomSchemas } from '../src/development/component/edge/schemas.ts';
import { readBom } from '../src/development/component/read.ts';
import { type BenchResult, MACHINE, median } from './result.ts';

// How fast a large bill of materials becomes components: judged by the official schema, read, every package URL and CPE name parsed. `node bench/main.ts components`.
// Each run is a process of its own, so that compiling the schema is in the figure and memory is that of one document.

const COMPONENTS = 10_000;
const RUNS = 3;
const KINDS = ['json', 'xml', 'spdx'] as const;

interface Read {
  readonly ms: number;
  readonly megabytes: number;
}

export async function run(): Promise<BenchResult[]> {
  return KINDS.flatMap((kind) => {
    const runs = Array.from(
      { length: RUNS },
      () => JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), kind], { encoding: 'utf8' })) as Read,
    );
    const row = {
      bench: 'components',
      runs: RUNS,
      machine: MACHINE,
      input: `a made bill of materials of ${COMPONENTS.toLocaleString('en')} components, ${NAMES[kind]}`,
    };
    return [
      { ...row, figure: 'judged and read, schema compiled, by the clock', value: median(runs.map(({ ms }) => ms)), unit: 'ms' },
      { ...row, figure: 'most memory of the process', value: Math.max(...runs.map(({ megabytes }) => megabytes)), unit: 'MB' },
    ];
  });
}

const NAMES = { json: 'CycloneDX 1.6 as JSON', xml: 'CycloneDX 1.6 as XML', spdx: 'SPDX 2.3 as JSON' } as const;

function made(kind: (typeof KINDS)[number]): string {
  const parts = Array.from({ length: COMPONENTS }, (_, at) => ({
    name: `lib${at}`,
    version: `1.${at % 90}.${at % 7}-${at % 3}`,
    purl: `pkg:deb/debian/lib${at}@1.${at % 90}.${at % 7}-${at % 3}?arch=amd64&amp;distro=debian-12&amp;upstream=src${at % 2000}`,
    cpe: `cpe:2.3:a:vendor${at % 500}:lib${at}:1.${at % 90}.${at % 7}:*:*:*:*:*:*:*`,
    hash: at.toString(16).padStart(64, '0'),
    needs: (at * 7919) % COMPONENTS,
  }));
  if (kind === 'xml') {
    const components = parts.map(
      ({ name, version, purl, cpe, hash }, at) =>
        `<component type="library" bom-ref="c${at}"><name>${name}</name><version>${version}</version><hashes><hash alg="SHA-256">${hash}</hash></hashes><cpe>${cpe}</cpe><purl>${purl}</purl></component>`,
    );
    const dependencies = parts.map(({ needs }, at) => `<dependency ref="c${at}"><dependency ref="c${needs}"/></dependency>`);
    return `<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>${components.join('')}</components><dependencies>${dependencies.join('')}</dependencies></bom>`;
  }
  if (kind === 'json') {
    return JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      components: parts.map(({ name, version, purl, cpe, hash }, at) => ({
        type: 'library',
        'bom-ref': `c${at}`,
        name,
        version,
        purl: purl.replaceAll('&amp;', '&'),
        cpe,
        hashes: [{ alg: 'SHA-256', content: hash }],
        licenses: [{ license: { id: 'MIT' } }],
      })),
      dependencies: parts.map(({ needs }, at) => ({ ref: `c${at}`, dependsOn: needs === at ? [] : [`c${needs}`] })),
    });
  }
  return JSON.stringify({
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'made',
    documentNamespace: 'https://example.org/made',
    creationInfo: { created: '2026-01-31T12:00:00Z', creators: ['Tool: bench'] },
    packages: parts.map(({ name, version, purl, cpe, hash }, at) => ({
      SPDXID: `SPDXRef-${at}`,
      name,
      versionInfo: version,
      downloadLocation: 'NOASSERTION',
      checksums: [{ algorithm: 'SHA256', checksumValue: hash }],
      externalRefs: [
        { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: purl.replaceAll('&amp;', '&') },
        { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: cpe },
      ],
    })),
    relationships: parts.map(({ needs }, at) => ({ spdxElementId: `SPDXRef-${at}`, relationshipType: 'DEPENDS_ON', relatedSpdxElement: `SPDXRef-${needs}` })),
  });
}

const asked = KINDS.find((kind) => kind === process.argv[2]);
if (process.argv[1] === fileURLToPath(import.meta.url) && asked !== undefined) {
  const bytes = new TextEncoder().encode(made(asked));
  const began = performance.now();
  const bom = readBom(bytes, asked, bomSchemas(), { lenient: false });
  const ms = performance.now() - began;
  if (bom.components.length !== COMPONENTS || bom.skipped.length > 0) throw new Error('the bill of materials was not read whole');
  process.stdout.write(JSON.stringify({ ms, megabytes: process.resourceUsage().maxRSS / 1024 } satisfies Read));
}
