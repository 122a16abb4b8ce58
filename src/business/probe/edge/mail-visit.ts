import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Reply, readReply } from '../mail/reply.ts';
import type { MailVisit } from '../model.ts';
import { completed, failed, type Place, type Roots, raw, secured } from './handshake.ts';

const GOODBYE_MS = 500;

/**
 * Greets a mail server, asks for encryption, and leaves: EHLO, STARTTLS (RFC 3207), QUIT. No sender, no recipient, no message, and so no test of an open relay.
 * Never throws.
 */
export function visitMail(place: Place, roots: Roots, deadlineMs: number): Promise<MailVisit> {
  const socket = raw(place);
  return new Promise((resolve) => {
    let stage = 'connection';
    let text = '';
    let tls: TLSSocket | undefined;
    const end = (seen: MailVisit) => {
      clearTimeout(timer);
      // What it says after that is of no interest; the line is said so that it need not wait for us.
      if (tls === undefined && !socket.destroyed && stage !== 'connection') socket.write('QUIT\r\n');
      tls?.destroy();
      socket.destroySoon();
      socket.removeAllListeners('data');
      resolve(seen);
    };
    const unseen = (why: string) => end({ outcome: 'unseen', why });
    const timer = setTimeout(() => {
      unseen(`no ${stage} in time`);
      socket.destroy();
    }, deadlineMs);
    socket.setEncoding('latin1');
    socket.on('error', (error: NodeJS.ErrnoException) =>
      unseen(error.code === 'ECONNREFUSED' ? 'nothing listens there' : `it broke off (${error.code ?? 'error'})`),
    );
    socket.on('close', () => unseen('it broke off'));
    socket.on('connect', () => {
      stage = 'greeting';
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
      const reply = readReply(text);
      if (typeof reply === 'string') unseen(reply);
      else if (reply !== undefined) answer(reply);
    });

    function answer({ code, lines, rest }: Reply): void {
      // A server that speaks before it is asked is none, or somebody between puts words into its mouth.
      if (rest !== '') {
        unseen('it said more than it was asked');
        return;
      }
      text = '';
      switch (stage) {
        case 'greeting':
          if (code !== 220) unseen(`it greets with ${code}`);
          else say('answer to EHLO', `EHLO ${literal(socket.localAddress ?? '127.0.0.1')}`);
          return;
        case 'answer to EHLO':
          if (code !== 250) unseen(`it answers EHLO with ${code}`);
          else if (!lines.slice(1).some((line) => line.trim().toUpperCase() === 'STARTTLS')) end({ outcome: 'plain' });
          else say('answer to STARTTLS', 'STARTTLS');
          return;
        case 'answer to STARTTLS':
          if (code !== 220) end({ outcome: 'declined', code });
          else secure();
          return;
      }
    }

    function say(next: string, line: string): void {
      stage = next;
      socket.write(`${line}\r\n`);
    }

    function secure(): void {
      stage = 'handshake';
      socket.removeAllListeners('data');
      // The encoding was for lines of text; the handshake is bytes.
      const before = socket.bytesRead;
      try {
        tls = secured(socket, place, roots);
      } catch (error) {
        unseen(wordsOf(error as NodeJS.ErrnoException, 0));
        return;
      }
      tls.on('error', (error) => unseen(wordsOf(error, socket.bytesRead - before)));
      tls.on('secureConnect', () => {
        if (tls === undefined) return;
        const shown = completed(tls);
        const leave = () => (shown.outcome === 'completed' ? end({ outcome: 'encrypted', handshake: shown }) : unseen(shown.why));
        // It may say goodbye; what has been seen does not depend on that.
        tls.on('data', leave);
        tls.on('end', leave);
        setTimeout(leave, GOODBYE_MS).unref();
        tls.write('QUIT\r\n');
      });
    }
  });
}

function wordsOf(error: NodeJS.ErrnoException, received: number): string {
  const seen = failed(error, received);
  return seen.outcome === 'unseen' ? `the handshake: ${seen.why}` : `the handshake: ${seen.outcome}`;
}

/** RFC 5321 section 4.1.3: a client without a name of its own says its address. */
function literal(address: string): string {
  return isIP(address) === 6 ? `[IPv6:${address}]` : `[${address}]`;
}
