import { createServer, type TLSSocket } from 'node:tls';
import type { Instant } from '../../../core/index.ts';
import type { Admissions } from '../admission.ts';
import type { Refusal } from '../model.ts';
import { addressKey } from './address.ts';
import type { Connection, Door, Said } from './aedes.ts';
import { type GateLimits, gate } from './gate.ts';
import { listening } from './listening.ts';
import { type Shown, tlsOptions } from './tls.ts';

export interface TlsDoor extends Door {
  show(shown: Shown): void;
}

/** Lets MQTT in over TLS. `connects` bounds what is asked after handshakes: who is refused there is told when to come back. */
export function tlsDoor(given: {
  readonly host: string;
  readonly port: number;
  readonly shown: Shown;
  readonly now: () => Instant;
  readonly chance: () => number;
  readonly connects: Admissions;
  readonly identify: (socket: TLSSocket, said: Said) => ReturnType<Connection['identify']>;
  readonly refused: (code: Refusal | 'malformed' | 'turned-away', address: string) => void;
  readonly limits?: GateLimits;
  readonly handshakeMs: number;
}): TlsDoor {
  const { host, port, shown, now, chance, connects, identify, refused, limits, handshakeMs } = given;
  const server = createServer(tlsOptions(shown, handshakeMs));
  const front = gate(server, { now, chance, turnedAway: (address) => refused('turned-away', address), ...(limits === undefined ? {} : { limits }) });
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
          async identify(said) {
            const admitted = connects.admit(address, now());
            if (!admitted.ok) return { ok: false, code: 'busy', retryAfterSeconds: admitted.retryAfterSeconds };
            return identify(socket, said);
          },
        });
      });
      return { port: await listening(server, host, port) };
    },
    async close() {
      server.close();
      front.clear();
    },
  };
}
