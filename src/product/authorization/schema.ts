import type { Json } from '../../core/index.ts';
import type { DataClass, EnforcementPoint, FleetAction } from './model.ts';

export const FLEET_ACTIONS = [
  'request',
  'command',
  'publish',
  'subscribe',
  'receive',
  'read',
  'export',
  'erase',
  'administer',
] as const satisfies readonly FleetAction[];
export const POINTS = ['app', 'server', 'broker', 'gateway'] as const satisfies readonly EnforcementPoint[];
export const DATA_CLASSES = ['operational', 'telemetry', 'personal', 'sensitive'] as const satisfies readonly DataClass[];

/** Actions by which somebody gets to see what a channel carries: `action in Action::"see"`. */
export const SEEING: readonly FleetAction[] = ['request', 'subscribe', 'receive', 'read'];

/** What a policy can read of the moment. Where one does, its answers are good for a minute. */
export const TIMED = ['minute', 'hour', 'weekday'] as const;

const text = { type: 'String' } as const;
const yes = { type: 'Boolean' } as const;
const number = { type: 'Long' } as const;
const entity = (name: string, required = true) => ({ type: 'Entity', name, required });
const record = (attributes: Readonly<Record<string, Json>>) => ({ type: 'Record', attributes });

/**
 * Cedar's schema in its JSON form. Devices stand in their household and their product, members in their household; channels are what is asked for. Everything that
 * shares, visits and consents say of the question is in the context as yes or no: what is in force at the moment has been worked out before.
 */
export function fleetSchema(): Json {
  const context = record({
    point: text,
    purpose: text,
    class: text,
    consent: yes,
    share: yes,
    visit: yes,
    behalf: yes,
    minute: number,
    hour: number,
    weekday: number,
  });
  return {
    '': {
      entityTypes: {
        Household: {},
        Product: {},
        Member: { memberOfTypes: ['Household'], shape: record({ role: text }) },
        Device: {
          memberOfTypes: ['Household', 'Product'],
          shape: record({ life: text, household: entity('Household', false), gateway: entity('Device', false) }),
        },
        Service: { shape: record({ purposes: { type: 'Set', element: text } }) },
        Channel: { memberOfTypes: ['Device'], shape: record({ name: text, class: text, device: entity('Device'), household: entity('Household', false) }) },
      },
      actions: {
        see: {},
        ...Object.fromEntries(
          FLEET_ACTIONS.map((id) => [
            id,
            {
              memberOf: SEEING.includes(id) ? [{ id: 'see' }] : [],
              appliesTo: { principalTypes: ['Member', 'Device', 'Service'], resourceTypes: ['Channel'], context },
            },
          ]),
        ),
      },
    },
  };
}
