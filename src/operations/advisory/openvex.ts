import { hexHash, type Json, Refused } from '../../core/index.ts';
import type { AdvisoryFacts } from './facts.ts';
import { advisoryFaults } from './faults.ts';
import { type Finding, type Foreign, field, itemsOf } from './finding.ts';
import { isUri, moment, some } from './format.ts';
import { list, oneOf, record, type Shape, text } from './shape.ts';

// OpenVEX 0.2.0.

const iri = text((value) => isUri(value), 'an identifier that is a URI');
const whole: Shape = (value, at, found) => {
  if (!Number.isSafeInteger(value) || (value as number) < 1) found.push({ test: 'schema', path: at, message: 'has to be a whole number from 1' });
};
const open = { open: true } as const;
const named = { '@id': iri, identifiers: record({ purl: some, cpe22: some, cpe23: some }), hashes: record({}, open) };
const component = record(named, { least: 1 });

const statement = record({
  '@id': iri,
  version: whole,
  'vulnerability!': record({ '@id': iri, 'name!': some, description: some, aliases: list(some, { unique: true }) }),
  timestamp: moment,
  last_updated: moment,
  products: list(record({ ...named, subcomponents: list(component) }, { least: 1 }), { unique: true }),
  'status!': oneOf('not_affected', 'affected', 'fixed', 'under_investigation'),
  supplier: some,
  status_notes: some,
  justification: oneOf(
    'component_not_present',
    'vulnerable_code_not_present',
    'vulnerable_code_not_in_execute_path',
    'vulnerable_code_cannot_be_controlled_by_adversary',
    'inline_mitigations_already_exist',
  ),
  impact_statement: some,
  action_statement: some,
  action_statement_timestamp: moment,
});

const shape = record({
  '@context!': text((value) => value.startsWith('https://openvex.dev/ns'), 'https://openvex.dev/ns/v0.2.0'),
  '@id!': iri,
  'author!': some,
  role: some,
  'timestamp!': moment,
  last_updated: moment,
  'version!': whole,
  tooling: some,
  supplier: some,
  'statements!': list(statement),
});

export function isOpenVex(root: Foreign): boolean {
  const context = field(root, '@context');
  return typeof context === 'string' && context.startsWith('https://openvex.dev/');
}

/** Judges a document of OpenVEX by its shape and by what each status needs; no finding says that it is valid. Throws nothing. */
export function checkOpenVex(root: Foreign): readonly Finding[] {
  const found: Finding[] = [];
  shape(root, '', found);
  for (const [i, one] of itemsOf(field(root, 'statements')).entries()) {
    const say = (message: string) => found.push({ test: 'statement', path: `/statements/${i}`, message });
    const has = (name: string) => field(one, name) !== undefined;
    if (!has('products')) say('names no product');
    const status = field(one, 'status');
    if (status === 'not_affected' && !has('justification') && !has('impact_statement'))
      say('is not_affected, and says neither justification nor impact_statement');
    if (status === 'affected' && !has('action_statement')) say('is affected, and has no action_statement');
    if (status !== 'not_affected' && has('justification')) say('has a justification, and is not not_affected');
  }
  return found;
}

/** A document of OpenVEX. Throws `Refused` (ASSAY-PAPER-005) where the facts speak of no vulnerability. */
export function composeOpenVex(facts: AdvisoryFacts, file: string): Json {
  const { publisher, tracking, products = [], vulnerabilities = [] } = facts;
  if (vulnerabilities.length === 0) {
    throw new Refused(
      advisoryFaults.fault('005', {
        message: 'OpenVEX speaks of vulnerabilities, and there is none',
        file,
        field: 'vulnerabilities',
        remedy: 'Name one, or write another paper.',
      }),
    );
  }
  const byId = new Map(products.map((product) => [product.id, product]));
  const last = tracking.history.at(-1)?.at ?? '';
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `urn:assay:vex:${hexHash('sha256', JSON.stringify([publisher.namespace, tracking.id])).slice(0, 32)}`,
    author: publisher.name,
    role: publisher.category,
    timestamp: tracking.history[0]?.at ?? '',
    last_updated: last,
    version: tracking.history.length,
    tooling: 'assay operations advisory write',
    statements: vulnerabilities.flatMap((one) => {
      const name = one.cve ?? one.ids?.[0]?.text ?? '';
      const aliases = [...new Set((one.ids ?? []).map(({ text: alias }) => alias))].filter((alias) => alias !== name);
      return one.products.map(({ product, state, why, impact, action }) => {
        const known = byId.get(product);
        const identifiers = {
          ...(known?.purl === undefined ? {} : { purl: known.purl }),
          ...(known?.cpe === undefined ? {} : { [known.cpe.startsWith('cpe:2.3:') ? 'cpe23' : 'cpe22']: known.cpe }),
        };
        return {
          vulnerability: { name, description: one.description, ...(aliases.length === 0 ? {} : { aliases }) },
          timestamp: last,
          products: [
            {
              '@id': known?.purl !== undefined && isUri(known.purl) ? known.purl : `urn:assay:product:${encodeURIComponent(product.toWellFormed())}`,
              ...(Object.keys(identifiers).length === 0 ? {} : { identifiers }),
            },
          ],
          status: state,
          ...(why === undefined ? {} : { justification: why }),
          ...(impact === undefined ? {} : { impact_statement: impact }),
          ...(action === undefined ? {} : { action_statement: action }),
        };
      });
    }),
  };
}
