import { Refused } from '../../core/index.ts';
import type { Draft } from '../../ledger/model.ts';
import { nobodyHere, ofAnother } from '../../product/federation/edge/federation.ts';
import type { Identity } from '../../product/federation/model.ts';
import { settle } from '../../product/federation/settle.ts';
import type { PersonId, Principal } from '../../product/index.ts';
import { linkStore } from '../../product/people/edge/link-store.ts';
import type { Visit } from '../../product/people/edge/opened.ts';
import { sessionStore } from '../../product/sessions/edge/session-store.ts';
import { enter } from '../acts.ts';
import { dropCookie, makeCookie, readCookie } from '../guard/cookie.ts';
import type { House } from '../house.ts';
import type { Recording } from '../route.ts';

/** What the callback needs of its call. */
export interface Arriving {
  readonly house: House;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Headers;
  readonly userAgent: string;
  record(drafts: readonly Draft[], options?: Recording): Promise<unknown>;
}

interface Arrived {
  /** The console's page. */
  readonly to: string;
  /** Secret of the session from here on; absent where it stays what it is. */
  readonly session?: string;
}

/**
 * The browser is back from the identity provider. It came by a link of another site, so the session's cookie (SameSite=Strict) is not with it, and is not needed: who
 * this is, and what it is for, stands in what was remembered under the flow's own cookie. Answers by a redirect to a page of the console, in whose own requests the new
 * session's cookie is sent; a refusal goes there as its code alone.
 */
export async function arrive(
  call: Arriving,
): Promise<{ readonly status: 303; readonly location: string; readonly cookies: readonly string[]; readonly body: undefined }> {
  const { https } = call.house;
  const dropped = dropCookie('oidc', { https, sameSite: 'Lax' });
  try {
    const { to, session } = await received(call);
    const cookies = session === undefined ? [dropped] : [dropped, makeCookie('session', session, { https })];
    return { status: 303, location: to, cookies, body: undefined };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { status: 303, location: `/sign-in#federation=${error.faults[0]?.code ?? ''}`, cookies: [dropped], body: undefined };
  }
}

async function received(call: Arriving): Promise<Arrived> {
  const { house, query, headers, userAgent } = call;
  const { federation, people } = house;
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined);
  const { purpose, identity, linked } = await federation.comeBack(readCookie(headers.get('cookie'), 'oidc', house.https), new URLSearchParams(given));
  const links = linkStore(people.database);
  const link = purpose.kind === 'enrol' ? links.peek(purpose.link) : undefined;
  const fits = link?.kind === 'invitation' || link?.kind === 'reset';
  const settled = settle(purpose, {
    linked,
    active: linked !== undefined && people.administration.standing(linked) !== undefined,
    invited: fits && link.person !== undefined ? (link.person as PersonId) : undefined,
  });
  switch (settled.kind) {
    case 'refused':
      throw settled.code === '008' ? ofAnother() : nobodyHere();
    case 'step-up':
      return steppedUp(call, settled.person, identity, purpose.kind === 'step-up' ? purpose.session : '');
    case 'link':
      // Their session may have ended while they were away, and with it the right to change how they sign in.
      if (purpose.kind !== 'link' || !people.administration.sessions(settled.person).some(({ id }) => id === purpose.session)) throw nobodyHere();
      await people.account.addKeptElsewhere({ person: settled.person, session: purpose.session }, federation.granting(settled.person, identity), (drafts) =>
        linkedBy(house, settled.person, purpose.session, drafts),
      );
      return { to: '/account#federation=linked' };
    case 'enrol':
    case 'sign-in': {
      const { person } = settled;
      const visit: Visit = { browser: '', userAgent, ...('replaces' in purpose && purpose.replaces !== undefined ? { replaces: purpose.replaces } : {}) };
      const enter = (drafts: readonly Draft[]) => call.record([...drafts, vouchedFor(person, identity)], { by: person });
      const { secret } =
        purpose.kind === 'enrol'
          ? await people.enrolment.byProvider(purpose.link, federation.granting(person, identity), visit, enter)
          : await people.signIn.vouched(person, visit, enter);
      return { to: '/', session: secret };
    }
  }
}

/** The act of whoever began it, in the session that they began it in: this request came without its cookie, and is nobody's by itself. */
async function linkedBy(house: House, person: PersonId, session: string, facts: readonly Draft[]): Promise<void> {
  const standing = house.people.administration.standing(person);
  if (standing === undefined) throw nobodyHere();
  const principal: Principal = { ...standing, via: 'session', credential: session };
  await enter((drafts, size) => house.append(drafts, size), { action: 'self.manage', principal, reason: undefined, about: {} }, facts);
}

async function steppedUp({ house, record }: Arriving, person: PersonId, identity: Identity, session: string): Promise<Arrived> {
  if (!house.people.administration.sessions(person).some(({ id }) => id === session)) throw nobodyHere();
  const fact: Draft = { type: 'session.stepped-up', body: { person, session, method: 'identity-provider' } };
  await record([fact, vouchedFor(person, identity)], { by: person });
  const secret = sessionStore(house.people.database).stepUp(session);
  if (secret === undefined) throw nobodyHere();
  return { to: '/#federation=stepped-up', session: secret };
}

/** How the provider says that it knows: levels and methods are words for everybody, so they may stand on the ledger. */
function vouchedFor(person: PersonId, { issuer, acr, amr }: Identity): Draft {
  return { type: 'identity.vouched', body: { person, issuer, ...(acr === undefined ? {} : { acr }), ...(amr === undefined ? {} : { amr }) } };
}
