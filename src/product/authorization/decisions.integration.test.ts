import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Duration, Instant } from '../../core/index.ts';
import type { DeviceId, HouseholdId, MemberId } from '../fleet/model.ts';
import type { HouseholdCommand } from '../household/decide.ts';
import { isMember, isShared, isVisiting, type ShareId } from '../household/model.ts';
import { fleetDecisions } from './decisions.ts';
import { USUAL } from './declared.ts';
import { openFleetPolicies } from './edge/cedar.ts';
import { asked, EPOCH, HOMES, happening, moment, PEOPLE, world } from './edge/world.fixture.ts';
import { explainToMember, explainToOperator } from './explain.ts';
import type { PolicySet } from './policy-set.ts';
import { covers, questionOf, visitsOf } from './question.ts';

let policies: PolicySet;
/** With a policy that reads the clock, and one that would open everything if it could. */
let timed: PolicySet;
beforeAll(async () => {
  policies = await openFleetPolicies([], true);
  const text = `
@id("not-at-night") forbid (principal is Member, action == Action::"command", resource) when { context.hour < 6 };
@id("open-house") permit (principal, action, resource);`;
  timed = await openFleetPolicies([{ file: 'own.cedar', text }]);
});

describe('an answer that was kept', () => {
  it.each(['shipped', 'timed'])('is the one that would be given anew, whatever happened and whenever it is asked (%s)', (which) => {
    const set = which === 'shipped' ? policies : timed;
    fc.assert(
      fc.property(
        fc.array(fc.oneof(happening, fc.array(asked, { maxLength: 4 })), { maxLength: 40 }),
        fc.array(asked, { minLength: 2, maxLength: 6 }),
        moment,
        (events, again, at) => {
          const { facts, happen, close } = world();
          const decisions = fleetDecisions({ facts, declared: USUAL, evaluator: set, most: 30 });
          const epochs = new Map<string, number>();
          const ask = (some: typeof again) => {
            for (const one of some) {
              const { epoch, ...verdict } = decisions.decide(one);
              expect(verdict).toEqual(decisions.uncached(one));
              expect(epoch).toBeGreaterThanOrEqual(epochs.get(one.on.device) ?? 0);
              expect(epoch).toBe(decisions.epoch(one.on.device));
              epochs.set(one.on.device, epoch);
            }
          };
          for (const event of events) {
            if (Array.isArray(event)) ask(event);
            else for (const { type, body } of happen(event)) decisions.applied(type, body);
            ask(again);
            ask(again.map((one) => ({ ...one, moment: at })));
          }
          close();
        },
      ),
      { numRuns: 120 },
    );
  });

  it('says by its epoch alone that it may be another now', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), fc.array(asked, { minLength: 20, maxLength: 40 }), (events, questions) => {
        const { facts, happen, close } = world();
        const decisions = fleetDecisions({ facts, declared: USUAL, evaluator: policies });
        // What a session keeps: the verdict and its epoch, asked anew only when the epoch of the device went up.
        const held = new Map(questions.map((one) => [one, decisions.decide(one)]));
        for (const event of events) {
          for (const { type, body } of happen(event)) decisions.applied(type, body);
          for (const [one, verdict] of held) {
            if (decisions.epoch(one.on.device) !== verdict.epoch) held.set(one, decisions.decide(one));
            expect(held.get(one)?.allowed).toBe(decisions.uncached(one).allowed);
          }
        }
        close();
      }),
      { numRuns: 120 },
    );
  });

  it('hears of a person of another household who leaves it', () => {
    const { facts, happen, close } = world();
    const decisions = fleetDecisions({ facts, declared: USUAL, evaluator: policies });
    const [home, other] = HOMES as [HouseholdId, HouseholdId];
    const [ann, ben, , dan] = PEOPLE as [MemberId, MemberId, MemberId, MemberId];
    const device = 'cam-1' as DeviceId;
    const act = (household: HouseholdId, command: HouseholdCommand) => {
      for (const { type, body } of happen({ kind: 'household', home: household, asOwner: false, command })) decisions.applied(type, body);
    };
    act(other, { type: 'join', member: dan, role: 'household', by: ben, at: EPOCH });
    act(home, { type: 'share', share: `s_${'0'.repeat(20)}` as ShareId, device, to: dan, until: Instant.plus(EPOCH, Duration.days(9)), by: ann, at: EPOCH });
    const asks = {
      subject: { kind: 'member', member: dan },
      action: 'receive',
      on: { device, name: 'video' },
      at: 'broker',
      purpose: 'operation',
      moment: EPOCH,
    } as const;
    const before = decisions.decide(asks);
    expect(before).toMatchObject({ allowed: true, until: Instant.plus(EPOCH, Duration.days(9)) });
    act(other, { type: 'leave', member: dan, by: ben, at: EPOCH });
    expect(decisions.epoch(device)).toBeGreaterThan(before.epoch);
    expect(decisions.decide(asks).allowed).toBe(false);
    close();
  });

  it('costs Cedar nothing the second time, and nothing for the next thousand devices like it', () => {
    const { facts, devices, close } = world();
    const decisions = fleetDecisions({ facts, declared: USUAL, evaluator: policies });
    const like = devices.get('cam-5' as never);
    for (let n = 0; n < 1000; n += 1) {
      const device = `many-${n}` as never;
      if (like !== undefined) devices.set(device, like);
      const question = {
        subject: { kind: 'device', device },
        action: 'publish',
        on: { device, name: 'telemetry' },
        at: 'broker',
        purpose: 'operation',
        moment: 0 as never,
      } as const;
      expect(decisions.decide(question).allowed).toBe(true);
    }
    expect(decisions.figures).toEqual({ asked: 1000, kept: 0, evaluated: 1 });
    close();
  });

  it('is not given any more when policies or declarations change', () => {
    const { facts, close } = world();
    const decisions = fleetDecisions({ facts, declared: USUAL, evaluator: policies });
    const question = {
      subject: { kind: 'member', member: PEOPLE[0] as never },
      action: 'publish',
      on: { device: 'cam-1' as never, name: 'video' },
      at: 'server',
      purpose: 'operation',
      moment: Date.UTC(2026, 10, 2) as never,
    } as const;
    const before = decisions.decide(question);
    expect(before.allowed).toBe(false);
    decisions.change({ evaluator: timed });
    expect(decisions.decide(question).allowed).toBe(true);
    expect(decisions.epoch('cam-1' as never)).toBeGreaterThan(before.epoch);
    decisions.change({ declared: { products: new Map([['camera', new Map()]]), services: new Map() } });
    expect(decisions.decide(question).allowed).toBe(false);
    close();
  });
});

describe('households', () => {
  it.each(['shipped', 'opened by a policy of the operator'])('are never crossed by whoever is not let in (%s)', (which) => {
    const set = which === 'shipped' ? policies : timed;
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), fc.array(asked, { minLength: 20, maxLength: 40 }), (events, questions) => {
        const { facts, happen, close } = world();
        const decisions = fleetDecisions({ facts, declared: USUAL, evaluator: set });
        for (const event of events) for (const { type, body } of happen(event)) decisions.applied(type, body);
        for (const one of questions) {
          if (!decisions.decide(one).allowed || one.subject.kind === 'service') continue;
          const device = facts.device(one.on.device);
          if (one.subject.kind === 'device') {
            const self = facts.device(one.subject.device);
            expect(one.subject.device === one.on.device || (device?.gateway === one.subject.device && self?.household === device.household)).toBe(true);
            continue;
          }
          const member = facts.member(one.subject.member);
          const home = member !== undefined && isMember(member, one.moment) && member.household === device?.household;
          const shared = facts
            .shares(one.subject.member, one.on.device)
            .some((share) => device !== undefined && covers(share, device, one.on.name) && isShared(share, one.moment));
          const visits = device?.household === undefined ? [] : visitsOf(facts.visits(one.subject.member, device.household), one.on.device);
          expect(home || shared || visits.some((visit) => isVisiting(visit, one.moment))).toBe(true);
        }
        close();
      }),
      { numRuns: 150 },
    );
  });

  it('tell a stranger the same of a device that is theirs, of one that is nobody’s and of one that is not there', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), asked, (events, question) => {
        fc.pre(question.subject.kind === 'member');
        const { facts, happen, devices, close } = world();
        for (const event of events) happen(event);
        const device = devices.get(question.on.device);
        const member = question.subject.kind === 'member' ? facts.member(question.subject.member) : undefined;
        fc.pre(question.subject.kind === 'member' && !(member !== undefined && member.household === device?.household));
        fc.pre(question.subject.kind === 'member' && facts.shares(question.subject.member, question.on.device).length === 0);
        const deciding = { facts, declared: USUAL, policies };
        const told = explainToMember(question, deciding);
        fc.pre(!told.allowed);
        devices.delete(question.on.device);
        expect(explainToMember(question, deciding)).toEqual(told);
        close();
      }),
      { numRuns: 200 },
    );
  });
});

describe('an explanation', () => {
  it('says what is decided, of every question', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), fc.array(asked, { maxLength: 10 }), (events, questions) => {
        const { facts, happen, close } = world();
        for (const event of events) happen(event);
        const deciding = { facts, declared: USUAL, policies };
        const decisions = fleetDecisions({ facts, declared: USUAL, evaluator: policies });
        for (const one of questions) {
          const [whole, told] = [explainToOperator(one, deciding), explainToMember(one, deciding)];
          const { allowed } = decisions.decide(one);
          expect([whole.allowed, told.allowed]).toEqual([allowed, allowed]);
          expect(whole.sentence).toMatch(/^(?:Refused: .+|.+ may (?:not )?.+: .+)\.$/);
          // Ids of households are nobody's business, an operator's neither: they explain nothing.
          for (const id of [...HOMES, ...PEOPLE]) expect(whole.sentence + told.sentence).not.toContain(id);
        }
        close();
      }),
      { numRuns: 100 },
    );
  });

  it('names a fact that, once it comes, allows it', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), fc.array(asked, { maxLength: 10 }), (events, questions) => {
        const { facts, happen, close } = world();
        for (const event of events) happen(event);
        for (const one of questions) {
          const { missing, would, allowed } = explainToOperator(one, { facts, declared: USUAL, policies });
          const put = questionOf(one, { facts, declared: USUAL, timed: policies.timed });
          expect(missing.length > 0).toBe(would.length > 0);
          if (missing.length === 1 && missing[0]?.fact === 'share' && put.ok) expect(policies.evaluate({ ...put.question, share: true }).allowed).toBe(true);
          if (allowed) expect(missing).toEqual([]);
        }
        close();
      }),
      { numRuns: 100 },
    );
  });
});
