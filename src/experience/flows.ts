import type { WordKey } from './language/words.ts';

/** One screen of a flow: what stands over it, and what it asks of the person, if anything. One decision a screen. */
export interface Screen {
  readonly title: WordKey;
  /** The field that is chosen here, or `yes` where the person agrees or not. Absent: they read, point a camera, or press a button on the device. */
  readonly decides?: string;
  /** Characters that have to be typed. */
  readonly typed: number;
}

/** A command that the flow asks of a room, and where each field of it comes from. A test runs it with exactly these, and without each of them. */
export interface Step {
  readonly command: string;
  readonly fields: Readonly<Record<string, 'known' | 'scanned' | 'chosen' | 'typed'>>;
}

export interface Flow {
  readonly id: string;
  readonly title: string;
  readonly screens: readonly Screen[];
  readonly steps: readonly Step[];
}

const reads = (title: WordKey): Screen => ({ title, typed: 0 });
const asks = (title: WordKey, decides = 'yes'): Screen => ({ title, decides, typed: 0 });

/** What is done by end users, screen by screen. `known` is what the page knows of who is signed in, where from, and what they had opened. */
export const FLOWS: readonly Flow[] = [
  {
    id: 'introduce',
    title: 'Introduce a device by its code',
    screens: [reads('introduce.scan.title'), asks('introduce.yours.title'), reads('introduce.press.title'), reads('introduce.done.title')],
    steps: [{ command: 'introduction.scan', fields: { household: 'known', address: 'known', payload: 'scanned' } }],
  },
  {
    id: 'share',
    title: 'Share one thing of a device with a guest',
    screens: [asks('share.what.title', 'channel'), asks('share.until.title', 'until'), reads('share.done.title')],
    steps: [{ command: 'household.share', fields: { household: 'known', by: 'known', device: 'known', to: 'known', channel: 'chosen', until: 'chosen' } }],
  },
  {
    id: 'end-share',
    title: 'Stop sharing',
    screens: [asks('share.end.title'), reads('share.ended.title')],
    steps: [{ command: 'household.unshare', fields: { household: 'known', by: 'known', share: 'known' } }],
  },
  {
    id: 'invite',
    title: 'Invite somebody into the home',
    screens: [asks('invite.who.title', 'role'), reads('invite.link.title'), reads('invite.done.title')],
    steps: [
      { command: 'household.invite', fields: { household: 'known', by: 'known', role: 'chosen' } },
      { command: 'household.join', fields: { code: 'scanned' } },
    ],
  },
  {
    id: 'let-support-in',
    title: 'Let support in',
    screens: [asks('support.ask.title')],
    steps: [{ command: 'household.visit-agree', fields: { household: 'known', by: 'known', visit: 'known' } }],
  },
  {
    id: 'consent',
    title: 'Agree to a use of data',
    screens: [asks('consent.ask.title')],
    steps: [{ command: 'household.consent', fields: { household: 'known', by: 'known', purpose: 'known', class: 'known' } }],
  },
  {
    id: 'withdraw',
    title: 'Take an agreement back',
    screens: [asks('consent.ask.title')],
    steps: [{ command: 'household.withdraw', fields: { household: 'known', by: 'known', purpose: 'known', class: 'known' } }],
  },
  {
    id: 'send-away',
    title: 'Take somebody out of the home',
    screens: [asks('leave.ask.title')],
    steps: [{ command: 'household.leave', fields: { household: 'known', by: 'known', member: 'known' } }],
  },
];

export interface FlowCount {
  readonly flow: string;
  readonly title: string;
  readonly screens: number;
  readonly decisions: number;
  readonly typed: number;
}

export const MOST_DECISIONS = 2;

export function flowCounts(): readonly FlowCount[] {
  return FLOWS.map(({ id, title, screens }) => ({
    flow: id,
    title,
    screens: screens.length,
    decisions: screens.filter(({ decides }) => decides !== undefined).length,
    typed: screens.reduce((sum, { typed }) => sum + typed, 0),
  }));
}
