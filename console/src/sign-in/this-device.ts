/** What a passkey is called in the list of one's own, until it is renamed. */
export function labelOfThisDevice(): string {
  const agent = navigator.userAgent;
  const system = ['Windows', 'Android', 'iPhone', 'iPad', 'Macintosh', 'Linux'].find((name) => agent.includes(name));
  return system === undefined ? 'Passkey' : `Passkey on ${system === 'Macintosh' ? 'a Mac' : system}`;
}
