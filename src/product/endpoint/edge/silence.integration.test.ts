import { connect, createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { Instant } from '../../../core/index.ts';
import { aedesBroker } from './aedes.ts';

const text = (value: string) => [0, value.length, ...Buffer.from(value)];
const connectPacket = (version: 4 | 5, keepAlive: number) => {
  const body = [...text('MQTT'), version, 2, keepAlive >> 8, keepAlive & 255, ...(version === 5 ? [0] : []), ...text('quiet')];
  return Buffer.from([0x10, body.length, ...body]);
};

// MQTT 3.1.1 section 3.1.2.10: nought is no bound of the client's; a server may still put out who is silent.
it.each([
  ['3.1.1, of a client that wants no bound', 4, 0],
  ['3.1.1, of a client that wants a longer one', 4, 60_000],
  ['5, of a client that wants no bound', 5, 0],
] as const)('silence ends a session in MQTT %s', async (_, version, keepAlive) => {
  const server = createServer();
  const sockets = new Set<Socket>();
  const broker = aedesBroker({
    limits: { keepAliveSeconds: 1 },
    guard: {
      connect: () => ({ ok: true, client: 'quiet' }),
      publish: () => true,
      subscribe: () => true,
      deliver: () => true,
      wait: () => true,
      stands: () => true,
    },
    door: {
      open: (accept) =>
        new Promise((resolve) => {
          server.on('connection', (socket) => {
            sockets.add(socket);
            socket.on('error', () => socket.destroy());
            const peer = { kind: 'service', service: 'test', credential: 'test', notAfter: Instant.parse('2100-01-01T00:00:00Z') } as const;
            accept({ stream: socket, address: '127.0.0.1', identify: async () => ({ ok: true, peer }) });
          });
          server.listen(0, '127.0.0.1', () => resolve({ port: (server.address() as { port: number }).port }));
        }),
      async close() {
        server.close();
      },
    },
  });
  const { port } = await broker.listen();
  const client = connect(port, '127.0.0.1');
  try {
    const told: number[] = [];
    client.on('data', (bytes) => told.push(...(bytes as Buffer)));
    client.on('error', () => undefined);
    const ended = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.write(connectPacket(version, keepAlive));
    await ended;
    // Let in, and put out by nothing but its silence.
    expect([told[0], told[3]]).toEqual([0x20, 0]);
    for (let i = 0; i < 200 && [...broker.sessions()].length > 0; i += 1) await new Promise((done) => setTimeout(done, 10));
    expect([...broker.sessions()]).toHaveLength(0);
    // MQTT 5 section 3.2.2.3.14: it is told the bound.
    expect(Buffer.from(told).includes(Buffer.from([0x13, 0, 1]))).toBe(version === 5);
  } finally {
    client.destroy();
    await broker.close();
    for (const socket of sockets) socket.destroy();
  }
});
