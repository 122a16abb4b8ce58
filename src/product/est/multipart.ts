import { base64Of } from '../../core/der/armour.ts';

export interface Part {
  readonly type: string;
  readonly content: Uint8Array;
}

/** multipart/mixed of parts in base64, each on one line (RFC 7030 section 4.4.2, RFC 2046). `boundary`: letters and digits that no base64 line is. */
export function multipart(parts: readonly Part[], boundary: string): string {
  return [
    ...parts.flatMap(({ type, content }) => [`--${boundary}`, `Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', '', base64Of(content)]),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}
