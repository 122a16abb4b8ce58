import { notify } from './notices.ts';

/** What somebody went to the identity provider for, and the page that they were on: the way back leads to one page for all. Kept for this tab alone. */
const LEFT = 'assay-left-for-provider';
type Errand = 'sign-in' | 'step-up' | 'link';

interface Left {
  readonly errand: Errand;
  readonly from: string;
}

/** To be called before the browser leaves for the provider. */
export function rememberLeaving(errand: Errand, from = `${location.pathname}${location.search}`): void {
  sessionStorage.setItem(LEFT, JSON.stringify({ errand, from } satisfies Left));
}

const SAID: Readonly<Record<string, string>> = {
  linked: 'Your account at the identity provider is a way in from now on.',
  'stepped-up': 'You have shown that it is you. It holds for five minutes: do again what you began.',
};

/** What went wrong, for who did nothing but click: codes of the server's room, without what only an operator can mend. */
const REFUSED: Readonly<Record<string, string>> = {
  'ASSAY-FEDERATION-001': 'Signing in by an identity provider is not set up here any more.',
  'ASSAY-FEDERATION-002': 'The identity provider does not answer. Try again later, or sign in another way.',
  'ASSAY-FEDERATION-003': 'That answer of the identity provider came too late, or was begun in another browser. Begin again.',
  'ASSAY-FEDERATION-004': 'The answer of the identity provider could not be trusted, so it was not used. Try again; if it goes on, tell an operator.',
  'ASSAY-FEDERATION-005': 'The identity provider knows you, but that account lets nobody in here. Open the link of your invitation first, or ask an operator.',
  'ASSAY-FEDERATION-006': 'This server cannot speak for itself at the identity provider. An operator has to look at its client secret.',
  'ASSAY-FEDERATION-007': 'The identity provider did not let you in, or you turned back. Nothing has changed.',
  'ASSAY-FEDERATION-008': 'That account at the identity provider belongs to another person here. Nothing has changed.',
};

/** The same codes, for who is signed in already and proved or linked by another account than theirs. */
const REFUSED_INSIDE: Readonly<Record<string, string>> = {
  'ASSAY-FEDERATION-005': 'That was not your account at the identity provider, or your session has ended meanwhile. Nothing has changed.',
};

/**
 * Says what became of a way to the identity provider and back, as the fragment of the address has it, takes it out of the address, and goes back to the page where it began.
 * Anybody can send such an address: only what is known is said, and only a page of this console that this tab itself has left is gone to.
 */
export function sayArrival(): void {
  const left = takeLeft();
  const [, what = ''] = /^#federation=([A-Za-z0-9-]{0,40})$/.exec(location.hash) ?? [];
  if (what === '') {
    if (left?.errand === 'sign-in' && location.pathname === '/' && location.hash === '') history.replaceState(history.state, '', left.from);
    return;
  }
  const inside = left !== undefined && left.errand !== 'sign-in';
  history.replaceState(history.state, '', inside ? left.from : `${location.pathname}${location.search}`);
  const known = SAID[what];
  if (known !== undefined) notify({ tone: 'done', text: known });
  else if (what.startsWith('ASSAY-')) {
    const said = (inside ? REFUSED_INSIDE[what] : undefined) ?? REFUSED[what] ?? `The answer of the identity provider was not accepted (${what}).`;
    notify({ tone: 'failed', text: said });
  }
}

function takeLeft(): Left | undefined {
  const text = sessionStorage.getItem(LEFT);
  sessionStorage.removeItem(LEFT);
  try {
    const read = JSON.parse(text ?? 'null') as Partial<Left> | null;
    const { errand, from } = read ?? {};
    return errand !== undefined && typeof from === 'string' && /^\/(?![/\\])/.test(from) ? { errand, from } : undefined;
  } catch {
    return undefined;
  }
}
