/** A version of a document: whole numbers, or three of them with a pre-release part (Semantic Versioning 2.0.0). */
export interface DocumentVersion {
  readonly kind: 'integer' | 'semantic';
  readonly numbers: readonly [number, number, number];
  readonly pre: readonly string[];
  /** Without build metadata, by which versions are not ordered. */
  readonly text: string;
}

const WHOLE = /^(?:0|[1-9]\d*)$/;
const IDENTIFIER = /^[0-9A-Za-z-]+$/;
const LONGEST = 256;

export function readVersion(text: unknown): DocumentVersion | undefined {
  if (typeof text !== 'string' || text.length > LONGEST) return undefined;
  if (WHOLE.test(text)) return { kind: 'integer', numbers: [Number(text), 0, 0], pre: [], text };
  const plus = text.indexOf('+');
  const bare = plus < 0 ? text : text.slice(0, plus);
  if (
    plus >= 0 &&
    !text
      .slice(plus + 1)
      .split('.')
      .every((part) => IDENTIFIER.test(part))
  )
    return undefined;
  const dash = bare.indexOf('-');
  const core = (dash < 0 ? bare : bare.slice(0, dash)).split('.');
  const pre = dash < 0 ? [] : bare.slice(dash + 1).split('.');
  if (core.length !== 3 || !core.every((part) => WHOLE.test(part))) return undefined;
  if (!pre.every((part) => IDENTIFIER.test(part) && (!/^\d+$/.test(part) || WHOLE.test(part)))) return undefined;
  return { kind: 'semantic', numbers: [Number(core[0]), Number(core[1]), Number(core[2])], pre, text: bare };
}

/** Section 11 of Semantic Versioning 2.0.0; a whole number stands for its first part. */
export function compareVersions(a: DocumentVersion, b: DocumentVersion): number {
  for (let i = 0; i < 3; i += 1) {
    const by = (a.numbers[i] as number) - (b.numbers[i] as number);
    if (by !== 0) return by;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i += 1) {
    const [left, right] = [a.pre[i], b.pre[i]];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const [leftIs, rightIs] = [WHOLE.test(left), WHOLE.test(right)];
    if (leftIs && rightIs && Number(left) !== Number(right)) return Number(left) - Number(right);
    if (leftIs !== rightIs) return leftIs ? -1 : 1;
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

export function withoutPre(version: DocumentVersion): string {
  return version.kind === 'integer' ? version.text : version.numbers.join('.');
}
