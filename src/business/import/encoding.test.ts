import { describe, expect, it } from 'vitest';
import { Refused } from '../../core/index.ts';
import { reportText } from './encoding.ts';

const le = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le'));
const be = (text: string) => new Uint8Array(Buffer.from(text, 'utf16le').swap16());

describe('the text of a report', () => {
  it.each<[string, Uint8Array]>([
    ['UTF-8', new TextEncoder().encode('{"é":"\u{1f511}"}')],
    ['UTF-8 with a mark', new TextEncoder().encode('\ufeff{"é":"\u{1f511}"}')],
    ['UTF-16 of Windows', le('\ufeff{"é":"\u{1f511}"}')],
    ['UTF-16 of the other order', be('\ufeff{"é":"\u{1f511}"}')],
  ])('is read from %s', (_, bytes) => {
    expect(reportText(bytes, 'a.json')).toBe('{"é":"\u{1f511}"}');
  });

  it.each<[string, Uint8Array]>([
    ['Latin-1', Uint8Array.of(0x7b, 0xe9, 0x7d)],
    ['UTF-8 that turns into Latin-1', Uint8Array.of(0xc3, 0xa9, 0xe9, 0x7d)],
    ['UTF-8 that ends in a letter', Uint8Array.of(0x7b, 0xc3)],
    ['UTF-16 with an odd byte', Uint8Array.of(0xff, 0xfe, 0x7b, 0x00, 0x7d)],
    ['UTF-16 that turns into UTF-8', new Uint8Array([...le('\ufeff{'), 0x00, 0xd8, 0x7d, 0x7d])],
    ['UTF-16 with half a pair', Uint8Array.of(0xfe, 0xff, 0xd8, 0x00, 0x00, 0x7d)],
  ])('is refused of %s', (_, bytes) => {
    const codes = () => {
      try {
        return reportText(bytes, 'a.json');
      } catch (error) {
        return error instanceof Refused ? error.faults.map(({ code, file }) => `${code} ${file}`) : error;
      }
    };
    expect(codes()).toEqual(['ASSAY-BIMPORT-001 a.json']);
  });
});
