import type { RangeEvent, VersionRange } from '../version/model.ts';

const CONSTRAINT = /^(<=|>=|<|>|=|!=)?\s*([^\s<>=!|,*]{1,200})$/;
const MOST = 200;

/**
 * A range of versions in the words of `vers:` (`vers:deb/>=1.0|<1.2`) or of one or two comparisons (`<4.2`, `>=1.0 <2.0`). Undefined where it says something that OSV's
 * events cannot: an exclusion, an open lower bound, versions in no order.
 */
export function rangeOfWords(given: string): VersionRange | undefined {
  if (given.length > 4000) return undefined;
  const bare = given.startsWith('vers:') ? /^vers:[a-z0-9.+-]+\/(.+)$/.exec(given)?.[1] : given.trim();
  if (bare === undefined) return undefined;
  if (bare === '*') return { type: 'ECOSYSTEM', events: [{ introduced: '0' }] };
  // Every comparison has its sign before it, so a blank between two of them is a mark as good as a bar.
  const parts = bare
    .replace(/([<>=])\s+/g, '$1')
    .split(/[|,]|\s+/)
    .filter((part) => part !== '');
  if (parts.length === 0 || parts.length > MOST) return undefined;
  const events: RangeEvent[] = [];
  let open = false;
  for (const part of parts) {
    const said = CONSTRAINT.exec(part);
    const [sign, text] = [said?.[1] ?? '=', said?.[2]];
    if (text === undefined || sign === '!=' || sign === '>') return undefined;
    const version = percentDecoded(text);
    // A word without a digit is prose and no version.
    if (version === undefined || !/\d/.test(version)) return undefined;
    if (sign === '>=') {
      if (open) return undefined;
      events.push({ introduced: version });
      open = true;
    } else if (sign === '=') {
      if (open) return undefined;
      events.push({ introduced: version }, { last_affected: version });
    } else {
      if (!open) {
        if (events.length > 0) return undefined;
        events.push({ introduced: '0' });
      }
      events.push(sign === '<' ? { fixed: version } : { last_affected: version });
      open = false;
    }
  }
  return { type: 'ECOSYSTEM', events };
}

function percentDecoded(text: string): string | undefined {
  if (!text.includes('%')) return text;
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // The escapes are of bytes that are no UTF-8; there is no other reason.
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
