import { Instant, Refused } from '../../core/index.ts';
import type { DeviceId, MemberId } from '../fleet/model.ts';
import { authorizationFaults } from './faults.ts';
import type { Channel, FleetAction, Subject } from './model.ts';
import { FLEET_ACTIONS } from './schema.ts';
import { COMMAND_CHANNEL, isChannelName, isDeviceId, isMemberId } from './topic.ts';

/** `device:hub-1`, `device:hub-1+cam-17` (on behalf of), `user:u_…` or `user:NAME`, `service:server`. `member` finds who is meant by a name. Throws `Refused` (ASSAY-AUTHORIZATION-007, -008). */
export function subjectOf(text: string, member: (name: string) => MemberId | undefined): Subject {
  const [, kind, id = ''] = /^(device|user|service):(.{1,200})$/s.exec(text) ?? [];
  if (kind === 'device') {
    const [device = '', behalf, more] = id.split('+');
    if (isDeviceId(device) && more === undefined && (behalf === undefined || isDeviceId(behalf)))
      return { kind, device, ...(behalf === undefined ? {} : { onBehalfOf: behalf as DeviceId }) };
  }
  if (kind === 'service' && /^[a-z][a-z0-9-]{0,39}$/.test(id)) return { kind, service: id };
  if (kind === 'user') {
    const found = isMemberId(id) ? id : member(id);
    if (found !== undefined) return { kind: 'member', member: found };
    throw new Refused(
      authorizationFaults.fault('007', {
        message: `nobody is called "${id}"`,
        found: id,
        remedy: 'Name a member by id, or by the name that was given for them.',
      }),
    );
  }
  throw notOne('a subject', text, 'user:NAME, device:cam-17, device:hub-1+cam-17 or service:server');
}

/** `device:cam-17/video`. Throws `Refused` (ASSAY-AUTHORIZATION-008). */
export function channelNamed(text: string): Channel {
  const [, device = '', name = ''] = /^device:([^/]{1,64})\/([^/]{1,32})$/s.exec(text) ?? [];
  if (isDeviceId(device) && (name === COMMAND_CHANNEL || isChannelName(name))) return { device, name };
  throw notOne('a channel', text, 'device:cam-17/video');
}

/** Throws `Refused` (ASSAY-AUTHORIZATION-008). */
export function actionNamed(text: string): FleetAction {
  const action = FLEET_ACTIONS.find((one) => one === text);
  if (action === undefined) throw notOne('an action', text, FLEET_ACTIONS.join(', '));
  return action;
}

function notOne(what: string, found: string, expected: string): Refused {
  return new Refused(
    authorizationFaults.fault('008', { message: `this is not ${what}`, expected, found: found.slice(0, 200), remedy: `Write ${what} as ${expected}.` }),
  );
}

const DOING: Readonly<Record<FleetAction, string>> = {
  request: 'ask for',
  command: 'give commands on',
  publish: 'send',
  subscribe: 'see',
  receive: 'see',
  read: 'read what was kept of',
  export: 'take out',
  erase: 'erase',
  administer: 'set up',
};

/** `see video of cam-17`. */
export function deed(action: FleetAction, { device, name }: Channel): string {
  return name === COMMAND_CHANNEL && action === 'command' ? `give ${device} commands` : `${DOING[action]} ${name} of ${device}`;
}

/** `2026-11-02 10:00 UTC`. */
export const said = (at: Instant): string => `${Instant.format(at).slice(0, 16).replace('T', ' ')} UTC`;

export function subjectText(subject: Subject): string {
  switch (subject.kind) {
    case 'device':
      return `device:${subject.device}${subject.onBehalfOf === undefined ? '' : `+${subject.onBehalfOf}`}`;
    case 'member':
      return `user:${subject.member}`;
    case 'service':
      return `service:${subject.service}`;
  }
}
