import { cpe, joined, language, moment, some, trimmed, uri, uuid, version } from '../format.ts';
import { later, list, oneOf, record, type Shape, text, truth } from '../shape.ts';

// The shapes of CSAF 2.0 and 2.1 (OASIS), section 3 of each, in our own words. Version 2.1 closes its objects; 2.0 leaves them open.
// What CVSS and SSVC ask of theirs is in their own tests, 6.1.8 and 6.1.46.

export type Edition = '2.0' | '2.1';

const anything: Shape = () => {};
const unique = { unique: true } as const;
const CATEGORIES = ['architecture', 'host_name', 'language', 'patch_level', 'product_family', 'product_name', 'product_version'] as const;
const MORE_CATEGORIES = ['product_version_range', 'service_pack', 'specification', 'vendor'] as const;

const dotted = (value: string) => value.startsWith('pkg:') && value.length >= 7 && value.includes('/', 5);
const hex = (pattern: RegExp) => text((value) => pattern.test(value), 'the digits of a digest');

const acknowledgments = (open: boolean) => list(record({ names: list(some), organization: some, summary: some, urls: list(uri) }, { least: 1, open }));
const references = (open: boolean) => list(record({ category: oneOf('external', 'self'), 'summary!': some, 'url!': uri }, { open }));
const products = list(some, unique);

function notes(edition: Edition): Shape {
  const of = edition === '2.1' ? { group_ids: products, product_ids: products } : {};
  return list(
    record(
      {
        audience: some,
        'category!': oneOf('description', 'details', 'faq', 'general', 'legal_disclaimer', 'other', 'summary'),
        'text!': some,
        title: some,
        ...of,
      },
      { open: edition === '2.0' },
    ),
  );
}

const extension = record({
  '$schema!': text(
    (value) => value.length <= 2000 && /^https:\/\/[^\s/]+\/(?:[^\s]*\/)?[^/\s]+_\d+\.\d+\.\d+[^/\s]*\.json$/.test(value),
    'the URL of the schema of an extension, with its version',
  ),
  'category!': oneOf('essential', 'significant', 'supplementary'),
  'critical!': truth,
  'content!': record({}, { open: true, least: 1 }),
});
/** Clause 6.1.60.1 of version 2.1, which the schema holds too. */
export const extensionShape = extension;

function product(edition: Edition): Shape {
  const open = edition === '2.0';
  const set = open ? {} : unique;
  const hash = record(
    {
      'algorithm!': open ? some : text((value) => /^[0-9a-z][0-9a-z-]*$/.test(value), 'a name in small letters'),
      'value!': hex(open ? /^[0-9a-fA-F]{32,}$/ : /^[0-9a-f]{32,}$/),
    },
    { open },
  );
  const purl = text((value) => (open ? /^pkg:[A-Za-z.\-+]/ : /^pkg:[a-z]/).test(value) && dotted(value), 'a package URL');
  return record(
    {
      'name!': some,
      'product_id!': some,
      product_identification_helper: record(
        {
          cpe,
          hashes: list(record({ 'file_hashes!': list(hash, set), 'filename!': some }, { open }), set),
          model_numbers: list(some, unique),
          ...(open ? { purl } : { purls: list(purl, unique) }),
          sbom_urls: list(uri, set),
          serial_numbers: list(some, unique),
          skus: list(some, set),
          x_generic_uris: list(record({ 'namespace!': uri, 'uri!': uri }, { open }), set),
        },
        { least: 1, open },
      ),
      ...(open ? {} : { x_extensions: list(anything, unique) }),
    },
    { open },
  );
}

function branches(edition: Edition, whole: Shape): Shape {
  const shape: Shape = list(
    record(
      {
        branches: later(() => shape),
        'category!': oneOf(...CATEGORIES, ...MORE_CATEGORIES, edition === '2.0' ? 'legacy' : 'platform'),
        'name!': some,
        product: whole,
      },
      { least: 3, most: 3, open: edition === '2.0' },
    ),
  );
  return shape;
}

const PATHS = oneOf('default_component_of', 'external_component_of', 'installed_on', 'installed_with', 'optional_component_of');

function tree(edition: Edition): Shape {
  const open = edition === '2.0';
  const whole = product(edition);
  return record(
    {
      branches: branches(edition, whole),
      full_product_names: list(whole),
      product_groups: list(record({ 'group_id!': some, 'product_ids!': list(some, { least: 2, unique: true }), summary: some }, { open })),
      ...(open
        ? {
            relationships: list(
              record({ 'category!': PATHS, 'full_product_name!': whole, 'product_reference!': some, 'relates_to_product_reference!': some }, { open }),
            ),
          }
        : {
            product_paths: list(
              record({
                'beginning_product_reference!': some,
                'full_product_name!': whole,
                'subpaths!': list(record({ 'category!': PATHS, 'next_product_reference!': some })),
              }),
            ),
          }),
    },
    { least: 1, open },
  );
}

function tracking(open: boolean): Shape {
  return record(
    {
      aliases: list(some, unique),
      'current_release_date!': moment,
      generator: record({ date: moment, 'engine!': record({ 'name!': some, version: some }, { open }) }, { open }),
      'id!': trimmed,
      'initial_release_date!': moment,
      'revision_history!': list(record({ 'date!': moment, legacy_version: some, 'number!': version, 'summary!': some }, { open })),
      'status!': oneOf('draft', 'final', 'interim'),
      'version!': version,
    },
    { open },
  );
}

function document(edition: Edition): Shape {
  const open = edition === '2.0';
  const publishers = ['coordinator', 'discoverer', 'other', 'translator', 'user', 'vendor', ...(open ? [] : ['multiplier'])];
  const tlp = record(
    { 'label!': oneOf(...(open ? ['AMBER', 'GREEN', 'RED', 'WHITE'] : ['AMBER', 'AMBER+STRICT', 'CLEAR', 'GREEN', 'RED'])), url: uri },
    { open },
  );
  return record(
    {
      acknowledgments: acknowledgments(open),
      aggregate_severity: record({ namespace: uri, 'text!': some }, { open }),
      'category!': joined,
      'csaf_version!': oneOf(edition),
      ...(open
        ? { distribution: record({ text: some, tlp }, { open, least: 1 }) }
        : {
            'distribution!': record({ sharing_group: record({ 'id!': uuid, name: some }), text: some, 'tlp!': tlp }),
            license_expression: some,
            x_extensions: list(anything, unique),
          }),
      lang: language,
      notes: notes(edition),
      'publisher!': record({ 'category!': oneOf(...publishers), contact_details: some, issuing_authority: some, 'name!': some, 'namespace!': uri }, { open }),
      references: references(open),
      source_lang: language,
      'title!': some,
      'tracking!': tracking(open),
    },
    { open },
  );
}

const FLAGS = [
  'component_not_present',
  'inline_mitigations_already_exist',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_not_present',
] as const;
const PROBABILITY = text((value) => /^(?:0\.[0-9]+|1\.0+)$/.test(value), 'a share from 0.0 to 1.0, as text');
const CWE = text((value) => /^CWE-[1-9]\d{0,5}$/.test(value), 'a number such as CWE-79');

function vulnerability(edition: Edition): Shape {
  const open = edition === '2.0';
  const of = { group_ids: products, product_ids: products };
  const status = record(
    Object.fromEntries(
      [
        ...['first_affected', 'first_fixed', 'fixed', 'known_affected', 'known_not_affected', 'last_affected', 'recommended', 'under_investigation'],
        ...(open ? [] : ['unknown']),
      ].map((name) => [name, products]),
    ),
    { least: 1, open },
  );
  const remedies = ['mitigation', 'no_fix_planned', 'none_available', 'vendor_fix', 'workaround', ...(open ? [] : ['fix_planned', 'optional_patch'])];
  const restart = oneOf('connected', 'dependencies', 'machine', 'none', 'parent', 'service', 'system', 'vulnerable_component', 'zone');
  const more = open ? {} : of;
  return record(
    {
      acknowledgments: acknowledgments(open),
      cve: text((value) => /^CVE-\d{4}-\d{4,}$/.test(value), 'a number such as CVE-2026-0001'),
      ...(open
        ? { cwe: record({ 'id!': CWE, 'name!': some }, { open }), release_date: moment }
        : {
            cwes: list(
              record({
                'id!': CWE,
                'name!': joined,
                'version!': text((value) => /^[1-9]\d*\.(?:\d|[1-9]\d+)(?:\.\d+)?$/.test(value), 'an edition such as 4.13'),
              }),
              unique,
            ),
            disclosure_date: moment,
            first_known_exploitation_dates: list(record({ 'date!': moment, 'exploitation_date!': moment, ...of }, { least: 3 }), unique),
            x_extensions: list(anything, unique),
          }),
      discovery_date: moment,
      flags: list(record({ date: moment, 'label!': oneOf(...FLAGS), ...of }, { open }), unique),
      ids: list(record({ 'system_name!': some, 'text!': some, ...more }, { open }), unique),
      involvements: list(
        record(
          {
            ...(open ? {} : { contact: some, ...of }),
            date: moment,
            'party!': oneOf('coordinator', 'discoverer', 'other', 'user', 'vendor'),
            'status!': oneOf('completed', 'contact_attempted', 'disputed', 'in_progress', 'not_contacted', 'open'),
            summary: some,
          },
          { open },
        ),
        unique,
      ),
      ...(open
        ? { scores: list(record({ cvss_v2: anything, cvss_v3: anything, 'products!': products }, { least: 2, open })) }
        : {
            metrics: list(
              record({
                'content!': record(
                  {
                    cvss_v2: anything,
                    cvss_v3: anything,
                    cvss_v4: anything,
                    epss: record({ 'percentile!': PROBABILITY, 'probability!': PROBABILITY, 'timestamp!': moment }),
                    qualitative_severity_rating: oneOf('critical', 'high', 'low', 'medium', 'none'),
                    ssvc_v2: anything,
                    x_extensions: list(anything, unique),
                  },
                  { least: 1 },
                ),
                'products!': products,
                source: uri,
              }),
              unique,
            ),
          }),
      notes: notes(edition),
      product_status: status,
      references: references(open),
      remediations: list(
        record(
          {
            'category!': oneOf(...remedies),
            date: moment,
            'details!': some,
            entitlements: list(some),
            restart_required: record({ 'category!': restart, details: some }, { open }),
            url: uri,
            ...of,
          },
          { open },
        ),
      ),
      threats: list(record({ 'category!': oneOf('exploit_status', 'impact', 'target_set'), date: moment, 'details!': some, ...of }, { open })),
      title: some,
    },
    { least: 1, open },
  );
}

function whole(edition: Edition): Shape {
  const open = edition === '2.0';
  return record(
    {
      'document!': document(edition),
      product_tree: tree(edition),
      vulnerabilities: list(vulnerability(edition)),
      ...(open ? {} : { '$schema!': oneOf('https://docs.oasis-open.org/csaf/csaf/v2.1/schema/csaf.json'), x_extensions: list(anything, unique) }),
    },
    { open },
  );
}

export const SHAPES: Readonly<Record<Edition, Shape>> = { '2.0': whole('2.0'), '2.1': whole('2.1') };
