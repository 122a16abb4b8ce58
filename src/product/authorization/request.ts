import type { Json } from '../../core/index.ts';
import type { Question } from './question.ts';

const uid = (type: string, id: string) => ({ type, id });
const entity = (type: string, id: string) => ({ __entity: { type, id } });
const HERE = 'its-household';
const THERE = 'another-household';
const DEVICE = 'the-device';
const GATEWAY = 'its-gateway';

/** The question as Cedar takes it, with stand-ins for device, household and member: principal, action, resource, context and the few entities that they reach. */
export interface CedarRequest {
  readonly principal: { readonly type: string; readonly id: string };
  readonly action: { readonly type: string; readonly id: string };
  readonly resource: { readonly type: string; readonly id: string };
  readonly context: Readonly<Record<string, string | number | boolean>>;
  readonly entities: readonly {
    readonly uid: { readonly type: string; readonly id: string };
    readonly attrs: Readonly<Record<string, Json>>;
    readonly parents: readonly { readonly type: string; readonly id: string }[];
  }[];
}

export function requestOf(question: Question): CedarRequest {
  const { action, channel, dataClass, product, life, owned, behindGateway, point, purpose, consent, share, visit, behalf, minute } = question;
  const household = owned ? { household: entity('Household', HERE) } : {};
  const gateway = behindGateway ? { gateway: entity('Device', GATEWAY) } : {};
  const resource = uid('Channel', 'the-channel');
  const asker = askerEntity(question);
  const entities = [
    { uid: resource, attrs: { name: channel, class: dataClass, device: entity('Device', DEVICE), ...household }, parents: [uid('Device', DEVICE)] },
    { uid: uid('Device', DEVICE), attrs: { life, ...household, ...gateway }, parents: [uid('Product', product), ...(owned ? [uid('Household', HERE)] : [])] },
    ...(asker.uid.id === DEVICE ? [] : [asker]),
  ];
  return {
    principal: asker.uid,
    action: uid('Action', action),
    resource,
    context: {
      point,
      purpose,
      class: dataClass,
      consent,
      share,
      visit,
      behalf,
      minute: minute % 60,
      hour: Math.floor(minute / 60) % 24,
      // 1970 began on a Thursday; Monday is 1.
      weekday: ((Math.floor(minute / 1440) + 3) % 7) + 1,
    },
    entities,
  };
}

function askerEntity({ asker, life, owned }: Question): CedarRequest['entities'][number] {
  switch (asker.kind) {
    case 'member': {
      const parents = asker.home === 'none' ? [] : [uid('Household', asker.home === 'same' ? HERE : THERE)];
      return { uid: uid('Member', 'the-member'), attrs: { role: asker.role }, parents };
    }
    case 'device': {
      if (asker.is === 'self') return { uid: uid('Device', DEVICE), attrs: { life }, parents: owned ? [uid('Household', HERE)] : [] };
      const home = asker.home === 'none' ? undefined : asker.home === 'same' ? HERE : THERE;
      const household = home === undefined ? {} : { household: entity('Household', home) };
      const parents = home === undefined ? [] : [uid('Household', home)];
      return { uid: uid('Device', asker.is === 'gateway' ? GATEWAY : 'another-device'), attrs: { life: asker.life, ...household }, parents };
    }
    case 'service':
      return { uid: uid('Service', asker.name), attrs: { purposes: asker.purposes }, parents: [] };
  }
}
