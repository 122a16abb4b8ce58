import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GATE_LIMITS } from '../../endpoint/edge/gate.ts';
import { type Served, served } from './est.fixture.ts';
import { serveEst } from './server.ts';

let est: Served;
beforeAll(async () => {
  est = await served();
});
afterAll(() => est.close());

it('one address that opens connections and says nothing has its share, and no more', async () => {
  const { fleet } = est.rooms;
  const endpoint = await serveEst({
    fleet,
    authority: est.authority,
    identity: est.identity,
    host: '127.0.0.1',
    port: 0,
    gate: { ...GATE_LIMITS, perAddress: { connections: 10, handshakes: 3 } },
  });
  const sockets = Array.from({ length: 6 }, () => connect(endpoint.port, '127.0.0.1'));
  const closed = await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<boolean>((resolve) => {
          socket.on('error', () => undefined);
          socket.once('close', () => resolve(true));
          setTimeout(() => resolve(socket.destroyed), 300);
        }),
    ),
  );
  expect(closed.filter((one) => one)).toHaveLength(3);
  for (const socket of sockets) socket.destroy();
  await endpoint.close();
});
