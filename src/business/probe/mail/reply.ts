/** A reply of SMTP (RFC 5321 section 4.2): its code and lines. */
export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
  /** Bytes behind it. */
  readonly rest: string;
}

const LONGEST_LINE = 1000;
const MOST_LINES = 100;

/** The first whole reply in the text; `undefined` where more has to come, or in words why it is none. The bytes are the server's, or whoever's stands between. */
export function readReply(text: string): Reply | string | undefined {
  const lines: string[] = [];
  let code: string | undefined;
  for (let at = 0; ; ) {
    const end = text.indexOf('\n', at);
    if (end === -1) return text.length - at > LONGEST_LINE ? 'a line without an end' : undefined;
    const line = text.slice(at, end).replace(/\r$/, '');
    const match = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(line);
    if (match === null || line.length > LONGEST_LINE || (code !== undefined && match[1] !== code)) return 'bytes that are no reply of SMTP';
    code = match[1] ?? '';
    lines.push(match[3] ?? '');
    if (lines.length > MOST_LINES) return 'a reply without an end';
    at = end + 1;
    if (match[2] !== '-') return { code: Number(code), lines, rest: text.slice(at) };
  }
}
