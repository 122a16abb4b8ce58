import { type Instant, Refused } from '../../../core/index.ts';
import { channelsOf, classOf, type Declared } from '../../authorization/declared.ts';
import { openPolicyFolder, type PolicyFolder } from '../../authorization/edge/policy-folder.ts';
import { fleetFacts, memberCalled } from '../../authorization/edge/room.ts';
import { type Explanation, explainToMember, explainToOperator } from '../../authorization/explain.ts';
import type { Facts } from '../../authorization/facts.ts';
import type { DataClass, FleetAction, Subject } from '../../authorization/model.ts';
import { subjectOf } from '../../authorization/words.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import type { DeviceId, HouseholdId, ProductId } from '../../fleet/model.ts';
import { isMember } from '../../household/model.ts';
import { dataFaults } from '../faults.ts';
import { type Holder, householdOf } from '../model.ts';
import type { Series } from './port.ts';

/** Who asks for data that is kept, and what for. */
export interface Asking {
  /** As `assay product access explain` takes it. */
  readonly who: string;
  readonly purpose: string;
  /** Whose words a refusal has: a member is told nothing of other households. */
  readonly audience: 'operator' | 'member';
  /** A folder; absent: what comes with Assay. */
  readonly policies?: string | undefined;
}

export interface Asked {
  readonly subject: Subject;
  /** `member u_…`, `service server` or `device cam-17`: for the ledger, which knows nobody's name. */
  readonly by: string;
  /** About records of a holder: whoever has the device now, they are that holder's. `as`: as of this class, whatever the product declares now. */
  may(action: FleetAction, series: Series, as?: DataClass): Explanation;
  /** Of this channel, as the product of its device declares it now. */
  classOf(series: Pick<Series, 'device' | 'channel'>): DataClass | undefined;
  /**
   * Whether they may speak for all of a household: one of it now, or the service that runs the devices. Each series is asked about as well; where none is kept (`empty`), it is an owner's
   * to say, because no policy was asked and a receipt is signed all the same.
   */
  speaksFor(household: HouseholdId, empty: boolean): boolean;
}

/** Throws `Refused` (ASSAY-AUTHORIZATION-…). */
export async function askedBy(fleet: Fleet, { who, purpose, audience, policies: folder }: Asking, moment: Instant): Promise<Asked> {
  const { policies, declared }: PolicyFolder = await openPolicyFolder(folder, moment);
  const facts = fleetFacts(fleet.db);
  const subject = subjectOf(who, (name) => memberCalled(fleet.folder, name));
  const explain = audience === 'operator' ? explainToOperator : explainToMember;
  return {
    subject,
    by: subject.kind === 'member' ? `member ${subject.member}` : subject.kind === 'service' ? `service ${subject.service}` : `device ${subject.device}`,
    may: (action, { holder, device, channel }, as) =>
      explain(
        { subject, action, on: { device, name: channel }, at: 'server', purpose, moment },
        { facts: heldBy(facts, holder), declared: as === undefined ? declared : declaredAs(declared, facts.device(device)?.product, channel, as), policies },
      ),
    classOf({ device, channel }) {
      const known = facts.device(device);
      return known === undefined ? undefined : classOf(declared, known.product, channel);
    },
    speaksFor(household, empty) {
      if (subject.kind !== 'member') return subject.kind === 'service' && declared.services.get(subject.service)?.includes('operation') === true;
      const member = facts.member(subject.member);
      return member?.household === household && isMember(member, moment) && (!empty || member.role === 'owner');
    },
  };
}

function declaredAs(declared: Declared, product: ProductId | undefined, channel: string, as: DataClass): Declared {
  if (product === undefined) return declared;
  return { ...declared, products: new Map(declared.products).set(product, new Map(channelsOf(declared, product)).set(channel, as)) };
}

/** The fleet as a record sees it: its device belongs to whoever had it when the record came. */
function heldBy(facts: Facts, holder: Holder): Facts {
  const household = householdOf(holder);
  return {
    ...facts,
    device(id: DeviceId) {
      const known = facts.device(id);
      if (known === undefined) return undefined;
      const { product, life, gateway } = known;
      return { product, life, ...(household === undefined ? {} : { household }), ...(gateway === undefined ? {} : { gateway }) };
    },
  };
}

/** The refusal, in the words of the decision. */
export function notAllowed(sentences: readonly string[], found: string): Refused {
  return new Refused(
    ...[...new Set(sentences)].slice(0, 20).map((sentence) =>
      dataFaults.fault('005', {
        message: sentence,
        expected: 'what the policies allow to whoever asks',
        found,
        remedy: 'Ask as somebody who may, or let an owner share it; assay product access explain says what is missing.',
      }),
    ),
  );
}
