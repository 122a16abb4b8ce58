import { createServer, type Socket } from 'node:net';
import { brokerContract } from '../../../../test/contracts/broker.ts';
import { Instant } from '../../../core/index.ts';
import { aedesBroker } from './aedes.ts';

const END = Instant.parse('2100-01-01T00:00:00Z');

brokerContract('aedes', (guard) => {
  const sockets = new Set<Socket>();
  const server = createServer();
  const broker = aedesBroker({
    guard,
    door: {
      open: (accept) =>
        new Promise((resolve) => {
          server.on('connection', (socket) => {
            sockets.add(socket);
            socket.on('error', () => socket.destroy());
            accept({
              stream: socket,
              address: '127.0.0.1',
              identify: async () => ({ ok: true, peer: { kind: 'service', service: 'test', credential: 'test', notAfter: END } }),
            });
          });
          server.listen(0, '127.0.0.1', () => {
            const at = server.address();
            resolve({ port: typeof at === 'object' && at !== null ? at.port : 0 });
          });
        }),
      async close() {
        server.close();
      },
    },
  });
  return {
    broker,
    async dispose() {
      await broker.close();
      for (const socket of sockets) socket.destroy();
    },
  };
});
