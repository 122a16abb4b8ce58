import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { Instant, type Json, Refused } from '../../../core/index.ts';
import { noSuchDevice } from '../../device/decide.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { command, type FleetCommand, type Room } from '../../fleet/edge/command.ts';
import type { MemberId } from '../../fleet/model.ts';
import { noteFelt } from '../../household/edge/felt.ts';
import { openHouseholdNames } from '../../household/edge/names.ts';
import { householdProjector, householdQuestions } from '../../household/edge/tables.ts';
import { BROKERS, brokerFile } from '../brokers/files.ts';
import { grantsOf } from '../brokers/grants.ts';
import { explainToMember, explainToOperator } from '../explain.ts';
import type { Facts } from '../facts.ts';
import { authorizationFaults } from '../faults.ts';
import { asJson } from '../given.ts';
import { shadowOf } from '../record.ts';
import { POINTS } from '../schema.ts';
import { isDeviceId } from '../topic.ts';
import { actionNamed, channelNamed, subjectOf } from '../words.ts';
import { openPolicyFolder } from './policy-folder.ts';
import { recordedSince } from './recorder.ts';
import { POLICY_REVIEW } from './review.ts';

/** What decisions ask of the other rooms, over the tables of the fleet: each question one row or few, by an index. */
export function fleetFacts(db: DatabaseSync): Facts {
  return { ...householdQuestions(db), device: (id) => deviceOf(db, id) };
}

const word = z.string().max(300);
const explain = z.strictObject({
  who: word,
  do: word,
  on: word,
  purpose: word,
  point: z.enum(POINTS),
  at: z.number(),
  audience: z.enum(['operator', 'member']),
  policies: z.string().max(4096).optional(),
});
const exporting = z.strictObject({
  to: z.enum(BROKERS),
  devices: z.array(z.string().refine(isDeviceId, 'a device such as cam-17')).min(1).max(20_000),
  at: z.number(),
  policies: z.string().max(4096).optional(),
});

const shadow = z.strictObject({ since: z.number(), after: z.string().max(4096), before: z.string().max(4096).optional() });

const COMMANDS: readonly FleetCommand[] = [
  command({
    name: 'access.explain',
    input: explain,
    async handle(fleet, given): Promise<Json> {
      const { db, folder } = fleet;
      const moment = Instant.of(given.at);
      const opened = await openPolicyFolder(given.policies, moment);
      const subject = subjectOf(given.who, (name) => memberCalled(folder, name));
      const asked = { subject, action: actionNamed(given.do), on: channelNamed(given.on), at: given.point, purpose: given.purpose, moment };
      const deciding = { facts: fleetFacts(db), declared: opened.declared, policies: opened.policies };
      if (given.audience === 'operator') return asJson({ asked, told: explainToOperator(asked, deciding) });
      const told = explainToMember(asked, deciding);
      const household = subject.kind === 'member' ? deciding.facts.member(subject.member as MemberId)?.household : undefined;
      if (!told.allowed && household !== undefined) await noteFelt(fleet, household, { explained: asked.on.device });
      return asJson({ asked, told });
    },
  }),
  command({
    name: 'access.export',
    input: exporting,
    async handle({ db }, { to, devices, at, policies: folder }): Promise<Json> {
      // A file without a device that was meant keeps that device out, and nobody is told.
      const absent = devices.filter((id) => deviceOf(db, id) === undefined).map(noSuchDevice);
      if (absent.length > 0) throw new Refused(...absent.slice(0, 20));
      const opened = await openPolicyFolder(folder, Instant.of(at));
      const compiled = grantsOf(devices, { facts: fleetFacts(db), declared: opened.declared, policies: opened.policies }, Instant.of(at));
      return asJson({ file: brokerFile(to, compiled), compiled });
    },
  }),
  command({
    name: 'access.shadow',
    input: shadow,
    async handle(fleet, { since, after, before }): Promise<Json> {
      const opened = async (folder: string) => openPolicyFolder(folder, fleet.now());
      const record = recordedSince(fleet, Instant.of(since));
      const under = { after: await opened(after), ...(before === undefined ? {} : { before: await opened(before) }) };
      return asJson(shadowOf(record, fleetFacts(fleet.db), under));
    },
  }),
];

/** Households and decisions in a fleet. The commands of households are those of their own room. */
export const authorizationRoom: Room = { projectors: [householdProjector], commands: [...COMMANDS, ...POLICY_REVIEW] };

/** Who is called this. Throws `Refused` (ASSAY-AUTHORIZATION-007) where two people are called the same: whose doors open is no matter for a guess. */
export function memberCalled(folder: string, name: string): MemberId | undefined {
  const names = openHouseholdNames(folder);
  try {
    const found = names.named(name);
    if (found.length > 1)
      throw new Refused(
        authorizationFaults.fault('007', { message: `${found.length} people are called "${name}"`, found: name, remedy: 'Name the member by id.' }),
      );
    return found[0] as MemberId | undefined;
  } finally {
    names.close();
  }
}
