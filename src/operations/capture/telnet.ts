import { type Application, latinText, type Seen, type Teller } from './application.ts';

const [IAC, SB, SE] = [255, 250, 240];
const MOST_TEXT = 512;
const FAILED = ['incorrect', 'failed', 'denied', 'invalid', 'bad password', 'try again', 'wrong'];

/** Bytes of the terminal without its commands (RFC 854), with what is left open between portions. */
class Terminal {
  private state: 'text' | 'command' | 'option' | 'inside' | 'inside-command' = 'text';

  text(bytes: Uint8Array): string {
    const out = new Uint8Array(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      switch (this.state) {
        case 'text':
          if (byte === IAC) this.state = 'command';
          else if (byte !== 0) {
            out[length] = byte;
            length += 1;
          }
          break;
        case 'command':
          this.state = byte === SB ? 'inside' : byte >= 251 && byte <= 254 ? 'option' : 'text';
          break;
        case 'option':
          this.state = 'text';
          break;
        case 'inside':
          if (byte === IAC) this.state = 'inside-command';
          break;
        case 'inside-command':
          this.state = byte === SE ? 'text' : 'inside';
          break;
      }
    }
    return latinText(out.subarray(0, length));
  }
}

/**
 * Telnet: each attempt to log in, by what the server asks and what it says next. Inferred from words, as the protocol has none of its own for it. The password is never kept.
 */
export function telnet(teller: Teller): Application {
  const terminals = { out: new Terminal(), back: new Terminal() };
  let said = '';
  let typed = '';
  let stage: 'idle' | 'user' | 'password' | 'judging' = 'idle';
  let user: string | undefined;
  let attempts = 0;
  let at: Seen | undefined;
  teller.service('telnet');

  const tell = (success: boolean | undefined, seen: Seen): void => {
    attempts += 1;
    stage = 'idle';
    const fields = { user, success, attempts, inferred: true };
    teller.tell(
      'login',
      'authentication',
      fields,
      { kind: 'login', protocol: 'telnet', attempts: 1, ...(user === undefined ? {} : { user }), ...(success === undefined ? {} : { success }) },
      seen,
    );
  };

  const server = (text: string, seen: Seen): void => {
    said = (said + text).slice(-MOST_TEXT);
    const low = said.toLowerCase();
    const tail = low.trimEnd();
    if (stage === 'judging') {
      const again = tail.endsWith('login:') || tail.endsWith('username:') || tail.endsWith('password:') || tail.endsWith('user:');
      if (again || FAILED.some((word) => low.includes(word))) tell(false, at ?? seen);
      else if (/[$#>%]$/.test(tail) || low.includes('busybox') || low.includes('welcome') || low.includes('last login')) tell(true, at ?? seen);
    }
    if (stage === 'judging') return;
    if (tail.endsWith('password:')) stage = 'password';
    else if (tail.endsWith('login:') || tail.endsWith('username:') || tail.endsWith('user:') || tail.endsWith('user name:') || tail.endsWith('account:'))
      stage = 'user';
    else return;
    said = '';
    typed = '';
  };

  const client = (text: string, seen: Seen): void => {
    if (stage !== 'user' && stage !== 'password') return;
    typed = (typed + text).slice(0, MOST_TEXT);
    const end = typed.search(/[\r\n]/);
    if (end === -1) return;
    if (stage === 'user') {
      user = typed.slice(0, end).slice(0, 64);
      stage = 'idle';
    } else {
      stage = 'judging';
      at = seen;
    }
    typed = '';
    said = '';
  };

  return {
    data(outward, bytes, seen) {
      const text = (outward ? terminals.out : terminals.back).text(bytes);
      if (text === '') return;
      if (outward) client(text, seen);
      else server(text, seen);
    },
    gap() {
      typed = '';
    },
    over(seen) {
      if (stage === 'judging') tell(undefined, at ?? seen);
    },
  };
}
