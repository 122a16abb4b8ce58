import { List } from '@mantine/core';
import type { z } from 'zod';
import type { ControlNames, exclusionGrant } from '../../../src/server/gaps/model.ts';
import type { invitation, rolesChange } from '../../../src/server/people/model.ts';
import type { settingsChange } from '../../../src/server/settings/model.ts';
import { type ActionId, useMay } from '../app/account.ts';
import { useAsk } from '../app/ask.ts';
import { useServices } from '../app/services.ts';
import { inUtc } from '../kit/moment-words.ts';
import { ROLE_WORDS } from '../kit/role.ts';
import type { SettingsView } from '../settings/answers.ts';
import type { PersonList, ProposalInFull } from './answers.ts';

/** Acts that end in a one-time link, which whoever proposed them is shown. */
export const GIVES_LINK: readonly string[] = ['people.invite-operator', 'people.reset-sign-in'] satisfies readonly ActionId[];

type Request = NonNullable<ProposalInFull['request']>;

const rolesOf = (roles: z.infer<typeof rolesChange>['roles']): string => roles.map((role) => ROLE_WORDS[role].word).join(', ');

/** What is done when somebody agrees, in words: to whom, from what, to what. The request itself stands below it, for who wants every letter. */
export function WhatHappens({ action, request }: { readonly action: string; readonly request: Request }) {
  const lines = useLines(action as ActionId, request);
  return (
    <List size="sm" spacing={4}>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}

/** The proposal was checked by the route's own schema before it was kept, so the body has that shape. */
function useLines(action: ActionId, { params, body }: Request): readonly string[] {
  const { person: id = '', service = '' } = (params ?? {}) as { readonly person?: string; readonly service?: string };
  const may = useMay();
  const { data: people } = useAsk<PersonList>('/api/people', { limit: 500 }, { enabled: may('people.read') });
  const { data: settings } = useAsk<SettingsView>('/api/settings', {}, { enabled: action === 'settings.change' && may('settings.read') });
  const { data: controls } = useAsk<ControlNames>('/api/controls', {}, { enabled: action === 'exclusion.grant' });
  const { data: services } = useServices();
  const who = people?.people.find((one) => one.id === id);
  const name = who?.displayName ?? `The person ${id}`;
  const place = services?.list.find((one) => one.id === service)?.title ?? service;
  switch (action) {
    case 'people.invite-operator': {
      const asked = body as z.infer<typeof invitation>;
      return [
        `${asked.displayName} is invited as ${rolesOf(asked.roles)}.`,
        ...(asked.userName === undefined ? [] : [`Their user name will be ${asked.userName}.`]),
        'Who proposed it is shown a one-time link, and hands it to them. You, who agree, are not shown the link.',
      ];
    }
    case 'people.change-roles': {
      const { roles } = body as z.infer<typeof rolesChange>;
      return [
        `${name} ${who === undefined ? 'gets' : `is ${rolesOf(who.roles)} now, and gets`} the roles: ${rolesOf(roles)}.`,
        ...(who?.roles.some((role) => !roles.includes(role))
          ? [`They lose: ${rolesOf(who.roles.filter((role) => !roles.includes(role)))}. Their tokens lose what went with it.`]
          : []),
        'They are signed out everywhere, and sign in again with what they have.',
      ];
    }
    case 'people.suspend-operator':
      return [`${name} is signed out everywhere and cannot sign in. Their tokens end, and do not come back.`, 'To undo it: propose to let them in again.'];
    case 'people.restore':
      return [`${name} can sign in again, as ${who === undefined ? 'before' : rolesOf(who.roles)}.`];
    case 'people.erase':
      return [
        `The name, the ways in and the sessions of ${name} are deleted; their tokens end.`,
        'The ledger keeps an id that means nothing. This cannot be undone.',
      ];
    case 'people.reset-sign-in':
      return [
        `Every passkey, the password and the provider’s account of ${name} count no longer, and they are signed out everywhere.`,
        'Who proposed it is shown a one-time link for a new way in, and hands it to them. You, who agree, are not shown the link.',
      ];
    case 'settings.change': {
      const asked = body as z.infer<typeof settingsChange>;
      if (settings === undefined) return ['The settings of this office become those below.'];
      const overtaken = settings.digest !== asked.from;
      return [
        ...(overtaken ? ['The settings have changed since this was proposed, so agreeing to it will be refused. Refuse it, and let it be proposed anew.'] : []),
        ...changesOf(settings.settings, asked.settings),
      ];
    }
    case 'exclusion.grant': {
      const asked = body as z.infer<typeof exclusionGrant>;
      const control = controls?.controls.find((one) => one.id === asked.control)?.title;
      return [
        `“${control ?? asked.control}” is not asked for at ${asked.subject} of ${place}, until ${inUtc(asked.until)}.`,
        'Reports say so, with both of you, and the reason. If the control is seen to fail there, it counts as failing all the same.',
      ];
    }
    case 'standard.supersede':
      return [`A standard that somebody brought takes the place of the one that Assay ships, in every judgement of ${place} from now on.`];
    default:
      return ['What stands below is done as it stands.'];
  }
}

type SettingsShown = SettingsView['settings'];

function changesOf(from: SettingsShown, to: SettingsShown): readonly string[] {
  const provider = ({ provider: one }: SettingsShown): string =>
    one === undefined
      ? 'none'
      : `${one.label} at ${one.issuer}, as the client ${one.clientId}${one.secretFile === undefined ? '' : `, with the secret in the file ${one.secretFile}`}${one.acrValues === undefined ? '' : `, asked to assure ${one.acrValues}`}`;
  const rows: readonly (readonly [string, string, string])[] = [
    ['Minutes without doing anything until people are signed out', String(from.sessions.idleMinutes), String(to.sessions.idleMinutes)],
    ['Hours in all until people sign in again', String(from.sessions.absoluteHours), String(to.sessions.absoluteHours)],
    ['Identity provider', provider(from), provider(to)],
    ['Folder of breached passwords', from.breachedPasswords ?? 'none', to.breachedPasswords ?? 'none'],
  ];
  const changed = rows.filter(([, before, after]) => before !== after).map(([what, before, after]) => `${what}: ${before}, becomes ${after}.`);
  return [
    ...(changed.length === 0 ? ['Nothing: the settings are as this asks for already.'] : changed),
    ...(to.provider !== undefined && to.provider.issuer !== from.provider?.issuer
      ? ['Whoever runs that provider can from then on vouch for everybody here who is linked to an account there.']
      : []),
    ...(from.provider !== undefined && to.provider === undefined ? ['Who signs in by the provider alone cannot sign in any more.'] : []),
  ];
}
