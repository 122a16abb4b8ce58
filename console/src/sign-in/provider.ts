import { post } from '../app/api.ts';

interface Address {
  readonly address: string;
}

/** Leaves for the operator's identity provider, which sends the browser back to this server. Resolves only where that went wrong. */
async function leave(path: string, body: unknown, stranger: boolean): Promise<void> {
  const sent = await post<Address>(path, body, stranger ? { stranger: true } : {});
  if (sent.kind === 'done') location.assign(sent.body.address);
}

/** `link`: secret of a one-time link, for who signs in for the first time. */
export const signInByProvider = (link?: string): Promise<void> => leave('/api/federation/begin', link === undefined ? {} : { link }, true);
export const proveByProvider = (): Promise<void> => leave('/api/federation/step-up', {}, false);
export const linkProvider = (): Promise<void> => leave('/api/federation/link', {}, false);
