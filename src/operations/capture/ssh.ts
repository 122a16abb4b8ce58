import { type Application, Held, latinText, type Seen, type Teller, u16 } from './application.ts';

const NEWKEYS = 21;
/** A banner is at most 255 bytes (RFC 4253 section 4.2); servers may say lines before it. */
const MOST_HELD = 40_000;

class Side {
  readonly held = new Held(MOST_HELD);
  banner: string | undefined;
  encrypted = false;
}

/**
 * SSH: both banners, and by the sizes of what the server sends after the keys whether a log-in failed or succeeded, as the packets themselves are encrypted. The first is the answer to the request of a service (17 bytes); a
 * failure names methods and is always as long as the failure before; success is one byte and so, padded, 16 shorter than the first (RFC 4252 section 5.1, RFC 4253 section 6). This is inferred, and told so (`inferred`).
 */
export function ssh(teller: Teller): Application {
  const sides = { out: new Side(), back: new Side() };
  let lost = false;
  let accept = 0;
  let failure = 0;
  let failures = 0;
  let success = false;
  let told = false;
  let clientSpoke = false;
  let first: Seen | undefined;
  teller.service('ssh');

  const tell = (seen: Seen): void => {
    if (told || first === undefined) return;
    told = true;
    // Of several failures the first mostly answers the question which methods there are, and is no attempt.
    const attempts = (failures > 1 ? failures - 1 : success ? 0 : failures) + (success ? 1 : 0);
    const known = accept > 0 && (success || failures > 0);
    const fields = {
      version: 2,
      auth_success: known ? success : undefined,
      auth_attempts: attempts,
      client: sides.out.banner,
      server: sides.back.banner,
      inferred: true,
    };
    teller.tell('ssh', 'ssh-activity', fields, known ? { kind: 'login', protocol: 'ssh', success, attempts } : undefined, seen);
  };

  /** What one side sends encrypted: a segment is taken for a packet. */
  const sealed = (outward: boolean, length: number, seen: Seen): void => {
    if (outward) {
      clientSpoke = true;
      return;
    }
    // Before the client asks for a service the server tells of extensions (RFC 8308), which is no answer.
    if (!clientSpoke || success) return;
    if (accept === 0) accept = length;
    else if (length === accept - 16) {
      success = true;
      tell(seen);
    } else if (failure === 0 || length === failure) {
      failure = length;
      failures += 1;
    }
  };

  const banner = (side: Side): boolean => {
    const text = latinText(side.held.bytes.subarray(0, 2048));
    const end = text.indexOf('\n');
    if (end === -1) {
      lost ||= side.held.bytes.length >= 2048;
      return false;
    }
    const line = text.slice(0, end).trimEnd();
    side.held.drop(end + 1);
    if (line.startsWith('SSH-')) side.banner = line.slice(0, 255);
    return true;
  };

  /** Packets before the keys are in the clear: a length of four bytes, one of the padding's, the message's number. */
  const clear = (side: Side): boolean => {
    const { bytes } = side.held;
    if (bytes.length < 6) return false;
    const length = u16(bytes, 0) * 65_536 + u16(bytes, 2);
    if (length < 2 || length > 35_000) {
      lost = true;
      return false;
    }
    if (bytes.length < 4 + length) return false;
    side.encrypted = bytes[5] === NEWKEYS;
    side.held.drop(4 + length);
    return true;
  };

  return {
    data(outward, bytes, seen) {
      if (lost) return;
      first ??= seen;
      const side = outward ? sides.out : sides.back;
      if (side.encrypted) return sealed(outward, bytes.length, seen);
      lost ||= !side.held.add(bytes.subarray(0, MOST_HELD));
      while (!lost && !side.encrypted && (side.banner === undefined ? banner(side) : clear(side)));
      // What came in one segment with the keys.
      if (side.encrypted && side.held.bytes.length > 0) {
        sealed(outward, side.held.bytes.length, seen);
        side.held.drop(side.held.bytes.length);
      }
    },
    gap(outward) {
      // Before the keys nothing can be told any more; behind them a size is missing and no more.
      if (!(outward ? sides.out : sides.back).encrypted) lost = true;
    },
    over(seen) {
      tell(seen);
    },
  };
}
