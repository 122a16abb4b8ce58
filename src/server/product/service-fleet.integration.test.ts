import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Instant, Refused } from '../../core/index.ts';
import { serviceFleet } from './service-fleet.ts';

// Several times: whether the thread notices first that its socket ended, or that it is to stop, is a matter of luck.
it('is refused in time by a fleet whose process was stopped, and hangs nobody', { repeats: 5 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'assay-stopped-'));
  mkdirSync(join(dir, 'product'), { mode: 0o700 });
  const held: Socket[] = [];
  // Takes what is asked, and never answers: what a process does that was stopped by a signal.
  const stopped = createServer((socket) => held.push(socket.resume()));
  await new Promise<void>((done) => stopped.listen(join(dir, 'product', 'control.sock'), done));
  const failures: string[] = [];
  const fleet = serviceFleet(
    dir,
    () => Instant.of(Date.now()),
    (message) => failures.push(message),
    700,
  );
  try {
    const refused = await Promise.allSettled([fleet.ask('device.counts', {}), fleet.ask('device.counts', {})]);
    for (const one of refused) {
      const reason = one.status === 'rejected' ? one.reason : undefined;
      expect(reason).toBeInstanceOf(Refused);
      expect((reason as Refused).faults[0]).toMatchObject({ code: 'ASSAY-SERVER-024', found: 'no answer in 0.7 s' });
    }
    expect(failures).toEqual([]);
  } finally {
    for (const socket of held) socket.destroy();
    stopped.close();
    await fleet.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
