import type { Server, Socket } from 'node:net';
import type { Instant } from '../../../core/index.ts';
import { type AdmissionLimits, admissions } from '../admission.ts';
import { addressKey } from './address.ts';

export interface GateLimits {
  readonly connections: number;
  /** Connections whose TLS is not yet agreed. */
  readonly handshakes: number;
  /** Of each of these, what one address may hold: a tenth, so that nobody can take all of it. Many devices may share the address of a provider. */
  readonly perAddress: { readonly connections: number; readonly handshakes: number };
  /** Connections let in to agree on TLS. */
  readonly sockets: AdmissionLimits;
}

export const GATE_LIMITS: GateLimits = {
  connections: 20_000,
  handshakes: 500,
  perAddress: { connections: 2000, handshakes: 50 },
  sockets: { all: { perSecond: 400, burst: 1500 }, perAddress: { perSecond: 100, burst: 400 }, addresses: 50_000 },
};

/** What stands before a TLS server: a connection too many costs a socket and no cryptography. */
export interface Gate {
  /** Told once TLS is agreed, or never will be. */
  agreed(socket: { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined }): void;
  /** Puts out who has not agreed on TLS yet. */
  clear(): void;
  /** Puts out who is left. */
  end(): void;
}

/**
 * Stands before the server's own listener, so that everything else of the server (its time-outs, its closing) stays its own. `chance`: a number from 0 up to 1.
 * `turnedAway` is told of those who are not let by.
 */
export function gate(
  server: Server,
  given: { readonly now: () => Instant; readonly chance: () => number; readonly turnedAway?: (address: string) => void; readonly limits?: GateLimits },
): Gate {
  const { now, chance, turnedAway, limits = GATE_LIMITS } = given;
  const { admit } = admissions(limits.sockets, chance);
  const open = new Set<Socket>();
  /** Names of sockets, with their addresses. */
  const agreeing = new Map<string, string>();
  const held = { connections: counter(), handshakes: counter() };
  const nameOf = ({ remoteAddress = '', remotePort = 0 }: { readonly remoteAddress?: string | undefined; readonly remotePort?: number | undefined }) =>
    `${remoteAddress} ${remotePort}`;
  const agreed = (name: string) => {
    const address = agreeing.get(name);
    if (address !== undefined && agreeing.delete(name)) held.handshakes.less(address);
  };
  const inner = server.listeners('connection') as readonly ((this: Server, socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.maxConnections = limits.connections;
  server.on('connection', (socket) => {
    socket.on('error', () => socket.destroy());
    const address = addressKey(socket.remoteAddress ?? '');
    const full =
      agreeing.size >= limits.handshakes ||
      held.handshakes.of(address) >= limits.perAddress.handshakes ||
      held.connections.of(address) >= limits.perAddress.connections;
    if (full || !admit(address, now()).ok) {
      turnedAway?.(address);
      socket.destroy();
      return;
    }
    const name = nameOf(socket);
    open.add(socket);
    agreeing.set(name, address);
    held.handshakes.more(address);
    held.connections.more(address);
    socket.once('close', () => {
      open.delete(socket);
      held.connections.less(address);
      agreed(name);
    });
    for (const listener of inner) listener.call(server, socket);
  });
  return {
    agreed: (socket) => agreed(nameOf(socket)),
    clear() {
      for (const socket of open) if (agreeing.has(nameOf(socket))) socket.destroy();
    },
    end() {
      for (const socket of open) socket.destroy();
    },
  };
}

/** How many each address holds; an address that holds none is forgotten. */
function counter() {
  const counts = new Map<string, number>();
  return {
    of: (address: string): number => counts.get(address) ?? 0,
    more(address: string): void {
      counts.set(address, (counts.get(address) ?? 0) + 1);
    },
    less(address: string): void {
      const left = (counts.get(address) ?? 0) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    },
  };
}
