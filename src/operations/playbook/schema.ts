import { z } from 'zod';
import { IDENTIFIER, VARIABLE } from './identifier.ts';
import { isOf, referencesIn } from './variable.ts';

/** The shape of CACAO 2.0, as its schemas have it; what they do not name is let by, as there. Keys of dictionaries and references are judged elsewhere. */
const TIME = /^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9]|60)(\.[0-9]+)?Z$/;
const id = z.string().regex(IDENTIFIER, 'must be an identifier: a type, two hyphens, a UUID');
const time = z.string().regex(TIME, 'must be a moment of RFC 3339 in UTC');
const text = z.string();
const some = <T extends z.ZodType>(item: T) => z.array(item).min(1);
const dictionary = z.record(z.string(), z.looseObject({}));
const filled = dictionary.refine((entries) => Object.keys(entries).length > 0, 'must not be empty');

const reference = z.looseObject({
  name: text,
  description: text.optional(),
  source: text.optional(),
  url: text.optional(),
  external_id: text.optional(),
  reference_id: text.optional(),
});
const variable = z.looseObject({
  type: text,
  description: text.optional(),
  value: z.union([z.string(), z.null()]).optional(),
  constant: z.boolean().optional(),
  external: z.boolean().optional(),
});
const variables = z.record(z.string(), variable).superRefine((entries, context) => {
  for (const name of Object.keys(entries))
    if (!VARIABLE.test(name))
      context.addIssue({ code: 'custom', path: [name], message: 'must be a name between two underscores on each side, such as __device__' });
});

const step = {
  name: text.optional(),
  description: text.optional(),
  external_references: some(reference).optional(),
  delay: z.int().min(0).optional(),
  timeout: z.int().min(0).optional(),
  step_variables: variables.optional(),
  owner: id.optional(),
  on_completion: id.optional(),
  on_success: id.optional(),
  on_failure: id.optional(),
  step_extensions: filled.optional(),
};
const headers = z.record(z.string(), z.array(text));
const inherited = {
  description: text.optional(),
  version: text.optional(),
  playbook_activity: text.optional(),
  external_references: z.array(reference).optional(),
  command: text.optional(),
  command_b64: z.base64().optional(),
  content: text.optional(),
  content_b64: z.base64().optional(),
  headers: headers.optional(),
};
const ENCODED = ['elastic', 'jupyter', 'kestrel', 'sigma', 'yara'];
const SAID = ['manual', 'bash', 'caldera-cmd', 'powershell', 'ssh'];
const command = z.looseObject({ type: text, ...inherited }).superRefine((found, context) => {
  const need = (name: 'command' | 'command_b64' | 'content_b64') =>
    found[name] === undefined && context.addIssue({ code: 'custom', path: [name], message: `a command of type ${found.type} needs it` });
  if (ENCODED.includes(found.type)) need('command_b64');
  if (found.type === 'http-api' || found.type === 'openc2-http') need('command');
  if (found.type === 'openc2-http') need('content_b64');
  if (SAID.includes(found.type) && found.command === undefined && found.command_b64 === undefined)
    context.addIssue({ code: 'custom', path: ['command'], message: `a command of type ${found.type} needs command or command_b64` });
});
const never = z.undefined('must not stand on this step').optional();
const args = { in_args: some(text).optional(), out_args: some(text).optional() };

export const STEPS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['start', z.looseObject({ ...step, type: z.literal('start'), on_success: never, on_failure: never })],
  ['end', z.looseObject({ ...step, type: z.literal('end'), on_completion: never, on_success: never, on_failure: never })],
  ['action', z.looseObject({ ...step, ...args, type: z.literal('action'), commands: some(command), agent: id, targets: some(id).optional() })],
  ['playbook-action', z.looseObject({ ...step, ...args, type: z.literal('playbook-action'), playbook_id: id, playbook_version: time.optional() })],
  ['parallel', z.looseObject({ ...step, type: z.literal('parallel'), next_steps: z.array(id).min(2) })],
  ['if-condition', z.looseObject({ ...step, type: z.literal('if-condition'), condition: text, on_true: id, on_false: id.optional() })],
  ['while-condition', z.looseObject({ ...step, type: z.literal('while-condition'), condition: text, on_true: id })],
  ['switch-condition', z.looseObject({ ...step, type: z.literal('switch-condition'), switch: text, cases: z.record(z.string(), id) })],
]);

/** An address may be given by a variable, though the published patterns have no place for one. */
const refers = (one: string) => referencesIn(one).length > 0;
const addresses = z.looseObject({
  url: z.array(text.refine((one) => URL.canParse(one) || one.includes('.') || refers(one), 'must be an address of the web')).optional(),
  dname: z.array(text).optional(),
  l2mac: z.array(text.regex(/^[a-fA-F0-9]{2}(:[a-fA-F0-9]{2}){5}$/, 'must be a hardware address')).optional(),
  ipv4: z.array(text.refine((one) => isOf('ipv4-addr', one) || refers(one), 'must be an address of IPv4')).optional(),
  ipv6: z.array(text.refine((one) => isOf('ipv6-addr', one) || refers(one), 'must be an address of IPv6')).optional(),
  vlan: z.array(z.int().min(0).max(4095)).optional(),
});
const REGIONS =
  'africa eastern-africa middle-africa northern-africa southern-africa western-africa americas caribbean central-america latin-america-caribbean northern-america south-america asia central-asia eastern-asia southern-asia south-eastern-asia western-asia europe eastern-europe northern-europe southern-europe western-europe oceania antarctica australia-new-zealand melanesia micronesia polynesia'.split(
    ' ',
  );
const PLACE = ['name', 'description', 'building_details', 'network_details', 'country', 'administrative_area', 'city', 'street_address', 'postal_code'];
const location = z.looseObject({
  region: z.enum(REGIONS).optional(),
  ...Object.fromEntries([...PLACE, 'latitude', 'longitude', 'precision'].map((name) => [name, text.optional()])),
});
const party = { name: text, description: text.optional(), location: location.optional(), agent_target_extensions: filled.optional() };
const contact = z.looseObject({
  email: z.record(z.string(), text).optional(),
  phone: z.record(z.string(), text).optional(),
  contact_details: text.optional(),
});
const reached = { port: text.optional(), authentication_info: id.optional(), category: some(text).optional() };
const reachedAt = (type: string, needed: boolean) =>
  z.looseObject({ ...party, ...reached, type: z.literal(type), address: needed ? addresses : addresses.optional() });
const people = (type: string) => z.looseObject({ ...party, type: z.literal(type), contact: contact.optional() });

export const PARTIES: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ...['group', 'individual', 'organization'].map((type) => [type, people(type)] as const),
  ['location', z.looseObject({ ...party, type: z.literal('location'), logical: some(text).optional() })],
  ['sector', z.looseObject({ ...party, type: z.literal('sector'), sector: text })],
  ['security-category', z.looseObject({ ...party, type: z.literal('security-category'), category: some(text) })],
  ['http-api', reachedAt('http-api', true)],
  ['ssh', reachedAt('ssh', true)],
  ['linux', reachedAt('linux', false)],
  ['net-address', reachedAt('net-address', false)],
]);
/** Of a type that CACAO does not name: its vocabulary is open. */
export const PARTY_OF_ANY = z.looseObject({ ...party, type: text });

const kept = { name: text.optional(), description: text.optional(), kms: z.boolean().optional(), kms_key_identifier: text.optional() };
export const SIGN_INS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['http-basic', z.looseObject({ ...kept, type: z.literal('http-basic'), user_id: text.optional(), password: text.optional() })],
  ['oauth2', z.looseObject({ ...kept, type: z.literal('oauth2'), oauth_header: text, token: text })],
  ['user-auth', z.looseObject({ ...kept, type: z.literal('user-auth'), username: text.optional(), password: text.optional() })],
]);
export const SIGN_IN_OF_ANY = z.looseObject({ ...kept, type: text });

const marked = {
  id,
  name: text.optional(),
  description: text.optional(),
  created_by: id,
  created: time,
  revoked: z.boolean().optional(),
  valid_from: time.optional(),
  valid_until: time.optional(),
  labels: some(text).optional(),
};
const TLP = ['TLP:RED', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:GREEN', 'TLP:CLEAR'] as const;
const IEP = ['encrypt_in_transit', 'permitted_actions', 'affected_party_notifications', 'attribution', 'unmodified_resale', 'tlp', 'name', 'description'];
export const MARKINGS: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['marking-tlp', z.looseObject({ ...marked, type: z.literal('marking-tlp'), tlpv2_level: z.enum(TLP) })],
  ['marking-statement', z.looseObject({ ...marked, type: z.literal('marking-statement'), statement: text })],
  [
    'marking-iep',
    z.looseObject({
      ...marked,
      type: z.literal('marking-iep'),
      ...Object.fromEntries(IEP.map((name) => [name, text])),
      iep_version: z.int(),
      start_date: time,
      end_date: time.nullable(),
      external_references: z.array(text),
    }),
  ],
]);
export const EXTENSION = z.looseObject({
  type: z.literal('extension-definition'),
  name: text,
  description: text.optional(),
  created_by: id,
  schema: text,
  version: text,
  external_references: z.array(reference).optional(),
});

const KEYS = ['public_key', 'public_cert_chain', 'cert_url', 'thumbprint'] as const;
const signature = z
  .looseObject({
    type: z.literal('jss'),
    id,
    created_by: id.optional(),
    created: time,
    modified: time,
    revoked: z.boolean().optional(),
    signee: text,
    valid_from: time.optional(),
    valid_until: time.optional(),
    related_to: id,
    related_version: time,
    hash_algorithm: text,
    algorithm: text,
    public_key: text.optional(),
    public_cert_chain: some(text).optional(),
    cert_url: text.optional(),
    thumbprint: text.optional(),
    value: text,
  })
  .refine((found) => KEYS.filter((key) => found[key] !== undefined).length === 1, `must have one of ${KEYS.join(', ')}`);

const degree = z.int().min(0).max(100).optional();
const SUMMARY =
  'manual_playbook external_playbooks parallel_processing if_logic while_logic switch_logic temporal_logic data_markings digital_signatures countersigned_signatures extensions';
export const PLAYBOOK = z.looseObject({
  type: z.literal('playbook'),
  spec_version: z.literal('cacao-2.0'),
  id: id,
  name: text,
  description: text.optional(),
  playbook_types: z.array(text).optional(),
  playbook_activities: some(text).optional(),
  playbook_processing_summary: z.looseObject(Object.fromEntries(SUMMARY.split(' ').map((name) => [name, z.boolean().optional()]))).optional(),
  created_by: id,
  created: time,
  modified: time,
  revoked: z.boolean().optional(),
  valid_from: time.optional(),
  valid_until: time.optional(),
  derived_from: some(id).optional(),
  related_to: some(id).optional(),
  priority: degree,
  severity: degree,
  impact: degree,
  industry_sectors: some(text).optional(),
  labels: some(text).optional(),
  external_references: some(reference).optional(),
  markings: some(id).optional(),
  playbook_variables: variables.optional(),
  workflow_start: id,
  workflow_exception: id.optional(),
  workflow: dictionary,
  playbook_extensions: filled.optional(),
  authentication_info_definitions: filled.optional(),
  agent_definitions: filled.optional(),
  target_definitions: filled.optional(),
  extension_definitions: dictionary.optional(),
  data_marking_definitions: dictionary.optional(),
  signatures: some(signature).optional(),
});
