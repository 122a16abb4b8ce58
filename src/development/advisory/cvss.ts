import library from 'ae-cvss-calculator';

// The library reads leniently: what is no vector it takes for an empty one. So the grammar of each edition is checked here before it sees a text.

export type CvssEdition = '2.0' | '3.0' | '3.1' | '4.0';
export type Severity = 'none' | 'low' | 'medium' | 'high' | 'critical';

export interface Cvss {
  readonly edition: CvssEdition;
  readonly vector: string;
  /** Of the whole vector: with threat and environment where the vector has them. 0 to 10. */
  readonly score: number;
  readonly severity: Severity;
  /** From where it can be used. */
  readonly from: 'network' | 'adjacent' | 'local' | 'physical';
  /** What an attacker needs to have there before. */
  readonly privileges: 'none' | 'low' | 'high';
  /** Somebody else has to do something. */
  readonly interaction: boolean;
  /** What of the part itself is lost, at all. */
  readonly loses: { readonly confidentiality: boolean; readonly integrity: boolean; readonly availability: boolean };
}

type Grammar = { readonly [metric: string]: string };

// Metrics in the order of the specifications; a bar stands between values. The base metrics are mandatory.
const BASE2: Grammar = { AV: 'L|A|N', AC: 'H|M|L', Au: 'M|S|N', C: 'N|P|C', I: 'N|P|C', A: 'N|P|C' };
const MORE2: Grammar = {
  E: 'U|POC|F|H|ND',
  RL: 'OF|TF|W|U|ND',
  RC: 'UC|UR|C|ND',
  CDP: 'N|L|LM|MH|H|ND',
  TD: 'N|L|M|H|ND',
  CR: 'L|M|H|ND',
  IR: 'L|M|H|ND',
  AR: 'L|M|H|ND',
};
const BASE3: Grammar = { AV: 'N|A|L|P', AC: 'L|H', PR: 'N|L|H', UI: 'N|R', S: 'U|C', C: 'H|L|N', I: 'H|L|N', A: 'H|L|N' };
const MORE3: Grammar = {
  E: 'X|H|F|P|U',
  RL: 'X|U|W|T|O',
  RC: 'X|C|R|U',
  CR: 'X|H|M|L',
  IR: 'X|H|M|L',
  AR: 'X|H|M|L',
  MAV: 'X|N|A|L|P',
  MAC: 'X|L|H',
  MPR: 'X|N|L|H',
  MUI: 'X|N|R',
  MS: 'X|U|C',
  MC: 'X|N|L|H',
  MI: 'X|N|L|H',
  MA: 'X|N|L|H',
};
const BASE4: Grammar = {
  AV: 'N|A|L|P',
  AC: 'L|H',
  AT: 'N|P',
  PR: 'N|L|H',
  UI: 'N|P|A',
  VC: 'H|L|N',
  VI: 'H|L|N',
  VA: 'H|L|N',
  SC: 'H|L|N',
  SI: 'H|L|N',
  SA: 'H|L|N',
};
const MORE4: Grammar = {
  E: 'X|A|P|U',
  CR: 'X|H|M|L',
  IR: 'X|H|M|L',
  AR: 'X|H|M|L',
  MAV: 'X|N|A|L|P',
  MAC: 'X|L|H',
  MAT: 'X|N|P',
  MPR: 'X|N|L|H',
  MUI: 'X|N|P|A',
  MVC: 'X|H|L|N',
  MVI: 'X|H|L|N',
  MVA: 'X|H|L|N',
  MSC: 'X|H|L|N',
  MSI: 'X|S|H|L|N',
  MSA: 'X|S|H|L|N',
  S: 'X|N|P',
  AU: 'X|N|Y',
  R: 'X|A|U|I',
  V: 'X|D|C',
  RE: 'X|L|M|H',
  U: 'X|Clear|Green|Amber|Red',
};

interface Edition {
  readonly edition: CvssEdition;
  readonly prefix: string;
  readonly base: Grammar;
  readonly more: Grammar;
  score(vector: string): number;
}

const EDITIONS: readonly Edition[] = [
  { edition: '4.0', prefix: 'CVSS:4.0/', base: BASE4, more: MORE4, score: (vector) => new library.Cvss4P0(vector).calculateScores().overall },
  { edition: '3.1', prefix: 'CVSS:3.1/', base: BASE3, more: MORE3, score: (vector) => new library.Cvss3P1(vector).calculateScores().overall },
  { edition: '3.0', prefix: 'CVSS:3.0/', base: BASE3, more: MORE3, score: (vector) => new library.Cvss3P0(vector).calculateScores().overall },
  { edition: '2.0', prefix: '', base: BASE2, more: MORE2, score: (vector) => new library.Cvss2(vector).calculateScores().overall },
];

const LONGEST = 300;

/** Reads and scores a CVSS vector of 2.0, 3.0, 3.1 or 4.0; undefined for anything else. Each base metric once, no metric twice, none that the edition has not. */
export function readCvss(text: string): Cvss | undefined {
  if (text.length > LONGEST) return undefined;
  // Version 2 has no prefix of its own; databases put it in brackets, or write CVSS:2.0/ before it.
  const bare = /^\((.*)\)$/.exec(text)?.[1] ?? (text.startsWith('CVSS:2.0/') ? text.slice('CVSS:2.0/'.length) : text);
  const of = EDITIONS.find(({ prefix }) => bare.startsWith(prefix));
  if (of === undefined) return undefined;
  const metrics = metricsOf(bare.slice(of.prefix.length), of);
  if (metrics === undefined) return undefined;
  const score = of.score(bare);
  if (!Number.isFinite(score) || score < 0 || score > 10) return undefined;
  return { edition: of.edition, vector: bare, score, severity: severityOf(score, of.edition), ...meaningOf(metrics, of.edition) };
}

function metricsOf(text: string, { base, more }: Edition): ReadonlyMap<string, string> | undefined {
  const metrics = new Map<string, string>();
  for (const part of text.split('/')) {
    const colon = part.indexOf(':');
    const [name, value] = [part.slice(0, colon), part.slice(colon + 1)];
    const values = Object.hasOwn(base, name) ? base[name] : Object.hasOwn(more, name) ? more[name] : undefined;
    if (colon < 1 || values === undefined || metrics.has(name) || !values.split('|').includes(value)) return undefined;
    metrics.set(name, value);
  }
  return Object.keys(base).every((name) => metrics.has(name)) ? metrics : undefined;
}

const FROM = { N: 'network', A: 'adjacent', L: 'local', P: 'physical' } as const;
const PRIVILEGES = { N: 'none', L: 'low', H: 'high' } as const;

function meaningOf(metrics: ReadonlyMap<string, string>, edition: CvssEdition): Pick<Cvss, 'from' | 'privileges' | 'interaction' | 'loses'> {
  // A modified metric is what the one who scored knows of the place; it stands for the base metric.
  const of = (name: string) => {
    const modified = metrics.get(`M${name}`);
    return (modified === undefined || modified === 'X' ? metrics.get(name) : modified) ?? 'N';
  };
  const before = edition === '4.0' ? 'V' : '';
  const au = metrics.get('Au');
  const privileges = edition === '2.0' ? (au === 'N' ? 'none' : 'low') : PRIVILEGES[of('PR') as keyof typeof PRIVILEGES];
  return {
    from: FROM[of('AV') as keyof typeof FROM],
    privileges,
    interaction: edition !== '2.0' && of('UI') !== 'N',
    loses: {
      confidentiality: of(`${before}C`) !== 'N',
      integrity: of(`${before}I`) !== 'N',
      availability: of(`${before}A`) !== 'N',
    },
  };
}

/** The words of the specification's scale of qualitative severity; version 2 has three, by the NVD's table. */
function severityOf(score: number, edition: CvssEdition): Severity {
  if (edition === '2.0') return score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
  return score === 0 ? 'none' : score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : 'low';
}

/** Of several vectors the one of the newest edition, and of those the gravest: what a page shows and a rank goes by. */
export function gravest(vectors: readonly string[]): Cvss | undefined {
  const read = vectors.flatMap((vector) => readCvss(vector) ?? []);
  return read.toSorted((a, b) => (a.edition === b.edition ? b.score - a.score : a.edition < b.edition ? 1 : -1))[0];
}
