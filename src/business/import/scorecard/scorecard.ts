import type { ImportContext, Kept, Mapping } from '../../../evidence/import/index.ts';
import { lostFields } from '../../../evidence/import/lost.ts';
import { readMoment } from '../../../evidence/import/moment.ts';
import { member } from '../../../evidence/import/place.ts';
import { refuseNul, worded } from '../../../evidence/import/wording.ts';
import type { BusinessImported, BusinessImporter, Outcome } from '../model.ts';
import type { Checked } from '../posture/check.ts';
import { readDocuments } from '../posture/documents.ts';
import { plain } from '../posture/plain.ts';
import { statePosture } from '../posture/state.ts';
import type { Told } from '../posture/subject.ts';
import { readScorecards, type Scorecard } from './report.ts';
import { levelOf, OWED, riskOf, SCORECARD_ROWS } from './table.ts';

const MEDIA_TYPE = 'application/json';
const LOOKED_AT = 256 * 1024;

/** Reports of OpenSSF Scorecard: one repository's, a list of them, or one a line. The items are the checks. */
export const scorecard: BusinessImporter = {
  format: 'scorecard',
  about: 'OpenSSF Scorecard, JSON of one repository or NDJSON of many',
  recognises: (text) => {
    const start = text.slice(0, LOOKED_AT);
    return (
      /^\ufeff?\s*[[{]/.test(start) && /"repo"\s*:\s*\{/.test(start) && /"checks"\s*:\s*\[/.test(start) && /"scorecard"\s*:\s*\{|scorecard\/blob\//.test(start)
    );
  },
  read,
};

function read(text: string, context: ImportContext, mapping?: Mapping): BusinessImported {
  refuseNul(text, context.file);
  const documents = readDocuments(text, context.file);
  const reports = readScorecards(documents, context.file);
  const newest = newestOf(reports.map(({ report }) => report));
  const results: Checked[] = [];
  const owed: (Told & { readonly why: string })[] = [];
  const aside: Kept[] = [];
  for (const { at, report, whole } of reports) {
    const { name } = report.repo;
    const old = newest.get(name.toLowerCase()) !== momentKey(report);
    report.checks.forEach((check, i) => {
      const place = `${at === '' ? '' : `${at}.`}checks[${i}]`;
      const item = member(member(whole, 'checks'), i) ?? null;
      if (old) {
        aside.push({ at: place, why: 'the file has a newer report of the same repository', item });
        return;
      }
      const outcome = outcomeOf(check);
      const severity = riskOf(check.name);
      results.push({
        at: place,
        control: check.name,
        title: plain(check.documentation?.short ?? check.name, 400) || check.name,
        outcome,
        said: check.score < 0 ? 'inconclusive' : `score ${check.score} of 10`,
        level: levelOf(check.name),
        ...(severity === undefined ? {} : { severity }),
        resource: name,
        baseline: 'OpenSSF Scorecard',
        about: name,
        member: name,
        looked: name,
        ...placeOf(name),
        account: ownerOf(name),
        by: scorecard.format,
        momentAt: 'date',
        ...(typeof report.date === 'string' ? { observedAt: report.date } : {}),
        refs: [check.documentation?.url ?? ''].filter((each) => /^https:\/\/\S+$/.test(each)),
        whole: item,
      });
    });
    if (old) continue;
    const made = new Set(report.checks.map((check) => check.name));
    const missing = OWED.filter((check) => !made.has(check));
    if (missing.length > 0) owed.push({ ...placeOf(name), why: `${missing.slice(0, 20).join(', ')}: of high risk, and not in the report` });
  }
  return statePosture(
    {
      format: scorecard.format,
      source: sourceOf(reports.map(({ report }) => report)),
      mediaType: MEDIA_TYPE,
      results,
      rows: SCORECARD_ROWS,
      owed,
      aside,
      lost: (left) => lostFields(documents.values, CARRIED, left),
    },
    context,
    mapping,
  );
}

/** Full marks pass, and nothing else does. -1 says that the check could not tell. An owner's remark that excuses a check does not change what was seen. */
function outcomeOf({ name, score }: Scorecard['checks'][number]): Outcome {
  if (score === 10) return 'pass';
  if (score < 0) return 'error';
  return levelOf(name) === 'shall' ? 'fail' : 'warning';
}

/** `github.com/owner/name`, as the tool has it, and the other words that a map may have for it. */
function wordsOf(name: string): readonly string[] {
  const bare = name.replace(/^https?:\/\//, '');
  const slash = bare.indexOf('/');
  const path = slash === -1 ? bare : bare.slice(slash + 1);
  const host = slash === -1 ? '' : bare.slice(0, slash);
  const forge = /^(github|gitlab)\.com$/.exec(host)?.[1];
  return [
    `https://${bare}`,
    `https://${bare}.git`,
    bare,
    ...(forge === undefined ? [] : [`pkg:${forge}/${path}`, path]),
    path.slice(path.lastIndexOf('/') + 1),
  ];
}

/** Anybody may have a repository of the last word's name. */
function placeOf(name: string): Told {
  const words = wordsOf(name);
  return { words, named: name, accountWords: [ownerOf(name)].filter((each) => each !== ''), common: words.slice(-1) };
}

/** `github.com/owner` of `github.com/owner/name`. */
function ownerOf(name: string): string {
  const bare = name.replace(/^https?:\/\//, '');
  const end = bare.lastIndexOf('/');
  return end === -1 ? '' : bare.slice(0, end);
}

function momentKey({ date }: Scorecard): number {
  return typeof date === 'string' ? (readMoment(date)?.at ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}

/** The newest moment of each repository. One that gives none, or none that can be read, counts as newest, and is dated or refused as it is stated. */
function newestOf(reports: readonly Scorecard[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const report of reports) {
    const name = report.repo.name.toLowerCase();
    newest.set(name, Math.max(newest.get(name) ?? 0, momentKey(report)));
  }
  return newest;
}

function sourceOf(reports: readonly Scorecard[]): string {
  const versions = new Set(reports.map(({ scorecard: tool }) => worded(tool?.version ?? '', 60)).filter((each) => each !== ''));
  return `OpenSSF Scorecard ${[...versions].slice(0, 3).join(', ')}`.trim();
}

const CARRIED: ReadonlySet<string> = new Set(
  ['date', 'repo.name', 'scorecard.version', 'checks[].name', 'checks[].score', 'checks[].documentation.url', 'checks[].documentation.short'].map(
    (field) => `[].${field}`,
  ),
);
