/** A path of this console and nothing else: a sender of links decides what stands here. */
export const ownPath = (value: unknown): string | undefined =>
  typeof value === 'string' && value.length <= 2000 && /^\/(?![/\\])/.test(value) && !value.startsWith('/sign-in') ? value : undefined;
