import { post } from '../app/api.ts';
import { rememberLeaving } from '../app/arrived.ts';

interface Address {
  readonly address: string;
}

/** Leaves for the operator's identity provider, which sends the browser back to this server. Resolves only where that went wrong. */
async function leave(path: string, body: unknown, stranger: boolean, remember: () => void): Promise<void> {
  const sent = await post<Address>(path, body, stranger ? { stranger: true } : {});
  if (sent.kind !== 'done') return;
  remember();
  location.assign(sent.body.address);
}

/** `link`: secret of a one-time link, for who signs in for the first time. `to`: the page that they wanted. */
export const signInByProvider = (link?: string, to = '/'): Promise<void> =>
  leave('/api/federation/begin', link === undefined ? {} : { link }, true, () => rememberLeaving('sign-in', to));
export const proveByProvider = (): Promise<void> => leave('/api/federation/step-up', undefined, false, () => rememberLeaving('step-up'));
export const linkProvider = (): Promise<void> => leave('/api/federation/link', undefined, false, () => rememberLeaving('link', '/account'));
