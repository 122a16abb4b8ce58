import type { PersonId } from '../../product/index.ts';
import { KNOWN_FOR } from '../../product/people/edge/known-browsers.ts';
import type { Visit } from '../../product/people/edge/opened.ts';
import type { EnterAs } from '../../product/people/model.ts';
import { dropCookie, makeCookie, readCookie } from '../guard/cookie.ts';
import type { Call, Shape } from '../route.ts';

type AnyCall = Pick<Call<Shape, Shape, unknown>, 'house' | 'headers' | 'userAgent' | 'principal' | 'record'>;

/** As long as the longest ceremony takes: setting up an authenticator app. */
const CEREMONY_SECONDS = 15 * 60;

/**
 * The browser that a ceremony began in: the secret of its cookie, the one it has or a new one. What a ceremony gives out can be answered from this browser
 * alone, so nobody can have somebody else finish what they began (login CSRF, session fixation).
 */
export function ceremonyBrowser({ house, headers }: AnyCall): { readonly browser: string; readonly cookies: readonly string[] } {
  const browser = readCookie(headers.get('cookie'), 'ceremony', house.https) ?? Buffer.from(house.people.database.random(32)).toString('base64url');
  return { browser, cookies: [makeCookie('ceremony', browser, { https: house.https, maxAgeSeconds: CEREMONY_SECONDS })] };
}

/** The request that somebody signs in by. Without the cookie it began nowhere, and whatever it answers is refused. */
export function visitOf({ house, headers, userAgent, principal }: AnyCall): Visit {
  return {
    browser: readCookie(headers.get('cookie'), 'ceremony', house.https) ?? '',
    userAgent,
    ...(principal?.via === 'session' ? { replaces: { person: principal.person, session: principal.credential } } : {}),
  };
}

/** The cookies of a session that was just opened: its secret, until the browser is closed; no ceremony any more; and that this browser is known to have let this person in. */
export function sessionCookies({ house }: AnyCall, { person, secret }: { readonly person: PersonId; readonly secret: string }): readonly string[] {
  const { https, people } = house;
  return [
    makeCookie('session', secret, { https }),
    dropCookie('ceremony', { https }),
    makeCookie('browser', people.rememberBrowser(person), { https, maxAgeSeconds: KNOWN_FOR / 1000 }),
  ];
}

/** What this browser was given when somebody signed in from it. */
export function knownAs({ house, headers }: AnyCall): string | undefined {
  return readCookie(headers.get('cookie'), 'browser', house.https);
}

/** Enters what a person did as their act; what nobody did, as the server's own. */
export function entering({ house, record }: AnyCall): EnterAs {
  return (drafts, by) => (by === undefined ? house.append(drafts) : record(drafts, { by }));
}
