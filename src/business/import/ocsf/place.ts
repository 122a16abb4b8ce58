import { worded } from '../../../evidence/import/wording.ts';
import type { Checked } from '../posture/check.ts';
import type { Told } from '../posture/subject.ts';
import type { Finding } from './finding.ts';

export interface Place {
  readonly provider: string;
  readonly service: string;
  readonly place: Told & Pick<Checked, 'account' | 'by' | 'looked'>;
}

/** What a service of one tenant is on a map. Services of a cloud are many systems, and none of them is the only one of its kind. */
const KINDS: ReadonlyMap<string, 'identity-provider' | 'mail' | 'document-system'> = new Map([
  ...['entra', 'admincenter'].map((service) => [`m365 ${service}`, 'identity-provider'] as const),
  ...['exchange', 'defender', 'purview'].map((service) => [`m365 ${service}`, 'mail'] as const),
  ['m365 sharepoint', 'document-system'] as const,
  ...['directory', 'security', 'rules', 'marketplace'].map((service) => [`googleworkspace ${service}`, 'identity-provider'] as const),
  ['googleworkspace gmail', 'mail'] as const,
  ['googleworkspace drive', 'document-system'] as const,
  ['azure entra', 'identity-provider'] as const,
]);
const TENANTS: ReadonlySet<string> = new Set(['m365', 'googleworkspace', 'okta']);

/**
 * Where on a map a finding belongs. Words are those that name one system for all the world: a unique id, `owner/name` of a repository, an account. A bare
 * name is not, since anybody may call a bucket "mail".
 */
export function placeOf(finding: Finding): Place {
  const resource = finding.resources?.[0] ?? finding.resource ?? undefined;
  const cloud = finding.cloud ?? finding.unmapped?.cloud ?? undefined;
  const container = finding.metadata?.profiles?.includes('container') === true;
  const provider = worded((finding.unmapped?.provider ?? cloud?.provider ?? (container ? 'kubernetes' : '')).toLowerCase(), 60);
  const service = worded((resource?.group?.name ?? '').toLowerCase(), 60);
  const account = cloud?.account ?? undefined;
  const owner = (resource?.region ?? '') !== '' && provider === 'github' ? resource?.region : account?.name;
  const name = resource?.name ?? '';
  const repository = provider === 'github' && service !== 'organization' ? repositoryOf(name, owner, resource?.data) : undefined;
  const words = [
    ...(repository === undefined
      ? []
      : [
          `https://github.com/${repository}`,
          `github.com/${repository}`,
          repository,
          `pkg:github/${repository}`,
          repository.slice(repository.indexOf('/') + 1),
        ]),
    resource?.uid,
    account?.uid,
    account?.name,
  ].filter((each): each is string => typeof each === 'string' && each.trim() !== '' && !/[<>]/.test(each));
  const kind = provider === 'okta' ? 'identity-provider' : KINDS.get(`${provider} ${service}`);
  return {
    provider,
    service,
    place: {
      words,
      ...(kind === undefined ? {} : { kind }),
      ...(TENANTS.has(provider) ? { tenant: true as const } : {}),
      named: repository ?? accountOf(provider, account),
      account: worded((provider === 'github' ? owner : undefined) || account?.uid || account?.name || '', 200),
      by: `ocsf ${provider}`.trim(),
      ...lookedOf(repository, resource),
      accountWords: [account?.uid, provider === 'github' ? owner : undefined].filter((each): each is string => typeof each === 'string' && each.trim() !== ''),
      // What an account is called, and a repository without its owner, are anybody's to choose.
      common: [account?.name, ...(repository === undefined ? [] : [repository.slice(repository.indexOf('/') + 1)])].filter((each) => typeof each === 'string'),
    },
  };
}

/** A thing by its own id. Of people only the account is told, since a digest of an address is as good as the address to whoever has a list of them. */
function lookedOf(repository: string | undefined, resource: NonNullable<Finding['resource']> | undefined): Pick<Checked, 'looked'> {
  const looked = repository ?? [resource?.uid || resource?.name || '', resource?.region ?? resource?.namespace ?? ''].join(' ').trim();
  return looked === '' || looked.includes('@') || PERSON.test(resource?.type ?? '') ? {} : { looked };
}

const PERSON = /user|person|account|member|principal/i;

/** A repository by its own name, or by what a finding of one of its workflows says of it: that is called by its file. */
function repositoryOf(name: string, owner: string | null | undefined, data: unknown): string | undefined {
  if (name === '') return undefined;
  if (!/\.ya?ml$/i.test(name)) return name.includes('/') ? name : `${owner ?? ''}/${name}`;
  const full = member(member(data, 'metadata'), 'full_name');
  return typeof full === 'string' && /^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(full) ? full : undefined;
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** An account by what its owner calls it, never by a person's address. */
function accountOf(provider: string, account: { readonly name?: string | null | undefined; readonly uid?: string | null | undefined } | undefined): string {
  const word = [account?.name, account?.uid].find((each) => typeof each === 'string' && each !== '' && !each.includes('@'));
  return [provider, word ?? ''].filter((each) => each !== '').join(' ');
}
