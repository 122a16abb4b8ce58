import type { Digest, Instant } from '../../core/index.ts';
import { Instant as InstantOf } from '../../core/index.ts';
import { type About, codesOf, type LinkFact, type LinkReason } from '../release/link.ts';
import type { ComponentExposure, Exposure, Finding } from './model.ts';
import type { Ranked } from './rank.ts';

/** What is known of the components of a release, as the gate judges it. */
export interface ComponentsResult {
  readonly exposure: Exposure;
  readonly ranked: readonly Ranked[];
  /** How many places of the bill of materials were not read. */
  readonly skipped: number;
  readonly inputs: readonly { readonly name: string; readonly digest: Digest }[];
}

/** Reasons that are told one by one; the counts have all. */
const MOST = 200;

/**
 * The link of components: broken where one is affected, unknown where one is not matchable, perhaps affected, or not read; proven only where every component was matched and
 * none is open. A list without components proves nothing.
 */
export function componentsLink({ exposure, ranked, skipped, inputs }: ComponentsResult, about: About, at: Instant): LinkFact {
  const { counts, components, coverage } = exposure;
  const broken = ranked.filter(({ finding }) => finding.state === 'affected').map(({ component, finding }) => affected(component, finding));
  const perhaps = ranked.filter(({ finding }) => finding.state === 'perhaps').map(({ component, finding }) => unsettled(component, finding));
  const unmatched = components.filter(({ state }) => state === 'not-matchable').map(notMatched);
  const others: LinkReason[] = [];
  if (components.length === 0)
    others.push({
      code: 'no-components',
      place: 'bill of materials',
      what: 'It lists no component.',
      remedy: 'Have the build write what it put into the product.',
    });
  if (skipped > 0)
    others.push({
      code: 'bom-not-read',
      place: 'bill of materials',
      what: `${skipped} of its places were not read.`,
      remedy: 'Mend the places that assay development sbom names.',
    });
  if (coverage.unread > 0)
    others.push({
      code: 'advisories-not-read',
      place: 'advisories',
      what: `${coverage.unread} records or files were not wholly read.`,
      remedy: 'Look at what assay development sbom says of them, and fetch them again.',
    });
  const reasons = [...broken, ...unmatched, ...perhaps, ...others];
  // What was not read may have spoken of any of them.
  const unknown = unmatched.length + perhaps.length + others.length > 0;
  const ends = components.flatMap(({ findings }) =>
    findings.flatMap(({ closings }) => closings.flatMap(({ applies, until }) => (applies && until !== undefined ? [until] : []))),
  );
  return {
    link: 'components',
    about,
    state: broken.length > 0 ? 'broken' : unknown ? 'unknown' : 'proven',
    reasons: reasons.slice(0, MOST),
    counts: {
      ...codesOf(reasons),
      components: components.length,
      'not-matchable': counts['not-matchable'],
      affected: counts.affected,
      perhaps: counts.perhaps,
      'not-affected': counts['not-affected'],
      'weak-names': components.filter(({ weak }) => weak).length,
      exploited: ranked.filter(({ finding }) => finding.exploited !== undefined).length,
      'closed-by-statement': components.reduce(
        (sum, { findings }) => sum + findings.filter(({ closings }) => closings.some(({ applies }) => applies)).length,
        0,
      ),
      'statements-end-within-30-days': ends.filter((until) => InstantOf.parse(until) - at < 30 * 86_400_000).length,
      advisories: coverage.advisories,
      'advisories-unread': coverage.unread,
      reasons: reasons.length,
    },
    at,
    inputs,
  };
}

function placeOf({ name, version }: ComponentExposure): string {
  return version === undefined ? name : `${name} ${version}`;
}

function affected(component: ComponentExposure, { vulnerability, exploited, fixed, said }: Finding): LinkReason {
  return {
    code: exploited === undefined ? 'component-affected' : 'advisory-in-kev',
    place: placeOf(component),
    what: `${vulnerability} affects it${exploited === undefined ? '' : ', and is known to be exploited'}: ${said.find(({ state }) => state === 'affected')?.why ?? 'by its advisory'}.`,
    remedy:
      fixed === undefined
        ? 'Update or replace it, or state with a reason why it cannot be used against the product.'
        : `Update it to ${fixed} or later, or state with a reason why it cannot be used against the product.`,
  };
}

function unsettled(component: ComponentExposure, { vulnerability, exploited, said }: Finding): LinkReason {
  return {
    code: exploited === undefined ? 'component-perhaps-affected' : 'advisory-in-kev-perhaps',
    place: placeOf(component),
    what: `${vulnerability} may affect it: ${said.find(({ state }) => state !== 'not-affected')?.why ?? 'its sources disagree'}.`,
    remedy: 'Settle it: look at the code or the build, and state what was found with assay development vex write.',
  };
}

function notMatched(component: ComponentExposure): LinkReason {
  return {
    code: `not-matchable-${component.unmatched[0]?.code ?? 'no-name'}`,
    place: placeOf(component),
    what: `It cannot be matched: ${
      component.unmatched
        .map(({ why }) => why)
        .slice(0, 3)
        .join('; ') || 'it has no name that advisories know'
    }.`,
    remedy:
      component.unmatched[0]?.code === 'scope-not-whole'
        ? 'Give the whole database, as OSV publishes it (npm/all.zip), or say that what was given is all: --covers npm, --covers NVD.'
        : 'Give it a purl, a CPE as its advisories write it, or its upstream name; or give advisories that cover it.',
  };
}
