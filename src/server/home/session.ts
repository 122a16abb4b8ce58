import { Digest, Duration, Instant, type Json, Refused } from '../../core/index.ts';
import { householdFaults } from '../../product/household/faults.ts';
import { makeCookie, readCookie } from '../guard/cookie.ts';
import type { House } from '../house.ts';

/** Somebody of a home, as their phone has shown it and as the fleet knows them now. */
export interface Member {
  readonly member: string;
  readonly household: string;
  readonly role: 'owner' | 'household' | 'guest' | 'installer';
}

const LASTS = Duration.days(90);
/** What the seal is bound to: nothing that was sealed for another use is a session of a home. */
const PLACE = 'home-session/2';

/** One service, who somebody is there, and until when. */
type Session = readonly [service: string, member: string, until: number];
/** A cookie is at most 4 KiB, and a phone of more services than this forgets the one that it came into first. */
const MOST_SERVICES = 5;

/**
 * A cookie by which a phone shows who it is: sealed, so that nobody writes their own. It opens nothing by itself: at each use the fleet is asked whether they are still of that home.
 * `before`: the header Cookie that the phone sent. Who it is at other services stays in it.
 */
export function sessionCookie(house: House, service: string, member: string, before: string | null = null): string {
  const until = Instant.plus(house.now(), LASTS);
  const others = sessionsIn(house, before).filter(([of]) => of !== service);
  const all: readonly Session[] = [[service, member, until], ...others.slice(0, MOST_SERVICES - 1)];
  const sealed = house.people.key.seal(Buffer.from(JSON.stringify(all)), PLACE);
  return makeCookie('home', Buffer.from(sealed).toString('base64url'), { https: house.https, maxAgeSeconds: LASTS / 1000 });
}

/** `undefined` for whoever has no session of this service's homes, or is of none any more. Throws what the fleet refuses but for that. */
export async function memberOf(house: House, service: string, headers: Headers): Promise<Member | undefined> {
  const member = shownBy(house, service, headers.get('cookie'));
  const { fleet } = house.services.get(service);
  if (member === undefined || !fleet.exists()) return undefined;
  const found = (await fleet.ask('household.of', { member })) as { readonly household?: string; readonly role?: Member['role'] };
  return found.household === undefined || found.role === undefined ? undefined : { member, household: found.household, role: found.role };
}

/** Throws `Refused` (ASSAY-HOUSEHOLD-003). */
export async function memberNow(house: House, service: string, headers: Headers): Promise<Member> {
  const found = await memberOf(house, service, headers);
  if (found !== undefined) return found;
  throw new Refused(
    householdFaults.fault('003', {
      message: 'this browser is of no home',
      expected: 'somebody of a home',
      found: 'nobody',
      remedy: 'Open the link of your invitation.',
    }),
  );
}

/** Who the phone says it is at this service. */
export function shownBy(house: House, service: string, header: string | null): string | undefined {
  return sessionsIn(house, header).find(([of, , until]) => of === service && house.now() < until)?.[1];
}

function sessionsIn(house: House, header: string | null): readonly Session[] {
  const value = readCookie(header, 'home', house.https);
  if (value === undefined) return [];
  let read: Json;
  try {
    read = JSON.parse(Buffer.from(house.people.key.unseal(Buffer.from(value, 'base64url'), PLACE)).toString()) as Json;
  } catch {
    // Sealed by another key, or by nobody.
    return [];
  }
  // What was sealed here was written by `sessionCookie`.
  return Array.isArray(read) ? (read as unknown as readonly Session[]) : [];
}

/** Ids of a home that is founded by its first device: the same for each try of one browser, and not to be guessed by another. */
export function idsOf(service: string, attempt: string): { readonly household: string; readonly owner: string } {
  const id = (what: string) => Digest.of(`assay-home/1\n${what}\n${service}\n${attempt}`).slice('sha256:'.length, 'sha256:'.length + 20);
  return { household: `h_${id('household')}`, owner: `u_${id('owner')}` };
}
