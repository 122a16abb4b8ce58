// Hosts as a map names them: names of the DNS in small letters, or addresses. Who wrote the map controls the text.

/** Labels of letters, digits and hyphens (RFC 1123 section 2.1), at least two, in all at most 253 characters; the last is no number, so that it is never an address. */
const NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export function isHostName(text: string): boolean {
  return NAME.test(text);
}

/** The 4 or 16 bytes of an address in its usual text (RFC 4291 section 2.2 for version 6, without zone); `undefined` for anything else, such as `010.1`. */
export function addressBytes(text: string): readonly number[] | undefined {
  return text.includes(':') ? six(text) : four(text);
}

function four(text: string): readonly number[] | undefined {
  const pieces = text.split('.');
  if (pieces.length !== 4 || !pieces.every((piece) => /^(?:0|[1-9]\d{0,2})$/.test(piece) && Number(piece) < 256)) return undefined;
  return pieces.map(Number);
}

function six(text: string): readonly number[] | undefined {
  if (text.length > 45 || !/^[0-9a-f:.]+$/i.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : groups(half)));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  const rest = tail ?? [];
  // `::` stands for at least one group of zeros.
  if (head.length + rest.length > 14) return undefined;
  // A dotted end may only stand at the end.
  return (halves[0] ?? '').includes('.') ? undefined : [...head, ...new Array<number>(16 - head.length - rest.length).fill(0), ...rest];
}

function groups(half: string): number[] | undefined {
  const bytes: number[] = [];
  const pieces = half.split(':');
  for (const [i, piece] of pieces.entries()) {
    if (piece.includes('.')) {
      const end = i === pieces.length - 1 ? four(piece) : undefined;
      if (end === undefined) return undefined;
      bytes.push(...end);
    } else if (/^[0-9a-f]{1,4}$/i.test(piece)) {
      const value = Number.parseInt(piece, 16);
      bytes.push(value >> 8, value & 255);
    } else return undefined;
  }
  return bytes;
}

export function isHost(text: string): boolean {
  return isHostName(text) || addressBytes(text) !== undefined;
}
