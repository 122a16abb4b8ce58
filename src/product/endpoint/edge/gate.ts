import { createServer, type Server, type Socket } from 'node:net';
import { type Instant, Refused } from '../../../core/index.ts';
import { type Admissions, addressKey } from '../admission.ts';
import { endpointFaults } from '../faults.ts';

export interface GateLimits {
  readonly connections: number;
  /** Connections whose TLS is not yet agreed. */
  readonly handshakes: number;
}

export const GATE_LIMITS: GateLimits = { connections: 20_000, handshakes: 500 };

/** What stands before a TLS server: a connection too many costs a socket and no cryptography. */
export interface Gate {
  open(host: string, port: number): Promise<number>;
  /** Told once TLS is agreed, or never will be. */
  agreed(socket: { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined }): void;
  /** Lets nobody in any more; who is in stays. */
  close(): void;
  /** Puts out who is left. */
  end(): void;
}

/** `pass` gets each socket that is let by. `turnedAway` is told of the others. */
export function gate(given: {
  readonly admissions: Admissions;
  readonly now: () => Instant;
  readonly pass: (socket: Socket) => void;
  readonly turnedAway?: (address: string) => void;
  readonly limits?: GateLimits;
}): Gate {
  const { admissions, now, pass, turnedAway, limits = GATE_LIMITS } = given;
  const open = new Set<Socket>();
  const agreeing = new Set<string>();
  const nameOf = ({ remoteAddress = '', remotePort = 0 }: { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined }) =>
    `${remoteAddress} ${remotePort}`;
  const server: Server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
    socket.on('error', () => socket.destroy());
    const address = addressKey(socket.remoteAddress ?? '');
    if (agreeing.size >= limits.handshakes || !admissions.admit(address, now()).ok) {
      turnedAway?.(address);
      socket.destroy();
      return;
    }
    const name = nameOf(socket);
    open.add(socket);
    agreeing.add(name);
    socket.once('close', () => {
      open.delete(socket);
      agreeing.delete(name);
    });
    pass(socket);
  });
  server.maxConnections = limits.connections;
  return {
    agreed: (socket) => agreeing.delete(nameOf(socket)),
    open: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', (error) => reject(notOpened(host, port, error.message)));
        server.listen(port, host, () => {
          const at = server.address();
          resolve(typeof at === 'object' && at !== null ? at.port : port);
        });
      }),
    close() {
      server.close();
      for (const socket of open) if (agreeing.has(nameOf(socket))) socket.destroy();
    },
    end() {
      for (const socket of open) socket.destroy();
    },
  };
}

function notOpened(host: string, port: number, found: string): Refused {
  return new Refused(
    endpointFaults.fault('001', {
      message: `the device endpoint cannot be opened: ${found}`,
      expected: `port ${port} of ${host}`,
      found,
      remedy: 'Choose another port with --mqtt-port or --https-port, or end what holds it.',
    }),
  );
}
