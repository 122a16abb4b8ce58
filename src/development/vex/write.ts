import { canonicalJson, hexHash, Instant, type Json, Refused } from '../../core/index.ts';
import { cpeText } from '../component/cpe.ts';
import type { Bom, Component } from '../component/model.ts';
import { purlText } from '../component/purl.ts';
import type { Composed } from './compose.ts';
import { VALID_UNTIL } from './cyclonedx.ts';
import { vexFaults } from './faults.ts';
import type { VexFormat } from './model.ts';

/** Who writes a document, of which product, when. */
export interface Written {
  readonly author: string;
  /** An address of the author, which CSAF asks for. */
  readonly namespace: string;
  readonly product: Component;
  readonly bom: Pick<Bom, 'serial'>;
  readonly at: Instant;
  readonly statements: readonly Composed[];
}

/** A document in one of the three formats, as JSON text. The same statements at the same moment give the same bytes. Throws `Refused` (ASSAY-VEX-003). */
export function vexText(format: VexFormat, written: Written): string {
  if (identity(written.product, written.bom) === undefined) {
    throw new Refused(
      vexFaults.fault('003', {
        message: 'the product cannot be named so that others know it',
        field: 'metadata.component',
        expected: 'a purl or a CPE of the product, or a serial number of the bill of materials',
        found: written.product.name,
        remedy: 'Have the build write a purl for the product itself, or name one: --product pkg:generic/NAME@VERSION',
      }),
    );
  }
  const document = format === 'openvex' ? openVex(written) : format === 'csaf' ? csaf(written) : cycloneDx(written);
  return `${JSON.stringify(document, null, 2)}\n`;
}

function identity(
  { purl, cpes, ref }: Component,
  { serial }: Pick<Bom, 'serial'>,
): { readonly purl?: string; readonly cpe?: string; readonly id: string } | undefined {
  const named = { ...(purl === undefined ? {} : { purl: purlText(purl) }), ...(cpes[0] === undefined ? {} : { cpe: cpeText(cpes[0]) }) };
  const id = named.purl ?? named.cpe ?? (serial === undefined ? undefined : `${serial}#${encodeURIComponent(ref)}`);
  return id === undefined ? undefined : { ...named, id };
}

/** An opaque name of the document, from what it says. */
function documentId({ statements, author, at, product }: Written): string {
  const said = statements.map((each) => ({ v: each.vulnerability, c: each.component.ref, s: each.status, i: each.impact, a: each.action }));
  return hexHash('sha256', canonicalJson({ author, at: Instant.format(at), product: product.ref, said } as unknown as Json)).slice(0, 32);
}

// OpenVEX 0.2.0.
function openVex(written: Written): Json {
  const { author, at, product, bom, statements } = written;
  const named = (component: Component) => {
    const { id, purl, cpe } = identity(component, bom) ?? { id: `urn:assay:component:${encodeURIComponent(component.ref)}` };
    const identifiers = { ...(purl === undefined ? {} : { purl }), ...(cpe === undefined ? {} : { cpe23: cpe }) };
    return { '@id': id, ...(Object.keys(identifiers).length === 0 ? {} : { identifiers }) };
  };
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `urn:assay:vex:${documentId(written)}`,
    author,
    timestamp: Instant.format(at),
    version: 1,
    tooling: 'assay development vex write',
    statements: statements.map(({ vulnerability, aliases, component, status, justification, impact, action }) => ({
      vulnerability: { name: vulnerability, ...(aliases.length === 0 ? {} : { aliases: [...aliases] }) },
      timestamp: Instant.format(at),
      products: [{ ...named(product), ...(component.ref === product.ref ? {} : { subcomponents: [named(component)] }) }],
      status,
      ...(justification === undefined ? {} : { justification }),
      ...(status === 'not_affected' ? { impact_statement: impact } : { status_notes: impact }),
      ...(action === '' ? {} : { action_statement: action }),
    })),
  };
}

const CSAF_LIST = { not_affected: 'known_not_affected', affected: 'known_affected', fixed: 'fixed', under_investigation: 'under_investigation' } as const;

// CSAF 2.0, profile 5 (VEX): each component of the product is a relationship, so that a statement holds for it there alone.
function csaf(written: Written): Json {
  const { author, namespace, at, product, bom, statements } = written;
  const moment = Instant.format(at);
  const refs = [...new Set(statements.map(({ component }) => component.ref))].filter((ref) => ref !== product.ref);
  const ids = new Map(refs.map((ref, i) => [ref, `component-${i + 1}`]));
  const of = (component: Component) => (component.ref === product.ref ? 'product' : `${ids.get(component.ref)}-in-product`);
  const full = (component: Component, id: string) => {
    const { purl, cpe } = identity(component, bom) ?? {};
    const helper = { ...(purl === undefined ? {} : { purl }), ...(cpe === undefined ? {} : { cpe }) };
    const name = component.version === undefined ? component.name : `${component.name} ${component.version}`;
    return { name, product_id: id, ...(Object.keys(helper).length === 0 ? {} : { product_identification_helper: helper }) };
  };
  const components = new Map(statements.map(({ component }) => [component.ref, component]));
  const relationships = refs.flatMap((ref) => {
    const component = components.get(ref);
    if (component === undefined) return [];
    const name = `${component.name} in ${product.name}`;
    return [
      {
        category: 'default_component_of',
        product_reference: ids.get(ref) ?? '',
        relates_to_product_reference: 'product',
        full_product_name: { name, product_id: of(component) },
      },
    ];
  });
  const names = [...new Set(statements.map(({ vulnerability }) => vulnerability))];
  return {
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      notes: [{ category: 'summary', title: 'What this is', text: `Which vulnerabilities of its components affect ${product.name}, and why others do not.` }],
      publisher: { category: 'vendor', name: author, namespace },
      title: `Exploitability of vulnerabilities in ${product.name}${product.version === undefined ? '' : ` ${product.version}`}`,
      tracking: {
        current_release_date: moment,
        id: `assay-vex-${documentId(written)}`,
        initial_release_date: moment,
        revision_history: [{ date: moment, number: '1', summary: 'First version' }],
        status: 'final',
        version: '1',
      },
    },
    product_tree: {
      full_product_names: [
        full(product, 'product'),
        ...refs.flatMap((ref) => (components.has(ref) ? [full(components.get(ref) as Component, ids.get(ref) ?? '')] : [])),
      ],
      ...(relationships.length === 0 ? {} : { relationships }),
    },
    vulnerabilities: names.map((name) => {
      const own = statements.filter(({ vulnerability }) => vulnerability === name);
      const status: Record<string, string[]> = {};
      for (const each of own) status[CSAF_LIST[each.status]] = [...(status[CSAF_LIST[each.status]] ?? []), of(each.component)];
      const flags = own.flatMap(({ justification, component }) =>
        justification === undefined ? [] : [{ label: justification, date: moment, product_ids: [of(component)] }],
      );
      const threats = own
        .filter((each) => each.status === 'not_affected')
        .map(({ impact, component }) => ({ category: 'impact', details: impact, product_ids: [of(component)] }));
      const remediations = own
        .filter(({ action }) => action !== '')
        .map(({ action, component }) => ({
          category: action.startsWith('Update') ? 'vendor_fix' : 'none_available',
          details: action,
          product_ids: [of(component)],
        }));
      const cve = /^CVE-\d{4}-\d{4,}$/.test(name);
      const aliases = [...new Set(own.flatMap((each) => each.aliases))];
      const others = [...(cve ? [] : [name]), ...aliases].map((text) => ({ system_name: text.slice(0, Math.max(1, text.indexOf('-'))), text }));
      return {
        ...(cve ? { cve: name } : {}),
        ...(others.length === 0 ? {} : { ids: others }),
        notes: [{ category: 'description', title: 'What was found', text: own.map(({ impact, component }) => `${component.name}: ${impact}`).join(' ') }],
        product_status: status,
        ...(flags.length === 0 ? {} : { flags }),
        ...(threats.length === 0 ? {} : { threats }),
        ...(remediations.length === 0 ? {} : { remediations }),
      };
    }),
  };
}

const CYCLONEDX_STATE = { not_affected: 'not_affected', affected: 'exploitable', fixed: 'resolved', under_investigation: 'in_triage' } as const;

const CYCLONEDX_REASON = {
  component_not_present: 'code_not_present',
  vulnerable_code_not_present: 'code_not_present',
  vulnerable_code_not_in_execute_path: 'code_not_reachable',
  vulnerable_code_cannot_be_controlled_by_adversary: 'requires_environment',
  inline_mitigations_already_exist: 'protected_by_mitigating_control',
} as const;

// CycloneDX 1.6. The components that are spoken of stand in it with their names, so that it can be read without the bill of materials.
function cycloneDx(written: Written): Json {
  const { author, at, product, bom, statements } = written;
  const moment = Instant.format(at);
  const part = (component: Component) => {
    const { purl, cpe } = identity(component, bom) ?? {};
    const type = component.type ?? 'library';
    const version = component.version === undefined ? {} : { version: component.version };
    return { type, 'bom-ref': component.ref, name: component.name, ...version, ...(purl === undefined ? {} : { purl }), ...(cpe === undefined ? {} : { cpe }) };
  };
  const components = new Map(statements.filter(({ component }) => component.ref !== product.ref).map(({ component }) => [component.ref, part(component)]));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { timestamp: moment, supplier: { name: author }, component: part(product) },
    components: [...components.values()],
    vulnerabilities: statements.map(({ vulnerability, aliases, component, status, justification, impact, action, until }) => ({
      id: vulnerability,
      ...(aliases.length === 0 ? {} : { references: aliases.map((id) => ({ id, source: { name: id.slice(0, Math.max(1, id.indexOf('-'))) } })) }),
      analysis: {
        state: CYCLONEDX_STATE[status],
        ...(justification === undefined ? {} : { justification: CYCLONEDX_REASON[justification] }),
        ...(status === 'affected' ? { response: [action.startsWith('Update') ? 'update' : 'can_not_fix'] } : {}),
        detail: action === '' ? impact : `${impact} ${action}`,
        firstIssued: moment,
        lastUpdated: moment,
      },
      affects: [{ ref: component.ref }],
      ...(until === undefined ? {} : { properties: [{ name: VALID_UNTIL, value: Instant.format(until) }] }),
    })),
  };
}
