import { literal } from './holes.ts';

/** `*` for any part of a name, `**` for any folders. */
export function globOf(pattern: string): RegExp {
  const source = pattern
    .split(/(\*\*\/?|\*)/)
    .map((part) => (part.startsWith('**') ? '.*' : part === '*' ? '[^/]*' : literal(part)))
    .join('');
  return new RegExp(`^${source}$`, 's');
}
