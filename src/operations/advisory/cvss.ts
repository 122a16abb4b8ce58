import library from 'ae-cvss-calculator';
import { type Fields, type Finding, type Foreign, fieldsOf, step } from './finding.ts';

// What stands in a vector, as text: a name of a metric, its name as a field of JSON, and each value with its word there. The specifications of
// CVSS 2.0, 3.0, 3.1 and 4.0 and their schemas give them. The metrics before the bar are mandatory.

type Metric = readonly [field: string, values: ReadonlyMap<string, string>];

function metrics(lines: string): ReadonlyMap<string, Metric> {
  return new Map(
    lines
      .trim()
      .split('\n')
      .map((line) => {
        const [name, field, ...values] = line.trim().split(' ') as [string, string, ...string[]];
        return [name, [field, new Map(values.map((value) => value.split('=') as [string, string]))]] as const;
      }),
  );
}

const BASE2 = metrics(`
  AV accessVector L=LOCAL A=ADJACENT_NETWORK N=NETWORK
  AC accessComplexity H=HIGH M=MEDIUM L=LOW
  Au authentication M=MULTIPLE S=SINGLE N=NONE
  C confidentialityImpact N=NONE P=PARTIAL C=COMPLETE
  I integrityImpact N=NONE P=PARTIAL C=COMPLETE
  A availabilityImpact N=NONE P=PARTIAL C=COMPLETE`);
const MORE2 = metrics(`
  E exploitability U=UNPROVEN POC=PROOF_OF_CONCEPT F=FUNCTIONAL H=HIGH ND=NOT_DEFINED
  RL remediationLevel OF=OFFICIAL_FIX TF=TEMPORARY_FIX W=WORKAROUND U=UNAVAILABLE ND=NOT_DEFINED
  RC reportConfidence UC=UNCONFIRMED UR=UNCORROBORATED C=CONFIRMED ND=NOT_DEFINED
  CDP collateralDamagePotential N=NONE L=LOW LM=LOW_MEDIUM MH=MEDIUM_HIGH H=HIGH ND=NOT_DEFINED
  TD targetDistribution N=NONE L=LOW M=MEDIUM H=HIGH ND=NOT_DEFINED
  CR confidentialityRequirement L=LOW M=MEDIUM H=HIGH ND=NOT_DEFINED
  IR integrityRequirement L=LOW M=MEDIUM H=HIGH ND=NOT_DEFINED
  AR availabilityRequirement L=LOW M=MEDIUM H=HIGH ND=NOT_DEFINED`);
const BASE3 = metrics(`
  AV attackVector N=NETWORK A=ADJACENT_NETWORK L=LOCAL P=PHYSICAL
  AC attackComplexity L=LOW H=HIGH
  PR privilegesRequired N=NONE L=LOW H=HIGH
  UI userInteraction N=NONE R=REQUIRED
  S scope U=UNCHANGED C=CHANGED
  C confidentialityImpact H=HIGH L=LOW N=NONE
  I integrityImpact H=HIGH L=LOW N=NONE
  A availabilityImpact H=HIGH L=LOW N=NONE`);
const MORE3 = metrics(`
  E exploitCodeMaturity X=NOT_DEFINED H=HIGH F=FUNCTIONAL P=PROOF_OF_CONCEPT U=UNPROVEN
  RL remediationLevel X=NOT_DEFINED U=UNAVAILABLE W=WORKAROUND T=TEMPORARY_FIX O=OFFICIAL_FIX
  RC reportConfidence X=NOT_DEFINED C=CONFIRMED R=REASONABLE U=UNKNOWN
  CR confidentialityRequirement X=NOT_DEFINED H=HIGH M=MEDIUM L=LOW
  IR integrityRequirement X=NOT_DEFINED H=HIGH M=MEDIUM L=LOW
  AR availabilityRequirement X=NOT_DEFINED H=HIGH M=MEDIUM L=LOW
  MAV modifiedAttackVector X=NOT_DEFINED N=NETWORK A=ADJACENT_NETWORK L=LOCAL P=PHYSICAL
  MAC modifiedAttackComplexity X=NOT_DEFINED L=LOW H=HIGH
  MPR modifiedPrivilegesRequired X=NOT_DEFINED N=NONE L=LOW H=HIGH
  MUI modifiedUserInteraction X=NOT_DEFINED N=NONE R=REQUIRED
  MS modifiedScope X=NOT_DEFINED U=UNCHANGED C=CHANGED
  MC modifiedConfidentialityImpact X=NOT_DEFINED N=NONE L=LOW H=HIGH
  MI modifiedIntegrityImpact X=NOT_DEFINED N=NONE L=LOW H=HIGH
  MA modifiedAvailabilityImpact X=NOT_DEFINED N=NONE L=LOW H=HIGH`);
const BASE4 = metrics(`
  AV attackVector N=NETWORK A=ADJACENT L=LOCAL P=PHYSICAL
  AC attackComplexity L=LOW H=HIGH
  AT attackRequirements N=NONE P=PRESENT
  PR privilegesRequired N=NONE L=LOW H=HIGH
  UI userInteraction N=NONE P=PASSIVE A=ACTIVE
  VC vulnConfidentialityImpact H=HIGH L=LOW N=NONE
  VI vulnIntegrityImpact H=HIGH L=LOW N=NONE
  VA vulnAvailabilityImpact H=HIGH L=LOW N=NONE
  SC subConfidentialityImpact H=HIGH L=LOW N=NONE
  SI subIntegrityImpact H=HIGH L=LOW N=NONE
  SA subAvailabilityImpact H=HIGH L=LOW N=NONE`);
const MORE4 = metrics(`
  E exploitMaturity X=NOT_DEFINED A=ATTACKED P=PROOF_OF_CONCEPT U=UNREPORTED
  CR confidentialityRequirement X=NOT_DEFINED H=HIGH M=MEDIUM L=LOW
  IR integrityRequirement X=NOT_DEFINED H=HIGH M=MEDIUM L=LOW
  AR availabilityRequirement X=NOT_DEFINED H=HIGH M=MEDIUM L=LOW
  MAV modifiedAttackVector X=NOT_DEFINED N=NETWORK A=ADJACENT L=LOCAL P=PHYSICAL
  MAC modifiedAttackComplexity X=NOT_DEFINED L=LOW H=HIGH
  MAT modifiedAttackRequirements X=NOT_DEFINED N=NONE P=PRESENT
  MPR modifiedPrivilegesRequired X=NOT_DEFINED N=NONE L=LOW H=HIGH
  MUI modifiedUserInteraction X=NOT_DEFINED N=NONE P=PASSIVE A=ACTIVE
  MVC modifiedVulnConfidentialityImpact X=NOT_DEFINED H=HIGH L=LOW N=NONE
  MVI modifiedVulnIntegrityImpact X=NOT_DEFINED H=HIGH L=LOW N=NONE
  MVA modifiedVulnAvailabilityImpact X=NOT_DEFINED H=HIGH L=LOW N=NONE
  MSC modifiedSubConfidentialityImpact X=NOT_DEFINED H=HIGH L=LOW N=NEGLIGIBLE
  MSI modifiedSubIntegrityImpact X=NOT_DEFINED S=SAFETY H=HIGH L=LOW N=NEGLIGIBLE
  MSA modifiedSubAvailabilityImpact X=NOT_DEFINED S=SAFETY H=HIGH L=LOW N=NEGLIGIBLE
  S Safety X=NOT_DEFINED N=NEGLIGIBLE P=PRESENT
  AU Automatable X=NOT_DEFINED N=NO Y=YES
  R Recovery X=NOT_DEFINED A=AUTOMATIC U=USER I=IRRECOVERABLE
  V valueDensity X=NOT_DEFINED D=DIFFUSE C=CONCENTRATED
  RE vulnerabilityResponseEffort X=NOT_DEFINED L=LOW M=MODERATE H=HIGH
  U providerUrgency X=NOT_DEFINED Clear=CLEAR Green=GREEN Amber=AMBER Red=RED`);

interface Scores {
  readonly base: number | undefined;
  readonly temporal: number | undefined;
  readonly environmental: number | undefined;
}

interface Edition {
  readonly version: string;
  readonly prefix: string;
  readonly base: ReadonlyMap<string, Metric>;
  readonly more: ReadonlyMap<string, Metric>;
  scores(vector: string): Scores;
}

const classic = (scores: Partial<Scores>): Scores => ({
  base: scores.base,
  temporal: scores.temporal,
  environmental: scores.environmental,
});

const EDITIONS: readonly Edition[] = [
  {
    version: '4.0',
    prefix: 'CVSS:4.0/',
    base: BASE4,
    more: MORE4,
    scores: (vector) => ({ base: new library.Cvss4P0(vector).calculateScores().overall, temporal: undefined, environmental: undefined }),
  },
  { version: '3.1', prefix: 'CVSS:3.1/', base: BASE3, more: MORE3, scores: (vector) => classic(new library.Cvss3P1(vector).calculateScores()) },
  { version: '3.0', prefix: 'CVSS:3.0/', base: BASE3, more: MORE3, scores: (vector) => classic(new library.Cvss3P0(vector).calculateScores()) },
  { version: '2.0', prefix: '', base: BASE2, more: MORE2, scores: (vector) => classic(new library.Cvss2(vector).calculateScores()) },
];

export interface Vector {
  readonly version: string;
  readonly edition: Edition;
  readonly values: ReadonlyMap<string, string>;
  readonly scores: Scores;
}

const LONGEST = 400;

/** Reads a vector of any edition: each base metric once, none twice, none that the edition has not. The edition 4.0 has them in its order. */
export function readVector(text: Foreign): Vector | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  const edition = EDITIONS.find(({ prefix }) => text.startsWith(prefix)) as Edition;
  const values = new Map<string, string>();
  for (const part of text.slice(edition.prefix.length).split('/')) {
    const colon = part.indexOf(':');
    const name = part.slice(0, colon);
    const metric = edition.base.get(name) ?? edition.more.get(name);
    if (colon < 1 || metric === undefined || values.has(name) || !metric[1].has(part.slice(colon + 1))) return undefined;
    values.set(name, part.slice(colon + 1));
  }
  for (const name of edition.base.keys()) if (!values.has(name)) return undefined;
  if (edition.version === '4.0') {
    const order = [...edition.base.keys(), ...edition.more.keys()].filter((name) => values.has(name));
    if ([...values.keys()].some((name, at) => name !== order[at])) return undefined;
  }
  return { version: edition.version, edition, values, scores: edition.scores(text) };
}

/** The word for a score by sections 5 of CVSS 3 and 6 of CVSS 4. */
export function severityOf(score: number): string {
  if (score === 0) return 'NONE';
  if (score < 4) return 'LOW';
  if (score < 7) return 'MEDIUM';
  return score < 9 ? 'HIGH' : 'CRITICAL';
}

const RATED = ['base', 'temporal', 'environmental'] as const;
const SEVERITIES = new Set(['NONE', 'LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);

// CVSS 4.0 scores once: threat and environment are in the one score.
const BASE_SCORE = /^baseScore$/;
const BASE_SEVERITY = /^baseSeverity$/;
/** Fields of an early schema of CVSS 4.0, which 4.0.1 took back; those of nobody's schema may stand. */
const GONE = /^(?:threat|environmental)(?:Score|Severity)$/;
const ANY_SCORE = /^(?:base|temporal|environmental)Score$/;
const ANY_SEVERITY = /^(?:base|temporal|environmental)Severity$/;

/** Clause 6.1.8: the object is of the shape that FIRST gives its edition. */
export function invalidCvss(object: Foreign, allowed: readonly string[], path: string, found: Finding[]): void {
  const given = fieldsOf(object);
  const say = (name: string, message: string) => found.push({ test: '6.1.8', path: path + (name === '' ? '' : step(name)), message });
  const version = own(given, 'version');
  const edition = EDITIONS.find((one) => one.version === version && allowed.includes(one.version));
  if (edition === undefined) return void say('version', `has to be ${allowed.join(' or ')}`);
  const vector = readVector(own(given, 'vectorString'));
  if (vector === undefined || vector.version !== version) say('vectorString', `is no vector of CVSS ${edition.version}`);
  const needed = version === '2.0' ? ['baseScore'] : ['baseScore', 'baseSeverity'];
  for (const name of needed) if (!Object.hasOwn(given, name)) say('', `has no ${name}`);
  const words = new Map([...edition.base, ...edition.more].map(([, [name, values]]) => [name, values]));
  for (const [name, value] of Object.entries(given)) {
    const word = words.get(name);
    if (word !== undefined) {
      if (![...word.values()].includes(value as string)) say(name, 'is no value of this metric');
    } else if ((version === '4.0' ? BASE_SCORE : ANY_SCORE).test(name)) {
      if (typeof value !== 'number' || !(value >= 0 && value <= 10)) say(name, 'has to be a number from 0 to 10');
    } else if ((version === '4.0' ? BASE_SEVERITY : ANY_SEVERITY).test(name) && version !== '2.0') {
      if (!SEVERITIES.has(value as string)) say(name, 'has to be one of NONE, LOW, MEDIUM, HIGH, CRITICAL');
    } else if (version === '4.0' && GONE.test(name)) say(name, 'is a field that CVSS 4.0 took back');
  }
}

/** Clause 6.1.9: scores and their words are those that the vector gives. */
export function miscomputedCvss(object: Foreign, path: string, found: Finding[]): void {
  const given = fieldsOf(object);
  const vector = readVector(own(given, 'vectorString'));
  if (vector === undefined) return;
  for (const kind of RATED) {
    const score = vector.scores[kind];
    const said = own(given, `${kind}Score`);
    // What the vector says nothing of is scored as what comes before it.
    const right = score ?? (kind === 'environmental' ? (vector.scores.temporal ?? vector.scores.base) : vector.scores.base);
    if (right === undefined || (vector.version === '4.0' && kind !== 'base')) continue;
    if (typeof said === 'number' && said !== right) found.push({ test: '6.1.9', path: `${path}/${kind}Score`, message: `the vector gives ${right}` });
    const word = own(given, `${kind}Severity`);
    if (vector.version !== '2.0' && typeof word === 'string' && word !== severityOf(right))
      found.push({ test: '6.1.9', path: `${path}/${kind}Severity`, message: `the vector gives ${severityOf(right)}` });
  }
}

/** Clause 6.1.10: no field says of a metric what the vector does not. */
export function inconsistentCvss(object: Foreign, path: string, found: Finding[]): void {
  const given = fieldsOf(object);
  const vector = readVector(own(given, 'vectorString'));
  if (vector === undefined) return;
  if (typeof own(given, 'version') === 'string' && own(given, 'version') !== vector.version)
    found.push({ test: '6.1.10', path: `${path}/version`, message: `the vector is of CVSS ${vector.version}` });
  for (const [name, [key, words]] of [...vector.edition.base, ...vector.edition.more]) {
    const said = own(given, key);
    const value = vector.values.get(name);
    // Of what the vector leaves out it says nothing that a field could contradict.
    const right = value === undefined ? said : words.get(value);
    if (typeof said === 'string' && said !== right) found.push({ test: '6.1.10', path: `${path}/${key}`, message: `the vector says ${right}` });
  }
}

function own(fields: Fields, name: string): Foreign {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
