// How OSCAL's XML names become those of its JSON (the metaschemas' `group-as`, `json-value-key` and `as-type`), as data. In XML an element stands
// for one thing and is repeated; in JSON the repeated ones are one list under a name of their own. The table is by the element's name; where the
// same name means different things in different places, by `parent/name`. test in naming.integration.test.ts holds it to NIST's JSON schema.

// Maps to look in, since the names are whoever wrote the file's: one may be a name that every object answers to.

/** Elements that are items of a list, by the list's name. `parent/name` goes before `name`; `''` says that there it is no list. */
const LISTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    action: 'actions',
    activity: 'activities',
    actor: 'actors',
    'addr-line': 'addr-lines',
    add: 'adds',
    address: 'addresses',
    'location/address': '',
    alter: 'alters',
    'assessment-platform': 'assessment-platforms',
    'assessment-task': 'tasks',
    'assessment-subject': 'assessment-subjects',
    'associated-activity': 'associated-activities',
    'associated-risk': 'related-risks',
    attestation: 'attestations',
    'authorized-privilege': 'authorized-privileges',
    'by-component': 'by-components',
    capability: 'capabilities',
    categorization: 'categorizations',
    characterization: 'characterizations',
    choice: 'choice',
    component: 'components',
    constraint: 'constraints',
    control: 'controls',
    'control-implementation': 'control-implementations',
    'system-security-plan/control-implementation': '',
    'control-objective-selection': 'control-objective-selections',
    'control-selection': 'control-selections',
    dependency: 'dependencies',
    diagram: 'diagrams',
    'document-id': 'document-ids',
    'email-address': 'email-addresses',
    entry: 'entries',
    'exclude-control': 'exclude-controls',
    'exclude-controls': 'exclude-controls',
    'exclude-objective': 'exclude-objectives',
    'exclude-subject': 'exclude-subjects',
    'external-id': 'external-ids',
    facet: 'facets',
    finding: 'findings',
    'function-performed': 'functions-performed',
    group: 'groups',
    guideline: 'guidelines',
    hash: 'hashes',
    'implemented-component': 'implemented-components',
    'implemented-requirement': 'implemented-requirements',
    import: 'imports',
    'import-component-definition': 'import-component-definitions',
    'include-control': 'include-controls',
    'include-controls': 'include-controls',
    'include-objective': 'include-objectives',
    'include-subject': 'include-subjects',
    'incorporates-component': 'incorporates-components',
    'information-type': 'information-types',
    'information-type-id': 'information-type-ids',
    inherited: 'inherited',
    'insert-controls': 'insert-controls',
    'inventory-item': 'inventory-items',
    'leveraged-authorization': 'leveraged-authorizations',
    link: 'links',
    location: 'locations',
    'location-uuid': 'location-uuids',
    'logged-by': 'logged-by',
    map: 'maps',
    mapping: 'mappings',
    matching: 'matching',
    'member-of-organization': 'member-of-organizations',
    'observation/method': 'methods',
    'mitigating-factor': 'mitigating-factors',
    'objectives-and-methods': 'objectives-and-methods',
    observation: 'observations',
    origin: 'origins',
    'characterization/origin': '',
    param: 'params',
    part: 'parts',
    'objectives-and-methods/part': 'parts',
    party: 'parties',
    'party-uuid': 'party-uuids',
    'leveraged-authorization/party-uuid': '',
    'poam-item': 'poam-items',
    'port-range': 'port-ranges',
    prop: 'props',
    protocol: 'protocols',
    provided: 'provided',
    qualifier: 'qualifiers',
    'related-finding': 'related-findings',
    'related-observation': 'related-observations',
    'related-response': 'related-responses',
    'related-task': 'related-tasks',
    'relevant-evidence': 'relevant-evidence',
    remove: 'removes',
    'required-asset': 'required-assets',
    resource: 'resources',
    response: 'remediations',
    responsibility: 'responsibilities',
    'responsible-party': 'responsible-parties',
    'responsible-role': 'responsible-roles',
    result: 'results',
    revision: 'revisions',
    risk: 'risks',
    rlink: 'rlinks',
    role: 'roles',
    'role-id': 'role-ids',
    satisfied: 'satisfied',
    'set-parameter': 'set-parameters',
    'map/source': 'sources',
    statement: 'statements',
    'risk/statement': '',
    'statement-id': 'statement-ids',
    step: 'steps',
    subject: 'subjects',
    'system-id': 'system-ids',
    'plan-of-action-and-milestones/system-id': '',
    'map/target': 'targets',
    task: 'tasks',
    'telephone-number': 'telephone-numbers',
    test: 'tests',
    'threat-id': 'threat-ids',
    'observation/type': 'types',
    'unmapped-control': 'unmapped-controls',
    url: 'urls',
    user: 'users',
    'uses-component': 'uses-components',
    'param/value': 'values',
    'set-parameter/value': 'values',
    'with-id': 'with-ids',
  }),
);

/** The list that an element of this name belongs to within that parent, or `undefined` where it stands alone. */
export function listOf(parent: string, name: string): string | undefined {
  const list = LISTS.get(`${parent}/${name}`) ?? LISTS.get(name);
  return list === '' ? undefined : list;
}

/** Every list that the table knows, for the test. */
export const LIST_NAMES: ReadonlySet<string> = new Set([...LISTS.values()].filter((name) => name !== ''));

/** Elements of text that have attributes too: where JSON puts the text. */
const VALUE_KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'telephone-number': 'number',
    'document-id': 'identifier',
    'external-id': 'id',
    'system-id': 'id',
    'threat-id': 'id',
  }),
);

export function valueKey(name: string): string {
  return VALUE_KEYS.get(name) ?? 'value';
}

/** Text fields that JSON has as an object even without an attribute. */
export const ALWAYS_FIELD: ReadonlySet<string> = new Set(['document-id', 'external-id', 'system-id', 'threat-id', 'telephone-number', 'hash', 'base64']);

/** Elements that are objects even where they have nothing in them. */
export const ALWAYS_OBJECT: ReadonlySet<string> = new Set(['include-all', 'flat', 'merge', 'modify', 'custom', 'back-matter', 'part', 'guideline', 'select']);

/** Elements that only gather in XML what JSON has directly. */
export const WRAPPERS: ReadonlySet<string> = new Set(['revisions']);

/** Elements whose own blocks of text are their `prose` in JSON. */
export const PROSE: ReadonlySet<string> = new Set(['part', 'guideline']);

/** Values that are no text in JSON, by the element or attribute's name. */
export const BOOLEANS: ReadonlySet<string> = new Set(['as-is']);
export const NUMBERS: ReadonlySet<string> = new Set(['percentage', 'target-coverage']);
/** Attributes that are whole numbers in JSON, by `element@attribute`. */
export const NUMBER_ATTRIBUTES: ReadonlySet<string> = new Set(['port-range@start', 'port-range@end', 'at-frequency@period']);
