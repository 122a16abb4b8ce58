import { Instant } from '../../../core/index.ts';
import type { Compiled, Grant } from './grants.ts';

export const BROKERS = ['mosquitto', 'nats', 'emqx'] as const;
export type BrokerKind = (typeof BROKERS)[number];

/** The grants as the broker's own file. Nothing secret is in it: how clients prove who they are is the broker's own set-up. */
export function brokerFile(kind: BrokerKind, compiled: Compiled): string {
  switch (kind) {
    case 'mosquitto':
      return mosquittoAcl(compiled);
    case 'nats':
      return natsPermissions(compiled);
    case 'emqx':
      return emqxAcl(compiled);
  }
}

function heading({ at, expires, grants, lost }: Compiled): readonly string[] {
  const ends =
    expires === undefined ? 'Good until a fact changes.' : `EXPIRES ${Instant.format(expires)}: time changes a decision then. Export it anew before.`;
  return [
    `What the policies of the fleet decide at a broker, as of ${Instant.format(at)}: ${grants.length} grants. Made by "assay product access export".`,
    ends,
    ...(lost.length === 0
      ? []
      : [`${lost.length} of them rest on what this file cannot say (an end, a consent, a purpose, the clock): the export lists them.`]),
  ];
}

function byUser(grants: readonly Grant[]): ReadonlyMap<string, readonly Grant[]> {
  const users = new Map<string, Grant[]>();
  for (const grant of grants) {
    const known = users.get(grant.user);
    if (known === undefined) users.set(grant.user, [grant]);
    else known.push(grant);
  }
  return users;
}

/** mosquitto.conf(5), acl_file: a client that no line names may do nothing. Users and topics are of our own alphabet, in which no line ends and no `+` stands but our own. */
function mosquittoAcl(compiled: Compiled): string {
  const lines = heading(compiled).map((line) => `# ${line}`);
  for (const [user, grants] of byUser(compiled.grants)) {
    lines.push('', `user ${user}`);
    for (const { does, filter } of grants) lines.push(`topic ${does === 'publish' ? 'write' : 'read'} ${filter}`);
  }
  return `${lines.join('\n')}\n`;
}

/** NATS maps MQTT topics to subjects: `/` is `.`, `+` is `*`, `#` is `>`. The scheme has no `.`, blank, `*` or `>` of its own, and no empty level, so the mapping is one to one. */
export const subjectOfTopic = (filter: string): string =>
  filter
    .split('/')
    .map((level) => (level === '+' ? '*' : level === '#' ? '>' : level))
    .join('.');

/**
 * The `authorization` block. An empty list of what is allowed means everything to NATS, so a client that may do nothing of a kind is denied all of it by name; a client that is not here is
 * not let in at all.
 */
function natsPermissions(compiled: Compiled): string {
  const lines = [...heading(compiled).map((line) => `# ${line}`), 'authorization {', '  users = ['];
  const list = (grants: readonly Grant[], does: Grant['does']) => {
    const subjects = grants.filter((grant) => grant.does === does).map(({ filter }) => JSON.stringify(subjectOfTopic(filter)));
    return subjects.length === 0 ? '{ deny: [">"] }' : `{ allow: [${subjects.join(', ')}] }`;
  };
  for (const [user, grants] of byUser(compiled.grants)) {
    lines.push(
      `    { user: ${JSON.stringify(user)}, permissions: {`,
      `        publish: ${list(grants, 'publish')}`,
      `        subscribe: ${list(grants, 'subscribe')} } }`,
    );
  }
  return `${[...lines, '  ]', '}'].join('\n')}\n`;
}

/** EMQX acl.conf: Erlang terms, the first rule that fits decides, and the last denies the rest. */
function emqxAcl(compiled: Compiled): string {
  const lines = heading(compiled).map((line) => `%% ${line}`);
  for (const [user, grants] of byUser(compiled.grants)) {
    for (const does of ['publish', 'subscribe'] as const) {
      const filters = grants.filter((grant) => grant.does === does).map(({ filter }) => JSON.stringify(filter));
      if (filters.length > 0) lines.push(`{allow, {username, ${JSON.stringify(user)}}, ${does}, [${filters.join(', ')}]}.`);
    }
  }
  return `${[...lines, '{deny, all}.'].join('\n')}\n`;
}
