import { Instant, type Json } from '../../../core/index.ts';
import type { ImportContext, Imported, Kept, Mapping } from '../../../evidence/import/index.ts';
import { lostFields } from '../../../evidence/import/lost.ts';
import { refuseNul, worded } from '../../../evidence/import/wording.ts';
import type { BusinessImported, BusinessImporter, CheckResult } from '../model.ts';
import type { Checked } from '../posture/check.ts';
import { readDocuments } from '../posture/documents.ts';
import { plain } from '../posture/plain.ts';
import { statePosture } from '../posture/state.ts';
import { type Finding, type Row, readFindings } from './finding.ts';
import { CLASSES, isCompliance, judgedOf, severityOf } from './judged.ts';
import { placeOf } from './place.ts';
import { OCSF_ROWS } from './table.ts';

const MEDIA_TYPE = 'application/json';
const LOOKED_AT = 256 * 1024;

/** Findings in the Open Cybersecurity Schema Framework, of Prowler and others: one object, a list of them, or one a line. The items are the findings. */
export const ocsf: BusinessImporter = {
  format: 'ocsf',
  about: 'OCSF findings (compliance 2003, detection 2004, vulnerability 2002), of Prowler and others, JSON or NDJSON',
  recognises: (text) => {
    const start = text.slice(0, LOOKED_AT);
    return /^\ufeff?\s*[[{]/.test(start) && /"class_uid"\s*:\s*20\d\d\b/.test(start);
  },
  read,
};

function read(text: string, context: ImportContext, mapping?: Mapping): BusinessImported {
  refuseNul(text, context.file);
  const documents = readDocuments(text, context.file);
  const { rows, around } = readFindings(documents, context.file);
  const results: Checked[] = [];
  const aside: Kept[] = [];
  for (const row of rows) {
    const of = checkedOf(row);
    if (typeof of === 'string') aside.push({ at: row.at, why: of, item: row.whole });
    else results.push(of);
  }
  return statePosture(
    {
      format: ocsf.format,
      source: sourceOf(rows),
      mediaType: MEDIA_TYPE,
      results,
      rows: OCSF_ROWS,
      partial: 'findings do not say which checks were to be made, so that none shows a baseline to be kept whole; only a failure of it is stated',
      aside,
      lost: (left) => [
        ...lostOf(
          rows.map(({ whole }) => whole),
          left,
        ),
        ...lostOf(around, left),
      ],
    },
    context,
    mapping,
  );
}

/** A finding as the result of a check, or why it is none. */
function checkedOf({ at, finding, whole }: Row): Checked | string {
  const { class_uid } = finding;
  const standardised = isCompliance(finding);
  if (!standardised && class_uid !== CLASSES.detection && class_uid !== CLASSES.vulnerability) return `class ${class_uid} is no result of a check`;
  const judged = judgedOf(finding);
  if (judged === undefined) return 'it was closed, and shows neither that something is so nor that it is not';
  const { provider, service, place } = placeOf(finding);
  const product = productOf(finding);
  const severity = severityOf(finding);
  const [standard, ...more] = standardised ? (finding.compliance?.standards ?? []) : [];
  const control = controlOf(finding) || `${product} finding`;
  const resource = finding.resources?.[0] ?? finding.resource ?? undefined;
  const moment = momentText(finding);
  const where = [provider, service].filter((each) => each !== '').join(' ');
  return {
    at,
    control,
    title: titleOf(finding, control),
    ...judged,
    ...(judged.outcome === 'fail' ? holesOf(finding, control) : {}),
    said: worded(judged.said, 200) || 'no status',
    level: levelOf(finding, severity),
    ...(severity === undefined ? {} : { severity }),
    resource: where,
    // Some list every standard that they know of beside each finding: then the baseline is the tool's own.
    baseline:
      standard !== undefined && more.length === 0
        ? worded(standard, 90)
        : [/^prowler$/i.test(product) ? 'Prowler' : product, provider].filter((each) => each !== '').join(' '),
    about: where || worded(standard ?? '', 90) || product,
    member: [resource?.uid || resource?.name || finding.finding_info?.uid || at, resource?.region ?? resource?.namespace ?? ''].join(' '),
    ...place,
    named: place.named === '' ? product : place.named,
    momentAt: 'time',
    ...(moment === undefined ? {} : { observedAt: moment }),
    refs: [...(finding.remediation?.references ?? []), ...(finding.vulnerabilities?.[0]?.references ?? [])].filter((each) => /^https?:\/\/\S+$/.test(each)),
    whole,
  };
}

/** The check's own id: of a standard's control its number, where it has one, and not its sentence; of a detection what sort it is. */
function controlOf(finding: Finding): string {
  const { compliance, metadata, vulnerabilities } = finding;
  const info = finding.finding_info ?? finding.finding;
  const numbered = (text: string | null | undefined) => (typeof text === 'string' && text.length <= 80 && !/\s/.test(text.trim()) ? text : undefined);
  const own = typeof info?.uid === 'string' && /^[A-Za-z][\w.]{1,39}$/.test(info.uid) ? info.uid : undefined;
  const candidates = isCompliance(finding)
    ? [
        numbered(compliance?.control),
        compliance?.requirements?.length === 1 ? compliance.requirements[0] : undefined,
        metadata?.event_code,
        own,
        info?.analytic?.uid,
        compliance?.control,
        info?.title,
      ]
    : finding.class_uid === CLASSES.vulnerability
      ? [vulnerabilities?.[0]?.cve?.uid, metadata?.event_code]
      : [metadata?.event_code, isCheck(finding) ? info?.analytic?.uid : undefined, info?.types?.at(-1), info?.analytic?.uid];
  return worded(withoutNames(candidates.find((each) => typeof each === 'string' && each.trim() !== '') ?? '', finding), 200);
}

/** Each vulnerability of a finding of class 2002 by its public id, where it has one. */
function holesOf(finding: Finding, control: string): Pick<Checked, 'holes'> {
  if (finding.class_uid !== CLASSES.vulnerability) return {};
  const ids = (finding.vulnerabilities ?? []).map(({ cve, title }) => worded(cve?.uid ?? '', 60) || worded(withoutNames(title ?? '', finding), 200) || control);
  return { holes: ids.length === 0 ? [control] : [...new Set(ids)].slice(0, 1000) };
}

/** Whether a detection is the result of a check, as some tools write them: it says how it went. */
function isCheck({ status_code }: Finding): boolean {
  return typeof status_code === 'string' && status_code.trim() !== '';
}

/** What the check is about, never what it was found on: names of people and machines stay in the raw input. */
function titleOf(finding: Finding, control: string): string {
  const { compliance } = finding;
  const info = finding.finding_info ?? finding.finding;
  const sentence = /\s/.test(compliance?.control ?? '') ? compliance?.control : undefined;
  const text = isCompliance(finding)
    ? (sentence ?? info?.title)
    : isCheck(finding)
      ? (info?.analytic?.name ?? (TITLED_BY_CHECK.test(productOf(finding)) ? info?.title : undefined))
      : info?.analytic?.name;
  return plain(withoutNames(text ?? '', finding), 400) || control;
}

/** Producers whose titles are those of their checks, the same for whatever was found. Of others a title may name whom it was found of. */
const TITLED_BY_CHECK = /^prowler$/i;

function withoutNames(text: string, finding: Finding): string {
  const resource = finding.resources?.[0] ?? finding.resource ?? undefined;
  const names = [resource?.uid, resource?.name, finding.cloud?.account?.name].filter((each): each is string => typeof each === 'string' && each.length > 3);
  return names.reduce((whole, name) => whole.replaceAll(name, '…'), text.slice(0, 5000)).replace(/[^\s@]{1,100}@[^\s@]{1,100}/g, '…');
}

/** A requirement of a standard is mandatory in it. A tool without that notion says how severe a failure is. A known hole is no setting of any baseline. */
function levelOf(finding: Finding, severity: CheckResult['severity']): CheckResult['level'] {
  if (isCompliance(finding)) return 'shall';
  if (finding.class_uid === CLASSES.vulnerability) return 'may';
  if (severity === undefined || severity === 'critical' || severity === 'high') return 'shall';
  return severity === 'medium' ? 'should' : 'may';
}

const LAST_MS = 253_402_300_799_999;

/**
 * `time`, in milliseconds as the schema has it or in seconds as some write it, else `time_dt`, which may lack its zone. A number is no moment of this century
 * in both units at once.
 */
function momentText({ time, time_dt }: Finding): string | undefined {
  if (typeof time === 'number') {
    const millis = Math.abs(time) < 100_000_000_000 ? time * 1000 : time;
    return millis >= 0 && millis <= LAST_MS ? Instant.format(Instant.of(millis)) : String(time);
  }
  return time ?? time_dt ?? undefined;
}

/** The tool's name, without what would be somebody's address. */
function productOf({ metadata }: Finding): string {
  return worded((metadata?.product?.name ?? '').slice(0, 500).replace(/[^\s@]{1,100}@[^\s@]{1,100}/g, '…'), 60) || 'a tool without a name';
}

function sourceOf(rows: readonly Row[]): string {
  const names = new Set(
    rows.slice(0, 1000).map(({ finding }) => {
      const version = finding.metadata?.product?.version ?? '';
      return worded([productOf(finding), /^v?\d[\w.+-]{0,30}$/.test(version) ? version : ''].join(' '), 120);
    }),
  );
  return [...names].slice(0, 3).join(', ') || 'OCSF';
}

/** Values of findings are of machines and people: which fields were lost is told, and no value. */
function lostOf(values: readonly Json[], left: ReadonlySet<Json>): Imported['lost'] {
  return lostFields(values, CARRIED, left).map((each) => ({ ...each, sample: typeof each.sample === 'string' ? '…' : each.sample }));
}

const CARRIED: ReadonlySet<string> = new Set(
  [
    ...['class_uid', 'status', 'status_id', 'status_code', 'severity', 'severity_id', 'time'],
    ...['metadata.event_code', 'metadata.product.name', 'metadata.product.version'],
    ...['finding_info.title', 'finding_info.analytic.uid', 'finding_info.analytic.name'],
    ...['compliance.control', 'compliance.standards[]', 'compliance.requirements[]', 'compliance.status', 'compliance.status_id'],
    ...['resources[].uid', 'resources[].group.name', 'cloud.provider', 'cloud.account.uid', 'unmapped.provider', 'remediation.references[]'],
  ].map((field) => `[].${field}`),
);
