import { notify } from './notices.ts';

const SAID: Readonly<Record<string, string>> = {
  linked: 'Your identity provider is a way in from now on.',
  'stepped-up': 'You have shown that it is you. It holds for five minutes: do again what you began.',
};

/** Says what became of a way to the identity provider and back, as the fragment of the address has it, and takes it out of the address. Anybody can send such an address: only what is known is said. */
export function sayArrival(): void {
  const [, what = ''] = /^#federation=([A-Za-z0-9-]{0,40})$/.exec(location.hash) ?? [];
  if (what === '') return;
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  const known = SAID[what];
  if (known !== undefined) notify({ tone: 'done', text: known });
  else if (what.startsWith('ASSAY-'))
    notify({ tone: 'failed', text: `The answer of the identity provider was not accepted (${what}). Try again, or sign in another way.` });
}
