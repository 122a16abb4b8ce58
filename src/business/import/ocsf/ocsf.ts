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
import { CLASSES, judgedOf, severityOf } from './judged.ts';
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
  const rows = readFindings(documents, context.file);
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
      lost: (left) => lostOf(documents.values, left),
    },
    context,
    mapping,
  );
}

/** A finding as the result of a check, or why it is none. */
function checkedOf({ at, finding, whole }: Row): Checked | string {
  const { class_uid } = finding;
  if (class_uid !== CLASSES.compliance && class_uid !== CLASSES.detection && class_uid !== CLASSES.vulnerability)
    return `class ${class_uid} is no result of a check`;
  const judged = judgedOf(finding);
  if (judged === undefined) return 'it was closed, and shows neither that something is so nor that it is not';
  const { provider, service, place } = placeOf(finding);
  const product = worded(finding.metadata?.product?.name ?? '', 60) || 'a tool without a name';
  const severity = severityOf(finding);
  const standard = class_uid === CLASSES.compliance ? worded(finding.compliance?.standards?.[0] ?? '', 90) : '';
  const control = controlOf(finding) || `${product} finding`;
  const resource = finding.resources?.[0] ?? finding.resource ?? undefined;
  const moment = momentText(finding);
  return {
    at,
    control,
    title: titleOf(finding, control),
    ...judged,
    said: worded(judged.said, 200) || 'no status',
    level: levelOf(finding, severity),
    ...(severity === undefined ? {} : { severity }),
    resource: [provider, service].filter((each) => each !== '').join(' '),
    baseline: standard !== '' ? standard : [/^prowler$/i.test(product) ? 'Prowler' : product, provider].filter((each) => each !== '').join(' '),
    about: [provider, service].filter((each) => each !== '').join(' ') || standard || product,
    member: [resource?.uid || resource?.name || finding.finding_info?.uid || at, resource?.region ?? resource?.namespace ?? ''].join(' '),
    ...place,
    named: place.named === '' ? product : place.named,
    momentAt: 'time',
    ...(moment === undefined ? {} : { observedAt: moment }),
    refs: [...(finding.remediation?.references ?? []), ...(finding.vulnerabilities?.[0]?.references ?? [])].filter((each) => /^https?:\/\/\S+$/.test(each)),
    whole,
  };
}

/** The check's own id. Of a compliance finding the standard's, which may be a whole sentence where a number stands elsewhere. */
function controlOf(finding: Finding): string {
  const { compliance, finding_info: info, metadata, vulnerabilities } = finding;
  const short = (text: string | null | undefined) => (typeof text === 'string' && text.length <= 80 && !/\s/.test(text.trim()) ? text : undefined);
  const candidates =
    finding.class_uid === CLASSES.compliance
      ? [short(compliance?.control), compliance?.requirements?.[0], metadata?.event_code, info?.analytic?.uid, compliance?.control]
      : finding.class_uid === CLASSES.vulnerability
        ? [vulnerabilities?.[0]?.cve?.uid, metadata?.event_code]
        : [metadata?.event_code, info?.analytic?.uid, info?.types?.[0]];
  return worded(candidates.find((each) => typeof each === 'string' && each.trim() !== '') ?? '', 200);
}

/** What the check is about, never what it was found on: names of people and machines stay in the raw input. */
function titleOf(finding: Finding, control: string): string {
  const { finding_info: info, compliance, class_uid } = finding;
  const checks = typeof finding.status_code === 'string' && finding.status_code !== '';
  const text =
    class_uid === CLASSES.compliance
      ? (compliance?.control ?? info?.title)
      : class_uid === CLASSES.detection && checks
        ? (info?.analytic?.name ?? info?.title)
        : info?.analytic?.name;
  const resource = finding.resources?.[0] ?? finding.resource ?? undefined;
  const names = [resource?.uid, resource?.name, finding.cloud?.account?.name].filter((each): each is string => typeof each === 'string' && each.length > 3);
  const bare = names.reduce((whole, name) => whole.replaceAll(name, '…'), (text ?? '').slice(0, 5000));
  return plain(bare.replace(/[^\s@]{1,100}@[^\s@]{1,100}/g, '…'), 400) || control;
}

/** A requirement of a standard is mandatory in it. A tool without that notion says how severe a failure is. A known hole is no setting of any baseline. */
function levelOf({ class_uid }: Finding, severity: CheckResult['severity']): CheckResult['level'] {
  if (class_uid === CLASSES.compliance) return 'shall';
  if (class_uid === CLASSES.vulnerability) return 'may';
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

function sourceOf(rows: readonly Row[]): string {
  const names = new Set(
    rows.slice(0, 1000).map(({ finding }) => {
      const { name, version } = finding.metadata?.product ?? {};
      return worded([name ?? 'a tool without a name', version ?? ''].join(' '), 120);
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
