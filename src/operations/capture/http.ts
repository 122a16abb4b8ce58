import { type Application, Held, latinText, type Seen, type Teller } from './application.ts';

const MOST_HEAD = 32 * 1024;
const MOST_PENDING = 64;
const LONGEST = 2048;

interface Asked {
  readonly method: string;
  readonly uri: string;
  readonly version: string;
  readonly host: string | undefined;
  readonly userAgent: string | undefined;
  readonly length: number | undefined;
  readonly seen: Seen;
}

/** A head's first line and its fields by lower-case name; of those that come twice the first. `undefined` while its end is missing. */
export function headOf(text: string): { readonly line: string; readonly fields: ReadonlyMap<string, string>; readonly end: number } | undefined {
  const crlf = text.indexOf('\r\n\r\n');
  const lf = text.indexOf('\n\n');
  if (crlf === -1 && lf === -1) return undefined;
  const end = lf !== -1 && (crlf === -1 || lf < crlf) ? lf + 2 : crlf + 4;
  const lines = text.slice(0, end).split('\n', 256);
  const fields = new Map<string, string>();
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon === -1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!fields.has(name))
      fields.set(
        name,
        line
          .slice(colon + 1)
          .trim()
          .slice(0, LONGEST),
      );
  }
  return { line: (lines[0] ?? '').trimEnd().slice(0, LONGEST * 4), fields, end };
}

/** Where the next head begins: bytes of a body to pass over, chunks, or all that comes. */
type Body = { readonly kind: 'none' } | { readonly kind: 'count'; left: number } | { readonly kind: 'chunks'; left: number } | { readonly kind: 'all' };

class Side {
  readonly held = new Held(MOST_HEAD);
  body: Body = { kind: 'none' };
}

function bodyOf(fields: ReadonlyMap<string, string>, without: boolean, otherwise: Body): Body {
  if (without) return { kind: 'none' };
  if (fields.get('transfer-encoding')?.toLowerCase().includes('chunked') === true) return { kind: 'chunks', left: 0 };
  const said = fields.get('content-length');
  if (said === undefined || !/^[0-9]{1,15}$/.test(said)) return otherwise;
  return Number(said) === 0 ? { kind: 'none' } : { kind: 'count', left: Number(said) };
}

/** HTTP/1 (RFC 9112): each request with its answer's status, as Zeek's http log. Bodies are passed over. */
export function http(teller: Teller): Application {
  const sides = { out: new Side(), back: new Side() };
  const asked: Asked[] = [];
  let [lost, depth, upgraded] = [false, 0, false];
  teller.service('http');

  const tell = (
    { method, uri, version, host, userAgent, length, seen }: Asked,
    status: number | undefined,
    message: string | undefined,
    back: number | undefined,
  ) => {
    depth += 1;
    const fields = {
      trans_depth: depth,
      method,
      host,
      uri,
      version,
      user_agent: userAgent,
      request_body_len: length ?? 0,
      response_body_len: back,
      status_code: status,
      status_msg: message,
    };
    teller.tell(
      'http',
      'http-activity',
      fields,
      {
        kind: 'http',
        method,
        uri,
        ...(host === undefined ? {} : { host }),
        ...(userAgent === undefined ? {} : { userAgent }),
        ...(status === undefined ? {} : { status }),
      },
      seen,
    );
  };

  const request = (text: string, seen: Seen): number | undefined => {
    const head = headOf(text);
    if (head === undefined) return undefined;
    const [method = '', uri = '', version = ''] = head.line.split(' ');
    if (!/^[A-Z-]{1,20}$/.test(method) || !version.startsWith('HTTP/')) {
      lost = true;
      teller.weird('http-malformed', 'a request whose first line is none', seen);
      return text.length;
    }
    if (asked.length >= MOST_PENDING) tell(asked.shift() as Asked, undefined, undefined, undefined);
    const length = head.fields.get('content-length');
    asked.push({
      method,
      uri,
      version: version.slice(5),
      host: head.fields.get('host'),
      userAgent: head.fields.get('user-agent'),
      length: length === undefined ? undefined : Number(length) || 0,
      seen,
    });
    sides.out.body = bodyOf(head.fields, false, { kind: 'none' });
    return head.end;
  };

  const response = (text: string, seen: Seen): number | undefined => {
    const head = headOf(text);
    if (head === undefined) return undefined;
    const [version = '', code = ''] = head.line.split(' ', 2);
    const status = Number(code);
    if (!version.startsWith('HTTP/') || !Number.isInteger(status) || status < 100 || status > 999) {
      lost = true;
      teller.weird('http-malformed', 'an answer whose first line is none', seen);
      return text.length;
    }
    // 100 to 199 go before the answer; but 101 ends HTTP on this connection (RFC 9110 section 15.2.2).
    if (status < 200 && status !== 101) return head.end;
    const to = asked.shift();
    const without = to?.method === 'HEAD' || status === 204 || status === 304;
    sides.back.body = bodyOf(head.fields, without, { kind: 'all' });
    upgraded = status === 101 || (to?.method === 'CONNECT' && status < 300);
    const length = head.fields.get('content-length');
    if (to !== undefined) tell(to, status, head.line.slice(version.length + code.length + 2), length === undefined ? undefined : Number(length) || 0);
    return head.end;
  };

  /** Passes over a body's bytes; gives how many. */
  const pass = (side: Side, length: number): number => {
    const { body } = side;
    if (body.kind === 'none') return 0;
    if (body.kind === 'all') return length;
    const step = Math.min(body.left, length);
    body.left -= step;
    if (body.kind === 'count' && body.left === 0) side.body = { kind: 'none' };
    return step;
  };

  /** The line before a chunk (RFC 9112 section 7.1): true where it was there. */
  const chunk = (side: Side): boolean => {
    const text = latinText(side.held.bytes.subarray(0, 1024));
    const from = text.startsWith('\r\n') ? 2 : 0;
    const end = text.indexOf('\n', from);
    if (end === -1) return false;
    const size = /^[0-9a-fA-F]{1,8}/.exec(text.slice(from, end));
    side.held.drop(end + 1);
    if (size === null) lost = true;
    else if (Number.parseInt(size[0], 16) === 0) side.body = { kind: 'none' };
    else side.body = { kind: 'chunks', left: Number.parseInt(size[0], 16) };
    return true;
  };

  const step = (side: Side, outward: boolean, seen: Seen): boolean => {
    const { bytes } = side.held;
    const passed = pass(side, bytes.length);
    if (passed > 0) {
      side.held.drop(passed);
      return true;
    }
    if (bytes.length === 0) return false;
    if (side.body.kind === 'chunks') return chunk(side);
    // Line ends between messages, as after the last chunk (RFC 9112 section 2.2).
    const blank = bytes[0] === 0x0d || bytes[0] === 0x0a;
    const end = blank ? 1 : outward ? request(latinText(bytes), seen) : response(latinText(bytes), seen);
    if (end === undefined) return false;
    side.held.drop(end);
    return true;
  };

  return {
    data(outward, bytes, seen) {
      const side = outward ? sides.out : sides.back;
      for (let at = 0; at < bytes.length && !lost && !upgraded; ) {
        if (side.held.bytes.length === 0) at += pass(side, bytes.length - at);
        const portion = bytes.subarray(at, at + MOST_HEAD / 2);
        at += portion.length;
        if (portion.length === 0) break;
        if (!side.held.add(portion)) {
          lost = true;
          return teller.weird('http-head-too-long', `a head of more than ${MOST_HEAD} bytes`, seen);
        }
        while (!lost && !upgraded && step(side, outward, seen));
      }
    },
    gap(outward) {
      // Within a body nothing is lost but its bytes, of which nobody says how many.
      const { body } = outward ? sides.out : sides.back;
      if (body.kind !== 'all') lost = true;
    },
    over() {
      for (const one of asked) tell(one, undefined, undefined, undefined);
      asked.length = 0;
    },
  };
}
