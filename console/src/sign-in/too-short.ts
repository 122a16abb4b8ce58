/** As the server asks of a password, which judges it by more than its length. */
export const SHORTEST = 12;

/** What is missing of a password, in letters. */
export function tooShort(password: string): string {
  const left = SHORTEST - [...password].length;
  return `${left} more ${left === 1 ? 'character' : 'characters'} at least.`;
}
