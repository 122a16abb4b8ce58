import { isDistribution, packageKey, packageOf, sameRelease } from '../advisory/ecosystem.ts';
import type { Coverage, Lookup, PackageRow, ProductRow } from '../advisory/lookup.ts';
import { NVD, type Scope, scopeHolding, scopeText } from '../advisory/scope.ts';
import type { Bom, Component } from '../component/model.ts';
import { purlText } from '../component/purl.ts';
import { versionOrderOf } from '../version/ecosystem.ts';
import { type AffectedAnswer, isAffected } from '../version/index.ts';
import { findingsOf, GRAVITY, type Heard } from './findings.ts';
import { type ComponentExposure, type ComponentName, EXPOSURE_STATES, type Exposure, type ExposureState, type Finding, type Unmatched } from './model.ts';
import { namesOf, nameText } from './names.ts';
import { fits, matchProduct, textOf } from './product-match.ts';
import { atSaidVersion, conflictOf } from './said-version.ts';

/**
 * Matches every component of a bill of materials. `declared` is of what the advisories are all, by the word of whoever asks, beside what the index knows: only there is a
 * component that no record names not affected. Pure; the index is asked for rows, and nothing is fetched.
 */
export function exposureOf(bom: Bom, lookup: Lookup, declared: readonly Scope[] = []): Exposure {
  // Where no component of the whole list says from which source package it was built, that one of them does not is no statement.
  const sources = bom.components.some(({ upstreams }) => upstreams.some(({ from }) => from === 'source-package' || from === 'upstream-qualifier'));
  const all = bom.root !== undefined && namesOf(bom.root).some(({ kind }) => kind !== 'upstream') ? [bom.root, ...bom.components] : bom.components;
  const seen = new Set<string>();
  const whole = [...lookup.coverage.whole, ...declared];
  const components = all.filter(({ ref }) => !seen.has(ref) && seen.add(ref)).map((component) => exposed(component, { lookup, sources, whole }));
  return { components, counts: countsOf(components), coverage: { ...lookup.coverage, whole } };
}

export function countsOf(components: readonly ComponentExposure[]): Exposure['counts'] {
  const counts: Record<ExposureState, number> = { 'not-matchable': 0, affected: 0, perhaps: 0, 'not-affected': 0 };
  for (const { state } of components) counts[state] += 1;
  return counts;
}

interface Around {
  readonly lookup: Lookup;
  readonly sources: boolean;
  readonly whole: readonly Scope[];
}

interface Asking extends Around {
  readonly component: Component;
  readonly heard: Heard[];
  /** `scope` is the database that was asked; `whole` where it holds every advisory there is. */
  readonly asked: { readonly name: ComponentName; readonly weak: boolean; readonly scope: string; readonly whole: boolean }[];
  readonly unmatched: Unmatched[];
}

/** Versions of one component that are asked; a list that says more of them says nothing. */
const MOST_VERSIONS = 8;

function exposed(component: Component, around: Around): ComponentExposure {
  const conflict = conflictOf(component);
  if (conflict.length === 0) return exposedAsSaid(component, around);
  const versions = [...new Set(conflict.map(({ version }) => version))];
  const each = versions.slice(0, MOST_VERSIONS).map((version) => exposedAsSaid(atSaidVersion(component, version), around));
  const findings = worstOf(each.flatMap((one) => one.findings));
  const covered = versions.length <= MOST_VERSIONS && each.every((one) => one.covered);
  const many: Unmatched = { code: 'versions-many', why: `it is said to have ${versions.length} versions, of which ${MOST_VERSIONS} were asked` };
  const [said] = each;
  return {
    ...(said as ComponentExposure),
    version: component.version ?? conflict[0]?.version ?? '',
    ...(component.purl === undefined ? {} : { purl: purlText(component.purl) }),
    state: stateOf(findings, covered),
    covered,
    conflict,
    by: [...new Set(each.flatMap(({ by }) => by))],
    weak: each.every(({ weak }) => weak),
    unmatched: once([...(versions.length > MOST_VERSIONS ? [many] : []), ...each.flatMap(({ unmatched }) => unmatched)]),
    findings,
  };
}

/** Of each vulnerability what is worst at any of the versions. */
function worstOf(findings: readonly Finding[]): readonly Finding[] {
  const worst = new Map<string, Finding>();
  for (const each of findings) {
    const known = worst.get(each.vulnerability);
    if (known === undefined || GRAVITY[each.state] > GRAVITY[known.state]) worst.set(each.vulnerability, each);
  }
  return [...worst.values()];
}

function exposedAsSaid(component: Component, around: Around): ComponentExposure {
  const asking: Asking = { ...around, component, heard: [], asked: [], unmatched: [] };
  const names = namesOf(component);
  for (const name of names) if (name.kind === 'package') askPackage(name, asking);
  for (const name of names) if (name.kind === 'cpe') askCpe(name, asking);
  // A bare name is asked only where nothing better is known: it is anybody's.
  if (!asking.asked.some(({ weak }) => !weak)) for (const name of names) if (name.kind === 'upstream') askUpstream(name, asking);
  const findings = findingsOf(asking.heard, around.lookup);
  const covered = asking.asked.some(({ whole }) => whole);
  const partial = covered ? [] : asking.asked.map(({ scope }) => notWhole(scope));
  const unmatched = once(names.length === 0 ? [{ code: 'no-name', why: noName(component) }] : [...partial, ...asking.unmatched]);
  const version = component.version ?? component.purl?.version;
  return {
    ref: component.ref,
    name: component.group === undefined ? component.name : `${component.group}/${component.name}`,
    ...(version === undefined ? {} : { version }),
    ...(component.purl === undefined ? {} : { purl: purlText(component.purl) }),
    state: stateOf(findings, covered),
    covered,
    by: [...new Set(asking.asked.map(({ name }) => nameText(name)))],
    weak: asking.asked.length > 0 && asking.asked.every(({ weak }) => weak),
    unmatched: asking.asked.length > 0 ? once(unmatched.filter(({ code }) => code !== 'name-unknown')) : unmatched,
    findings,
  };
}

/** What is open decides; what a statement or a better source closed does not, and leaves what was known without it. */
export function stateOf(findings: readonly { readonly state: 'affected' | 'perhaps' | 'not-affected' }[], covered: boolean): ExposureState {
  return (
    EXPOSURE_STATES.find((state) => findings.some((finding) => finding.state === state && state !== 'not-affected')) ??
    (covered ? 'not-affected' : 'not-matchable')
  );
}

function notWhole(scope: string): Unmatched {
  const about = scope === NVD ? 'products by CPE' : scope;
  return { code: 'scope-not-whole', why: `advisories about ${about} were given, and nothing says that they are all of them` };
}

function once(reasons: readonly Unmatched[]): readonly Unmatched[] {
  if (reasons.length < 2) return reasons;
  return [...new Map(reasons.map((reason) => [`${reason.code} ${reason.why}`, reason])).values()];
}

function noName({ purl }: Component): string {
  return purl === undefined
    ? 'it has no purl, no CPE and no upstream name'
    : `no ecosystem of advisories has packages of type ${purl.type}, and it has no CPE and no upstream name`;
}

function askPackage(name: ComponentName & { readonly kind: 'package' }, asking: Asking): void {
  const { lookup, unmatched, component } = asking;
  const key = packageKey(name.ecosystem, name.name);
  const covered = coveredBy(lookup.coverage, key.ecosystem, name.release);
  if (covered !== undefined) {
    // Records of repositories exist for a few; that there are none says nothing of the component.
    if (key.ecosystem !== 'GIT') unmatched.push(covered);
    return;
  }
  const rows = lookup.packages(key.ecosystem, key.name).filter((row) => sameRelease(row.release, name.release) !== 'no');
  if (rows.length === 0 && key.ecosystem === 'GIT') {
    unmatched.push({ code: 'name-unknown', why: `no advisory that was given knows the repository ${name.name}` });
    return;
  }
  const distributed = isDistribution(name.ecosystem);
  if (rows.length === 0 && distributed && !asking.sources && component.purl?.type === 'deb') {
    unmatched.push({ code: 'source-unknown', why: `advisories of ${name.ecosystem} name source packages, and the bill of materials tells none` });
    return;
  }
  if (rows.length > 0 && name.version === undefined) {
    unmatched.push({
      code: 'no-version',
      why: `it has no version, and ${rows.length} ${rows.length === 1 ? 'entry speaks' : 'entries speak'} of ${name.name}`,
    });
    return;
  }
  ask(asking, name, false, key.ecosystem, name.release);
  for (const row of rows) hearPackage(row, name, asking, distributed, false);
}

function ask(asking: Asking, name: ComponentName, weak: boolean, ecosystem: string, release?: string): void {
  const whole = scopeHolding(asking.whole, ecosystem, release) !== undefined;
  asking.asked.push({ name, weak, scope: scopeText({ ecosystem, ...(release === undefined ? {} : { release }) }), whole });
}

// Of one row and one version the answer is always the same; rows live as long as the index that gave them.
const ANSWERS = new WeakMap<PackageRow, Map<string, AffectedAnswer>>();

function answerOf(row: PackageRow, version: string): AffectedAnswer {
  const answers = ANSWERS.get(row) ?? new Map<string, AffectedAnswer>();
  const answer = answers.get(version) ?? isAffected(version, row.versions);
  answers.set(version, answer);
  ANSWERS.set(row, answers);
  return answer;
}

function hearPackage(row: PackageRow, name: ComponentName & { readonly version?: string }, asking: Asking, own: boolean, weak: boolean): void {
  const answer = answerOf(row, name.version ?? '');
  const release = name.kind === 'package' ? sameRelease(row.release, name.release) : 'yes';
  const later = row.status === 'cleared' && row.doubt === undefined && answer.state === 'not-affected' ? laterOf(row, name.version ?? '') : undefined;
  if (later !== undefined) {
    const why = `the record calls ${later} fixed or not affected, and says nothing of versions before it`;
    asking.heard.push({ advisory: row.advisory, status: 'open', state: 'perhaps', why, by: nameText(name), own, weak, drawn: true });
    return;
  }
  // What cannot be read may hold the version and may not: of what is affected that is no clear no, and of what is cleared no clear yes.
  const doubted = row.doubt !== undefined && answer.state === (row.status === 'cleared' ? 'affected' : 'not-affected');
  const state = doubted || (answer.state === 'affected' && release === 'perhaps') ? 'perhaps' : answer.state;
  const why = doubted
    ? (row.doubt ?? '')
    : state === answer.state
      ? answer.why
      : `${answer.why}, in release ${row.release}, and the component's release is not known`;
  const fixed = answer.state === 'affected' && answer.fixed !== undefined ? { fixed: answer.fixed } : {};
  asking.heard.push({ advisory: row.advisory, status: row.status, state, why, ...fixed, by: nameText(name), own, weak });
}

/** A version that the row names and that comes after this one. */
function laterOf({ versions: { ecosystem, versions } }: PackageRow, version: string): string | undefined {
  const order = ecosystem === undefined ? undefined : versionOrderOf(ecosystem);
  return order === undefined ? undefined : versions.find((each) => order.compare(version, each) === -1);
}

function coveredBy(coverage: Coverage, ecosystem: string, release: string | undefined): Unmatched | undefined {
  const releases = coverage.ecosystems.get(ecosystem);
  if (releases === undefined) return { code: 'ecosystem-not-covered', why: `no advisory that was given is about ${ecosystem}` };
  if (release === undefined || [...releases.keys()].some((each) => each === '' || sameRelease(each, release) === 'yes')) return undefined;
  return { code: 'release-not-covered', why: `no advisory that was given is about ${ecosystem} ${release}` };
}

function askCpe(name: ComponentName & { readonly kind: 'cpe' }, asking: Asking): void {
  const { lookup, unmatched } = asking;
  const product = textOf(name.cpe.product);
  const vendor = textOf(name.cpe.vendor);
  if (product === undefined) {
    unmatched.push({ code: 'no-name', why: 'its CPE names no product' });
    return;
  }
  const rows = lookup.products(product).filter(({ cpe }) => samePart(cpe, name.cpe));
  const own = rows.filter((row) => vendor === undefined || row.vendor === vendor || (row.cpe.vendor.kind === 'text' && fits(row.cpe.vendor, vendor)));
  const strong = vendor !== undefined && own.length > 0;
  hearProducts(strong ? own : rows, name, asking, !strong, `CPE ${vendor ?? '*'}:${product}`);
}

function samePart(a: ProductRow['cpe'], b: ProductRow['cpe']): boolean {
  return a.part.kind !== 'text' || b.part.kind !== 'text' || a.part.text === b.part.text;
}

function hearProducts(rows: readonly ProductRow[], name: ComponentName, asking: Asking, weak: boolean, said: string): void {
  if (rows.length === 0) {
    asking.unmatched.push({ code: 'name-unknown', why: `no advisory that was given knows the ${said}, and a wrong name reads the same` });
    return;
  }
  if (name.version === undefined) {
    asking.unmatched.push({
      code: 'no-version',
      why: `it has no version, and ${rows.length} ${rows.length === 1 ? 'entry speaks' : 'entries speak'} of the ${said}`,
    });
    return;
  }
  ask(asking, name, weak, NVD);
  const cpe = name.kind === 'cpe' ? name.cpe : undefined;
  const { purl } = asking.component;
  // Those distributions mend without a new upstream version, so ranges of upstream versions alone settle nothing about their packages.
  const backported = purl !== undefined && (purl.type === 'deb' || purl.type === 'rpm' || (purl.type === 'apk' && packageOf(purl) !== undefined));
  for (const row of rows) {
    const { state, why, fixed } = matchProduct(row, name.version, cpe);
    const wrong = weak && name.kind === 'cpe' ? `, of ${row.vendor} where the component's CPE has ${textOf(name.cpe.vendor) ?? 'no vendor'}` : '';
    const unsure = state === 'affected' && (weak || backported);
    const doubt = backported && !weak ? ', but its distribution may have mended it without a new version' : wrong;
    asking.heard.push({
      advisory: row.advisory,
      status: row.status,
      state: unsure ? 'perhaps' : state,
      why: unsure ? `${why}${doubt}` : why,
      ...(fixed === undefined ? {} : { fixed }),
      by: nameText(name),
      own: false,
      weak,
    });
  }
}

/** Ecosystems whose packages go by the bare name of the code. */
const BARE = ['OSS-Fuzz', 'GIT-NAME', 'ConanCenter', 'Bitnami'];

function askUpstream(name: ComponentName & { readonly kind: 'upstream' }, asking: Asking): void {
  const products = asking.lookup.products(name.name);
  const known = BARE.map((ecosystem) => ({ ecosystem, rows: asking.lookup.packages(ecosystem, name.name) })).filter(({ rows }) => rows.length > 0);
  const packages = known.flatMap(({ rows }) => rows);
  if (products.length > 0) hearProducts(products, name, asking, true, `name ${name.name}`);
  if (packages.length > 0 && name.version === undefined)
    asking.unmatched.push({ code: 'no-version', why: `it has no version, and ${packages.length} entries speak of the name ${name.name}` });
  else if (packages.length > 0) {
    for (const { ecosystem } of known) ask(asking, name, true, ecosystem === 'GIT-NAME' ? 'GIT' : ecosystem);
    for (const row of packages) hearPackage(row, name, asking, false, true);
  }
  if (products.length + packages.length === 0) asking.unmatched.push({ code: 'name-unknown', why: `no advisory that was given knows the name ${name.name}` });
}
