/** Hex digits of each algorithm whose digests tools write. */
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['md5', 32],
  ['sha1', 40],
  ['sha224', 56],
  ['sha256', 64],
  ['sha384', 96],
  ['sha512', 128],
]);

/** Of nothing at all: that nothing came back as nothing shows no restore. */
const OF_NOTHING: ReadonlySet<string> = new Set([
  'd41d8cd98f00b204e9800998ecf8427e',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'd14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b',
  'cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e',
]);

interface DigestCell {
  /** Hex digits: the algorithms differ in how many. */
  readonly hex: string;
}

/** A digest by its algorithm and length, with or without the algorithm's name before it; nothing else is one. */
function digestOf(cell: string): DigestCell | undefined {
  const match = /^(?:(md5|sha-?(?:1|224|256|384|512))[:=]\s*)?([0-9a-f]{32,128})$/.exec(cell.trim().toLowerCase());
  const [, named, hex = ''] = match ?? [];
  const known = named === undefined ? [...LENGTHS.values()].includes(hex.length) : LENGTHS.get(named.replace('-', '')) === hex.length;
  return known && !/^(.)\1*$/.test(hex) && !OF_NOTHING.has(hex) ? { hex } : undefined;
}

/** What two cells come to. `untold`: they are no two digests of one algorithm, so that nothing was compared by them. */
export function digestsOf(expected: string, found: string): 'agree' | 'differ' | 'untold' | 'none' {
  if (expected === '' && found === '') return 'none';
  if (expected === '' || found === '') return 'untold';
  const [one, other] = [digestOf(expected), digestOf(found)];
  if (one === undefined || other === undefined) return expected.toLowerCase() === found.toLowerCase() ? 'untold' : 'differ';
  if (one.hex.length !== other.hex.length) return 'untold';
  return one.hex === other.hex ? 'agree' : 'differ';
}
