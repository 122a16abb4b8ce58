import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Weeks } from '../../test/experience-weeks.ts';
import type { Json } from '../core/index.ts';
import { FLOWS, flowCounts, MOST_DECISIONS } from '../experience/flows.ts';
import { refusedWords } from '../experience/language/words.ts';
import { introductionFaults } from '../product/introduction/faults.ts';

const weeks = new Weeks();
const values: Record<string, string> = {};
let installed = 0;

beforeAll(async () => {
  await weeks.begin();
  const home = await weeks.home();
  Object.assign(values, { household: home.household, by: home.owner, address: '192.0.2.1', role: 'household', purpose: 'analytics', class: 'telemetry' });
  Object.assign(values, { channel: 'video', until: '2026-11-20T00:00:00Z' });
});
afterAll(() => weeks.end());

/** What the page knows, or has just been shown, when the flow reaches this command. */
const PREPARED: Readonly<Record<string, () => Promise<void>>> = {
  async 'introduction.scan'() {
    installed += 1;
    const device = `cam-${installed}`;
    const presented = await weeks.device(device);
    values['payload'] = await weeks.code(device);
    await weeks.press(presented);
  },
  async 'household.share'() {
    values['device'] = 'cam-1';
    values['to'] = await weeks.guest({ household: values['household'] ?? '', owner: values['by'] ?? '' });
  },
  async 'household.unshare'() {
    const { household, by, device, to, until } = values;
    values['share'] = (await weeks.ask('household.share', { household, by, device, to, until } as Json))['share'] ?? '';
  },
  async 'household.join'() {
    const { household, by, role } = values;
    values['code'] = (await weeks.ask('household.invite', { household, by, role } as Json))['code'] ?? '';
  },
  async 'household.visit-agree'() {
    const asked = { household: values['household'], supporter: `u_${'s'.repeat(20)}`, minutes: 30 };
    values['visit'] = (await weeks.ask('household.visit-ask', asked as Json))['visit'] ?? '';
  },
  async 'household.leave'() {
    values['member'] = await weeks.guest({ household: values['household'] ?? '', owner: values['by'] ?? '' });
  },
};

describe('a flow of end users', () => {
  const steps = FLOWS.flatMap(({ id, screens, steps: of }) => of.map((step) => [id, step.command, step, screens] as const));

  it.each(steps)('%s asks %s of the room with exactly what its screens give', async (_, command, { fields }, screens) => {
    await PREPARED[command]?.();
    const input = Object.fromEntries(Object.keys(fields).map((name) => [name, values[name] ?? '']));
    // Without any of them it is refused, so none is asked for in vain; a channel alone may be left out, which would share everything.
    for (const name of Object.keys(fields).filter((one) => one !== 'channel')) {
      const { [name]: _left, ...rest } = input;
      await expect(weeks.rooms.ask(command, rest), name).rejects.toThrow(/ASSAY-FLEET-006/);
    }
    expect(await weeks.rooms.ask(command, input)).toBeTypeOf('object');
    // What is chosen is chosen on a screen of its own; what would have to be typed is declared as such.
    const chosen = Object.entries(fields).flatMap(([name, from]) => (from === 'chosen' ? [name] : []));
    const decided = screens.flatMap(({ decides }) => (decides === undefined || decides === 'yes' ? [] : [decides]));
    if (chosen.length > 0) expect(decided.sort()).toEqual(chosen.sort());
    const types = Object.values(fields).some((from) => from === 'typed');
    expect(screens.some(({ typed }) => typed > 0)).toBe(types);
  });

  it('asks for two decisions at most, and nothing to be typed', () => {
    for (const { decisions, typed, flow } of flowCounts()) {
      expect(decisions, flow).toBeLessThanOrEqual(MOST_DECISIONS);
      expect(typed, flow).toBe(0);
    }
  });
});

it('every refusal that somebody with a phone can hear has words of its own', () => {
  const heard = Object.entries(introductionFaults.declared)
    .filter(([number, { whose }]) => whose === 'caller' && number <= '008')
    .map(([number]) => refusedWords(`ASSAY-INTRODUCTION-${number}`).title);
  expect(new Set(heard).size).toBe(8);
  expect(heard).not.toContain('refused.other.title');
});
