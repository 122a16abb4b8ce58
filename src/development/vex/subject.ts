import type { Cpe } from '../component/cpe.ts';
import { compareCpe } from '../component/cpe-match.ts';
import type { Bom, Component, ComponentHash } from '../component/model.ts';
import type { Purl } from '../component/purl.ts';
import type { Subject } from './model.ts';

/**
 * Whether what a statement is about is this component. A hash of one algorithm on both sides decides alone; else every part of a purl that the statement gives, its version
 * included, has to be the component's; else a CPE that holds the component's. A name in words never is enough.
 */
export function isAbout(subject: Subject, component: Component, bom: Pick<Bom, 'serial'>): boolean {
  if (subject.versions !== undefined && !ofVersions(subject.versions, component)) return false;
  const hashed = sameHash(subject.hashes, component.hashes);
  if (hashed !== undefined) return hashed;
  const { inBom } = subject;
  if (inBom !== undefined && inBom.serial !== undefined && inBom.serial === bom.serial?.toLowerCase()) return inBom.ref === component.ref;
  const { version } = component;
  const purl = component.purl?.version === undefined && component.purl !== undefined && version !== undefined ? { ...component.purl, version } : component.purl;
  if (subject.purls.length > 0) return purl !== undefined && subject.purls.some((each) => purlHolds(each, purl));
  return subject.cpes.some((each) => component.cpes.some((cpe) => cpeHolds(each, cpe)));
}

/** Every version that the component is said to have is among these; one of which none is said is of none of them. */
function ofVersions(versions: readonly string[], { version, purl }: Component): boolean {
  const said = [version, purl?.version].filter((each) => each !== undefined);
  return said.length > 0 && said.every((each) => versions.includes(each));
}

/** Whether a statement that is bound to files by their digests may be about one of these: it is about none where both have a digest of one kind, and none agrees. */
export function isOf(bound: Subject['hashes'], components: readonly Component[]): boolean {
  const compared = components.map(({ hashes }) => pairsOf(bound, hashes)).filter((pairs) => pairs.length > 0);
  return compared.length === 0 || compared.some((pairs) => pairs.some(({ same }) => same));
}

/** The version that a document tells beside purl and CPE, in those that leave it open: else they would stand for every version. */
export function atVersion({ purls, cpes, ...rest }: Subject, version: string | undefined): Subject {
  if (version === undefined || version === '') return { purls, cpes, ...rest };
  const text = version.toLowerCase();
  return {
    ...rest,
    purls: purls.map((purl) => (purl.version === undefined ? { ...purl, version } : purl)),
    cpes: cpes.map((cpe) => (cpe.version.kind === 'any' ? { ...cpe, version: { kind: 'text', text } } : cpe)),
  };
}

/** Without the purls and CPEs that leave the version open. */
export function versioned({ purls, cpes, ...rest }: Subject): Subject {
  return { ...rest, purls: purls.filter((purl) => purl.version !== undefined), cpes: cpes.filter((cpe) => cpe.version.kind !== 'any') };
}

function sameHash(a: Subject['hashes'], b: readonly ComponentHash[]): boolean | undefined {
  const pairs = pairsOf(a, b);
  // MD5 and SHA-1 can be made to agree, so that they agree shows nothing; that they differ does.
  if (pairs.some(({ same }) => !same)) return false;
  return pairs.some(({ algorithm }) => !['md5', 'sha1'].includes(plain(algorithm))) ? true : undefined;
}

function pairsOf(a: Subject['hashes'], b: readonly ComponentHash[]) {
  return a.flatMap((one) => b.filter((two) => plain(one.algorithm) === plain(two.algorithm)).map((two) => ({ ...two, same: one.hex === two.hex })));
}

function plain(algorithm: string): string {
  return algorithm.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** A purl without a version stands for every version, and without a qualifier for every value of it. */
function purlHolds(said: Purl, is: Purl): boolean {
  return (
    said.type === is.type &&
    said.namespace === is.namespace &&
    said.name === is.name &&
    (said.version === undefined || said.version === is.version) &&
    (said.subpath === undefined || said.subpath === is.subpath) &&
    [...said.qualifiers].every(([key, value]) => is.qualifiers.get(key) === value)
  );
}

function cpeHolds(said: Cpe, is: Cpe): boolean {
  // A CPE of any vendor or product would be about everything.
  if (said.vendor.kind !== 'text' || said.product.kind !== 'text') return false;
  const relation = compareCpe(said, is);
  return relation === 'equal' || relation === 'superset';
}
