import type { Credential, Device, DeviceLife, Overview, Standing } from '../../../src/server/product/model.ts';

export const figure = (count: number): string => count.toLocaleString('en-GB');
export const plural = (count: number, one: string, many = `${one}s`): string => `${figure(count)} ${count === 1 ? one : many}`;

export const LIVES: Readonly<Record<Device['life'], string>> = { registered: 'Expected', 'in-service': 'In service', retired: 'Retired' };

/** Where the operator stands with all devices, in one sentence. */
export function opening({ products = [], ended = 0, beyond = 0, ending = 0, unwiped = 0 }: Overview): string {
  const sum = (of: (product: (typeof products)[number]) => number) => products.reduce((total, each) => total + of(each), 0);
  const [registered, inService, retired] = [sum((each) => each.registered), sum((each) => each.inService), sum((each) => each.retired)];
  const what = `${plural(inService, 'device is', 'devices are')} in service, ${figure(registered)} ${registered === 1 ? 'is' : 'are'} expected, ${figure(retired)} retired`;
  const cares = [
    ...(beyond > 0 ? [`${plural(beyond, 'certificate is', 'certificates are')} over and past the time for renewal`] : []),
    ...(ended > beyond ? [`${plural(ended - beyond, 'certificate is', 'certificates are')} over and can still be renewed`] : []),
    ...(ending > 0 ? [`${figure(ending)} ${ending === 1 ? 'ends' : 'end'} within 30 days`] : []),
    ...(unwiped > 0 ? [`${plural(unwiped, 'device has', 'devices have')} not confirmed that ${unwiped === 1 ? 'it has' : 'they have'} erased themselves`] : []),
  ];
  return cares.length === 0 ? `${what}, and no device waits for you.` : `${what}. ${capital(cares.join('; '))}.`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const BECAUSE: Readonly<Record<NonNullable<Standing['because']>, string>> = {
  'expired-in-grace': 'be renewed, and nothing else: its time is over',
  nobodys: 'be renewed, and nothing else: nobody owns the device',
  unknown: 'nothing: it was never given to this device',
  'not-yet-valid': 'nothing yet: its time has not begun',
  expired: 'nothing: its time is over',
  superseded: 'nothing: a newer one has been used',
  revoked: 'nothing: it was revoked',
  retired: 'nothing: the device is retired',
  quarantined: 'nothing: the device is in quarantine',
  'rotation-asked': 'be renewed, and nothing else: it has to give way to a new one',
};

/** What a credential may do now, and why no more. */
export const mayWords = ({ may, because }: Standing): string => (because === undefined ? (may === 'everything' ? 'everything' : may) : BECAUSE[because]);

const STATES: Readonly<Record<Credential['state'], string>> = { pending: 'not used yet', current: 'in use', superseded: 'replaced', revoked: 'revoked' };
export const stateWords = (state: Credential['state']): string => STATES[state];

/** Where one device stands, in one sentence. */
export function lifeSentence({ device, credentials, ending, session }: DeviceLife): string {
  const { id, life, household } = device;
  if (life === 'retired') {
    return ending?.stands === 'confirmed'
      ? `${id} is retired for ever, and everything about its end is confirmed.`
      : `${id} is retired: every door refuses it. That it has erased itself is not confirmed.`;
  }
  if (life === 'registered') return `${id} is expected: it has not asked for its certificate yet, and can do nothing.`;
  const works = credentials.some(({ standing }) => standing.may !== 'nothing');
  if (!works) return `${id} has no certificate that any door accepts. It has to enrol anew.`;
  const whose = household === undefined ? 'belongs to nobody: it may renew its certificate and be introduced, and nothing else' : 'belongs to a household';
  const there = session === 'open' ? ', and is connected now' : session === 'none' ? ', and is not connected now' : '';
  return `${id} is in service and ${whose}${there}.${ending?.stands === 'not-confirmed' ? ' Its last change of owner is not confirmed.' : ''}`;
}

/** What is carried out elsewhere, as a person would call it. */
const CLOSERS: Readonly<Record<string, string>> = {
  'endpoint.disconnect': 'Connections are closed',
  'endpoint.forget': 'Kept messages are dropped',
  'data.erase': 'What it recorded is erased',
  'household.unshare': 'Shares and visits are ended',
};
export const closerWords = (closer: string): string => CLOSERS[closer] ?? capital(closer.replaceAll(/[.-]/g, ' '));
