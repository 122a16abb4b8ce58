import { Instant, type Json } from '../../../core/index.ts';

// IndividualReports/…Report.json of ScubaGear: one product, without the tenant's id, and with a moment in words. The tool deletes these files once it has put them
// together, and keeps them where it is told to (-KeepIndividualJSON) or stopped on the way.

type Fields = { readonly [key: string]: Json };

/** Products as the whole report names them, by the second word of their controls. */
const PRODUCTS: ReadonlyMap<string, string> = new Map([
  ['AAD', 'AAD'],
  ['EXO', 'EXO'],
  ['DEFENDER', 'Defender'],
  ['SECURITYSUITE', 'SecuritySuite'],
  ['SHAREPOINT', 'SharePoint'],
  ['TEAMS', 'Teams'],
  ['POWERPLATFORM', 'PowerPlatform'],
  ['POWERBI', 'PowerBI'],
]);

/** Whether a text looks like the report of one product, by its beginning. */
export function looksIndividual(start: string): boolean {
  return /^\ufeff?\s*[[{]/.test(start) && /"Control ID"\s*:\s*"MS\.[A-Z]+\./.test(start) && /"(?:ReportSummary|GroupReferenceURL)"\s*:/.test(start);
}

/** The report of one product in the shape of a whole one; anything else as it is. */
export function asWhole(document: Json): Json {
  const [only, ...others] = Array.isArray(document) ? (document as readonly Json[]) : [document];
  if (only === undefined || others.length > 0 || !isFields(only) || !isFields(only['ReportSummary'])) return document;
  const groups = listOf(only['Results']);
  const [meta] = listOf(only['MetaData']);
  const product = productOf(groups);
  if (product === undefined || !isFields(meta)) return document;
  const { Date: _, ...summary } = only['ReportSummary'];
  const version = meta['Module Version'];
  const at = momentOf(meta['Report Date']);
  return {
    MetaData: {
      Tool: 'ScubaGear',
      ProductSuite: 'Microsoft 365',
      DisplayName: meta['Tenant Display Name'] ?? null,
      ...(typeof version === 'string' ? { ToolVersion: version } : {}),
      ...(at === undefined ? {} : { TimestampZulu: at }),
    },
    Summary: { [product]: summary },
    Results: { [product]: [...groups] },
  };
}

/** What all of its controls are of; `undefined` where that is not one product of the tool's. */
function productOf(groups: readonly Json[]): string | undefined {
  const ids = groups.flatMap((group) => (isFields(group) ? listOf(group['Controls']) : [])).map((control) => (isFields(control) ? control['Control ID'] : ''));
  const words = new Set(ids.map((id) => (typeof id === 'string' ? (/^MS\.([A-Z]+)\./.exec(id)?.[1] ?? '') : '')));
  const [word, ...others] = words;
  return word === undefined || others.length > 0 ? undefined : PRODUCTS.get(word);
}

/**
 * `10/30/2026 06:00:00 Coordinated Universal Time`: the month first, as PowerShell writes a moment in a text in every country. Of another zone only the name is there:
 * then it is taken for the one that is furthest ahead, so that a report is never younger than it is.
 */
function momentOf(value: Json | undefined): string | undefined {
  const found = typeof value === 'string' ? /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}):(\d{2}):(\d{2})(?: (.*))?$/.exec(value.trim()) : null;
  // Of another shape it is handed on, to be refused and not dated anew.
  if (found === null) return typeof value === 'string' ? value : undefined;
  const [, month, day, year, hours, minutes, seconds, zone = ''] = found;
  const text = `${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`;
  if (/^(?:UTC|GMT|Z|Coordinated Universal Time)$/i.test(zone)) return text;
  const at = Date.parse(text);
  return Number.isNaN(at) ? text : Instant.format(Instant.of(at - FURTHEST_AHEAD));
}

const FURTHEST_AHEAD = 14 * 60 * 60 * 1000;

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: Json | undefined): readonly Json[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? (value as readonly Json[]) : [value];
}
