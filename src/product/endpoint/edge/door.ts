import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import type { Instant } from '../../../core/index.ts';
import { type Admissions, addressKey } from '../admission.ts';
import type { Refusal } from '../model.ts';
import type { Connection, Door } from './aedes.ts';
import { type GateLimits, gate } from './gate.ts';
import { type Shown, tlsOptions } from './tls.ts';

export interface TlsDoor extends Door {
  show(shown: Shown): void;
}

/** Lets MQTT in over TLS. `sockets` bounds handshakes, `connects` what is asked after them: who is refused there is told when to come back. */
export function tlsDoor(given: {
  readonly host: string;
  readonly port: number;
  readonly shown: Shown;
  readonly now: () => Instant;
  readonly sockets: Admissions;
  readonly connects: Admissions;
  readonly identify: (socket: TLSSocket) => ReturnType<Connection['identify']>;
  readonly refused: (code: Refusal | 'malformed' | 'turned-away', address: string) => void;
  readonly limits?: GateLimits;
}): TlsDoor {
  const { host, port, shown, now, sockets, connects, identify, refused, limits } = given;
  const server = createServer(tlsOptions(shown));
  const front = gate({
    admissions: sockets,
    now,
    pass: (socket: Socket) => server.emit('connection', socket),
    turnedAway: (address) => refused('turned-away', address),
    ...(limits === undefined ? {} : { limits }),
  });
  // A stranger's broken handshake is nobody's news.
  server.on('tlsClientError', (_error, socket) => {
    refused('malformed', addressKey(socket.remoteAddress ?? ''));
    socket.destroy();
  });
  return {
    show: (next) => server.setSecureContext(next),
    async open(accept) {
      server.on('secureConnection', (socket) => {
        front.agreed(socket);
        const address = addressKey(socket.remoteAddress ?? '');
        accept({
          stream: socket,
          address,
          async identify() {
            const admitted = connects.admit(address, now());
            if (!admitted.ok) return { ok: false, code: 'busy', retryAfterSeconds: admitted.retryAfterSeconds };
            return identify(socket);
          },
        });
      });
      return { port: await front.open(host, port) };
    },
    async close() {
      front.close();
    },
  };
}
