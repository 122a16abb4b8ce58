import { z } from '@hono/zod-openapi';

/** Whether there is another way in than what people have here, and what it is called. */
export const offered = z.object({ provider: z.object({ label: z.string() }).optional() }).openapi('IdentityProvider');

export const begin = z.strictObject({
  /** Secret of a one-time link, for who signs in for the first time. */
  link: z.string().max(100).optional(),
});
/** Where the browser goes next. */
export const address = z.object({ address: z.string() }).openapi('FederationAddress');

const text = z.string().max(2000).optional();

/**
 * What providers send back (RFC 6749 section 4.1.2, RFC 9207, OpenID Connect Session Management), and what well-known ones add of their own. It is anybody's
 * to send.
 */
export const callbackQuery = {
  code: z.string().max(4000).optional(),
  state: text,
  iss: text,
  error: text,
  error_description: text,
  error_uri: text,
  session_state: text,
  scope: text,
  authuser: text,
  hd: text,
  prompt: text,
  client_info: z.string().max(4000).optional(),
};
