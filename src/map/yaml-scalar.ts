const NULL = /^(?:~|[Nn]ull|NULL)?$/;
const BOOLEAN = /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/;
const INTEGER = /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * What a plain scalar means in YAML 1.2's core schema (section 10.3.2). A whole number that a double cannot hold, and infinities, which
 * JSON has no word for, stay text: a foreign id must not change by being read.
 */
export function plainScalar(text: string): null | boolean | number | string {
  const first = text.charCodeAt(0);
  // Digits, sign, dot, tilde and the letters n, t, f (either case) are all that can begin something other than text.
  const digit = (first >= 0x30 && first <= 0x39) || first === 0x2b || first === 0x2d || first === 0x2e;
  if (digit) {
    if (INTEGER.test(text)) {
      const value = Number(text.replace(/^\+/, ''));
      return Number.isSafeInteger(value) || String(value) === text ? (value === 0 ? 0 : value) : text;
    }
    if (FLOAT.test(text)) {
      const value = Number(text);
      return Number.isFinite(value) ? (value === 0 ? 0 : value) : text;
    }
    return text;
  }
  if (text === '' || text === '~') return null;
  if (text.length > 5) return text;
  if (NULL.test(text)) return null;
  if (BOOLEAN.test(text)) return text[0] === 't' || text[0] === 'T';
  return text;
}
