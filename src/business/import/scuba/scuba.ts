import type { Json } from '../../../core/index.ts';
import type { ImportContext, Imported, Mapping } from '../../../evidence/import/index.ts';
import { lostFields } from '../../../evidence/import/lost.ts';
import { member } from '../../../evidence/import/place.ts';
import { worded } from '../../../evidence/import/wording.ts';
import type { BusinessImported, BusinessImporter, CheckResult, Outcome } from '../model.ts';
import { type Checked, withoutVersion } from '../posture/check.ts';
import { firstBlock, plain } from '../posture/plain.ts';
import { statePosture } from '../posture/state.ts';
import type { Told } from '../posture/subject.ts';
import { discovered } from './discovered.ts';
import { exceptionsOf } from './exceptions.ts';
import { looksIndividual } from './individual.ts';
import { mandatoryOf } from './mandatory.ts';
import { productOf } from './products.ts';
import { readReport, type ScubaControl, type ScubaReport } from './report.ts';
import { counted, holdToSummary } from './summary.ts';
import { SCUBA_ROWS } from './table.ts';

const MEDIA_TYPE = 'application/json';
/** The beginning of a report that has its metadata first, as both tools write it, and of one that was sorted by key. */
const LOOKED_AT = 256 * 1024;

/** Baselines of CISA for Microsoft 365 (ScubaGear) and Google Workspace (ScubaGoggles). The items are the results of controls. */
export const scuba: BusinessImporter = {
  format: 'scuba',
  about: 'results of ScubaGear (Microsoft 365) and ScubaGoggles (Google Workspace), ScubaResults.json or the JSON of one product',
  recognises: (text) => {
    const start = text.slice(0, LOOKED_AT);
    return (
      looksIndividual(start) ||
      (/^\ufeff?\s*\{/.test(start) && (/"Tool"\s*:\s*"Scuba/i.test(start) || (/"ProductAbbreviationMapping"\s*:/.test(start) && /"Summary"\s*:/.test(start))))
    );
  },
  read,
};

function read(text: string, context: ImportContext, mapping?: Mapping): BusinessImported {
  const { document, report, individual } = readReport(text, context.file);
  const assumed = holdToSummary(report, context.file);
  const { MetaData } = report;
  const tool = suiteOf(report);
  const version = /^v?\d+(?:\.\d+){0,3}(?:[-+.][\w.]{1,20})?$/.test(MetaData.ToolVersion ?? '') ? worded(MetaData.ToolVersion ?? '', 60) : '';
  const excepted = exceptionsOf(report);
  const results = Object.entries(report.Results).flatMap(([product, groups]) =>
    groups.flatMap((group, g) =>
      group.Controls.map((control, c): Checked => {
        const except = individual ? UNSAID : excepted(control['Control ID']);
        const at = `Results.${product}[${g}].Controls[${c}]`;
        return {
          at,
          ...judged(control),
          baseline: `${tool} ${product}`,
          resource: productOf(product).full,
          about: product,
          member: product,
          looked: product,
          ...placeOf(product, report),
          account: accountOf(report),
          by: suiteOf(report),
          momentAt: 'MetaData.TimestampZulu',
          ...(typeof MetaData.TimestampZulu === 'string' ? { observedAt: MetaData.TimestampZulu } : {}),
          ...(except === undefined ? {} : { except }),
          refs: [group.GroupReferenceURL ?? ''].filter((each) => /^https?:\/\//.test(each)),
          whole: written(document, product, g, c),
        };
      }),
    ),
  );
  const found = discovered(report, context, results.length > 0);
  return {
    ...statePosture(
      {
        format: scuba.format,
        source: version === '' ? tool : `${tool} ${version}`,
        mediaType: MEDIA_TYPE,
        results,
        rows: SCUBA_ROWS,
        owed: [...notReported(report), ...missingOf(report)],
        assumed,
        lost: (left) => lostOf(document, left),
      },
      context,
      mapping,
    ),
    ...(found === undefined ? {} : { discovered: found }),
  };
}

/** A whole report has the configuration of the run. */
const UNSAID = 'the report of one product does not say which exceptions were configured';

/** The item as it stands in the source, where a list of one may be its only element. */
function written(document: Json, product: string, g: number, c: number): Json {
  const at = (value: Json | undefined, i: number) => (Array.isArray(value) ? member(value, i) : value);
  const group = at(member(member(document, 'Results'), product), g);
  return at(member(group, 'Controls'), c) ?? null;
}

function placeOf(product: string, { MetaData }: ScubaReport): Told {
  const { full, kind, names } = productOf(product);
  const words = [full, ...names, product];
  const accountWords = [MetaData.TenantId, MetaData.DomainName].filter((each): each is string => typeof each === 'string' && each.trim() !== '');
  return { words, ...(kind === undefined ? {} : { kind }), named: full, tenant: true, common: words, accountWords };
}

/** The report of one product has no id of the tenant, and its name instead. */
function accountOf({ MetaData }: ScubaReport): string {
  return worded(MetaData.TenantId ?? '', 200);
}

/** Which of the two tools: their tenants have ids of different sorts. */
function suiteOf({ MetaData }: ScubaReport): 'ScubaGear' | 'ScubaGoggles' {
  return /goggles/i.test(MetaData.Tool ?? '') || /google/i.test(MetaData.ProductSuite ?? '') ? 'ScubaGoggles' : 'ScubaGear';
}

const OUTCOME: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['pass', 'pass'],
  ['fail', 'fail'],
  ['warning', 'warning'],
  ['n/a', 'not-applicable'],
  ['3rd party', 'not-applicable'],
  // ScubaGoggles, where the log that it reads has nothing on the setting.
  ['no events found', 'not-applicable'],
  // The baseline has the number alone.
  ['-', 'not-applicable'],
  ['omitted', 'not-scanned'],
  // Its owner says that the tool is wrong: then nobody knows.
  ['incorrect result', 'error'],
]);

/**
 * What became of a control. What its owner left out or calls wrong is not seen, whatever the tool saw: neither a pass nor a failure stands. `N/A` under
 * `Not-Implemented` or `3rd Party` says that the tool cannot look, and a mandatory control of that sort was not checked. A word that is not known is an error.
 */
function judged(control: ScubaControl): Pick<Checked, 'control' | 'title' | 'outcome' | 'said' | 'level' | 'unlooked'> {
  const word = quotable(control.Result);
  const outcome = OUTCOME.get(word.toLowerCase()) ?? 'error';
  const requirement = firstBlock(control.Requirement ?? '');
  const criticality = (control.Criticality ?? '').trim();
  const original = [control.OriginalResult, control.OmittedEvaluationResult, control.IncorrectResult].find(
    (each) => typeof each === 'string' && each !== 'N/A' && each !== word && each !== '',
  );
  const unlooked = outcome === 'not-applicable' && word !== '-' && (/(?:not-implemented|3rd party)$/i.test(criticality) || /^no events found$/i.test(word));
  return {
    control: worded(control['Control ID'], 200),
    title: plain(requirement.replace(ADDRESS, '…'), 400),
    outcome,
    said: worded(original === undefined || original === null ? word : `${word} (${quotable(original ?? '')})`, 200) || 'nothing',
    level: levelOf(criticality, requirement, word),
    ...(unlooked ? { unlooked: true as const } : {}),
  };
}

const ADDRESS = /[^\s@]{1,100}@[^\s@]{1,100}/g;

/** A word of the tools', or none: anything else may name somebody. */
function quotable(text: string): string {
  const word = text.trim();
  return OUTCOME.has(word.toLowerCase()) || /^error(?: - test results missing)?$/i.test(word) ? word : 'a word that is not known';
}

/** By the criticality, else by the requirement's own verb; mandatory where neither says. */
function levelOf(criticality: string, requirement: string, word: string): CheckResult['level'] {
  if (word === '-') return 'may';
  for (const text of [criticality.toLowerCase(), requirement.includes('SHALL') ? 'shall' : requirement.includes('SHOULD') ? 'should' : ''])
    for (const level of ['shall', 'should', 'may'] as const) if (text.startsWith(level)) return level;
  return 'shall';
}

/** Products that were to be assessed and have no results: the run ended before. */
/** Why a product's results cannot show that nothing is missing: mandatory controls that are not there, or no count to hold them against. */
function missingOf(report: ScubaReport): readonly (Told & { readonly why: string })[] {
  const suite = suiteOf(report);
  return Object.entries(report.Results).flatMap(([product, groups]) => {
    const made = new Set(groups.flatMap(({ Controls }) => Controls.map((control) => withoutVersion(control['Control ID'].trim()).toUpperCase())));
    const owed = mandatoryOf(suite, product, report.MetaData.ToolVersion ?? '');
    const missing = (owed ?? []).filter((id) => !made.has(id));
    const whys = [
      ...(missing.length === 0
        ? []
        : [`${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}: mandatory, and not in the report`]),
      ...(counted(report, product) ? [] : [`the summary does not count the results of ${worded(product, 100)}, so that nothing shows that none was taken out`]),
    ];
    return whys.map((why) => ({ ...placeOf(product, report), why }));
  });
}

function notReported(report: ScubaReport): readonly (Told & { readonly why: string })[] {
  const { MetaData, Results } = report;
  const short = new Map(Object.entries(MetaData.ProductAbbreviationMapping ?? {}));
  return MetaData.ProductsAssessed.flatMap((full) => {
    const product = short.get(full) ?? full;
    const there = Object.entries(Results).some(([name, groups]) => [product, full].includes(name) && groups.some((group) => group.Controls.length > 0));
    return there ? [] : [{ ...placeOf(product, report), why: `${worded(full, 100)} was to be assessed, and the report has no result of it` }];
  });
}

/** Below `Raw` stand a tenant's settings and its people: named as a whole, never shown. */
function lostOf(document: Json, left: ReadonlySet<Json>): Imported['lost'] {
  const { Raw: raw, ...rest } = document as { readonly [key: string]: Json };
  const lost = lostFields(rest, CARRIED, left).map((each) => ({
    ...each,
    sample: typeof each.sample === 'string' && /Comment|Details/.test(each.field) ? '…' : each.sample,
  }));
  return typeof raw === 'object' && raw !== null ? [...lost, { field: 'Raw', count: Object.keys(raw).length, sample: '…' }] : lost;
}

const CARRIED: ReadonlySet<string> = new Set([
  ...['Tool', 'ToolVersion', 'TimestampZulu', 'TenantId', 'DisplayName', 'DomainName', 'ProductsAssessed[]'].map((field) => `MetaData.${field}`),
]);
