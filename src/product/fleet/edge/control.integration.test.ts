import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Refused } from '../../../core/index.ts';
import { fleetFaults } from '../faults.ts';
import { command, type Room } from './command.ts';
import { AT, counted, countOf, counts } from './counts.fixture.ts';
import { fleetAt, serveFleet } from './door.ts';
import { fleetFolder } from './open.ts';
import { LONGEST_REQUEST } from './wire.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'assay-control-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const began: string[] = [];
const room: Room = {
  projectors: [counts()],
  commands: [
    command({
      name: 'count.add',
      input: z.strictObject({ thing: z.string().min(1).max(20) }),
      async handle(fleet, { thing }) {
        await fleet.act(thing, () => ({ ok: true, events: counted(thing, countOf(fleet.db, thing) + 1) }));
        return { counted: countOf(fleet.db, thing) };
      },
    }),
    command({
      name: 'count.refuse',
      input: z.strictObject({}),
      handle: () => {
        throw new Refused(fleetFaults.fault('006', { message: 'not today', field: 'day', expected: 'another day', found: 'today', remedy: 'Wait.' }));
      },
    }),
    command({
      name: 'count.break',
      input: z.strictObject({}),
      handle: () => {
        throw new TypeError('a mistake');
      },
    }),
  ],
  begin: async () => {
    began.push('began');
    return async () => {
      began.push('ended');
    };
  },
};
const where = (folder = dir) => ({ dir: folder, now: () => AT, rooms: [room] });
const refusal = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) throw error ?? new Error('it was taken');
  return error.faults[0];
};

/** Sends bytes as a stranger might, and gives what comes back until the other side ends, or a line has come. */
function said(path: string, bytes: Uint8Array | string, lines = 1): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    socket.on('data', (more) => {
      text += more.toString();
      if (text.split('\n').length > lines) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(text));
    socket.write(bytes);
  });
}

describe('the commands of a fleet', () => {
  it('are the same through the socket and without one', async () => {
    const alone = await fleetAt(where());
    expect(alone.via).toBe('here');
    expect(await alone.ask('count.add', { thing: 'a' })).toEqual({ counted: 1 });
    const refusedAlone = await refusal(alone.ask('count.refuse', {}));
    await alone.close();

    const server = await serveFleet(where());
    const door = await fleetAt(where());
    expect(door.via).toBe('socket');
    expect(await Promise.all([1, 2, 3].map(() => door.ask('count.add', { thing: 'a' })))).toEqual([{ counted: 2 }, { counted: 3 }, { counted: 4 }]);
    expect(await refusal(door.ask('count.refuse', {}))).toEqual(refusedAlone);
    expect(await refusal(door.ask('count.ad', {}))).toMatchObject({ code: 'ASSAY-FLEET-005', expected: 'count.add' });
    expect(await refusal(door.ask('count.add', { thing: '' }))).toMatchObject({ code: 'ASSAY-FLEET-006', field: 'thing' });
    expect(await refusal(door.ask('count.break', {}))).toMatchObject({ code: 'ASSAY-FLEET-010' });
    await door.close();
    await server.close();
    expect(existsSync(join(fleetFolder(dir), 'control.sock'))).toBe(false);
    expect(began.slice(-2)).toEqual(['began', 'ended']);
  });

  it('wait for another command that has the folder open', async () => {
    const first = await fleetAt(where());
    setTimeout(() => first.close(), 200);
    const second = await fleetAt(where());
    expect(await second.ask('count.add', { thing: 'a' })).toEqual({ counted: 1 });
    await second.close();
  });

  it('say that no answer came when whoever serves ends', async () => {
    // Somebody who takes the request and goes.
    mkdirSync(fleetFolder(dir), { recursive: true });
    const deaf = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((done) => deaf.listen(join(fleetFolder(dir), 'control.sock'), done));
    const door = await fleetAt(where());
    expect(await refusal(door.ask('count.add', { thing: 'a' }))).toMatchObject({ code: 'ASSAY-FLEET-009' });
    expect(await refusal(door.ask('count.add', { thing: 'a' }))).toMatchObject({ code: 'ASSAY-FLEET-009' });
    await door.close();
    await new Promise((done) => deaf.close(done));
  });

  it.each(['no JSON\n', '{"id":7,"result":1}\n', '{"id":1}\n', '{"id":1,"faults":[]}\n'])('do not believe the answer %j', async (answer) => {
    mkdirSync(fleetFolder(dir), { recursive: true });
    const liar = createServer((socket) => socket.once('data', () => socket.write(answer)));
    await new Promise<void>((done) => liar.listen(join(fleetFolder(dir), 'control.sock'), done));
    const door = await fleetAt(where());
    expect(await refusal(door.ask('count.add', { thing: 'a' }))).toMatchObject({ code: 'ASSAY-FLEET-009' });
    await new Promise((done) => liar.close(done));
  });
});

describe('the control socket', () => {
  it('is for this user alone, takes the place of a dead one, and of nothing else', async () => {
    mkdirSync(fleetFolder(dir), { recursive: true });
    const path = join(fleetFolder(dir), 'control.sock');
    writeFileSync(path, 'somebody’s notes');
    expect(await refusal(serveFleet(where()))).toMatchObject({ code: 'ASSAY-FLEET-008' });
    expect(readFileSync(path, 'utf8')).toBe('somebody’s notes');
    rmSync(path);
    // A socket whose process was killed: its name stays.
    const dead = createServer();
    const elsewhere = join(dir, 'dead.sock');
    await new Promise<void>((done) => dead.listen(elsewhere, done));
    const { renameSync } = await import('node:fs');
    renameSync(elsewhere, path);
    await new Promise((done) => dead.close(done));
    expect(lstatSync(path).isSocket()).toBe(true);
    const server = await serveFleet(where());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(fleetFolder(dir)).mode & 0o777).toBe(0o700);
    const door = await fleetAt(where());
    expect(await door.ask('count.add', { thing: 'a' })).toEqual({ counted: 1 });
    await door.close();
    await server.close();
  });

  it('is elsewhere, and found, where the path of the folder is too long for one', async () => {
    const deep = join(dir, ...Array.from({ length: 12 }, () => 'a-folder-in-a-folder'));
    mkdirSync(deep, { recursive: true });
    // Left by a process that was killed.
    const pointer = join(fleetFolder(deep), 'control.path');
    mkdirSync(fleetFolder(deep));
    writeFileSync(pointer, '/nowhere/at/all.sock\n');
    const server = await serveFleet(where(deep));
    const path = readFileSync(pointer, 'utf8').trim();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    const door = await fleetAt(where(deep));
    expect([door.via, await door.ask('count.add', { thing: 'a' })]).toEqual(['socket', { counted: 1 }]);
    await door.close();
    await server.close();
    expect(existsSync(pointer)).toBe(false);
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  it('answers what it cannot read with a code, and goes on', async () => {
    const server = await serveFleet(where());
    const path = join(fleetFolder(dir), 'control.sock');
    for (const line of [
      'no JSON',
      '{"id":1}',
      '{"id":-1,"command":"x","input":1}',
      '{"id":1,"id":2,"command":"x","input":1}',
      '['.repeat(1000),
      '{"__proto__":1}',
    ])
      expect(await said(path, `${line}\n`)).toContain('"code":"ASSAY-FLEET-007"');
    expect(await said(path, `${'x'.repeat(LONGEST_REQUEST + 1)}`)).toContain('"code":"ASSAY-FLEET-007"');
    // Requests in one write, and one in many.
    const request = (id: number) => `${JSON.stringify({ id, command: 'count.add', input: { thing: 'b' } })}\n`;
    expect((await said(path, request(1) + request(2) + request(3), 3)).trim().split('\n')).toEqual(
      [1, 2, 3].map((id) => `{"id":${id},"result":{"counted":${id}}}`),
    );
    await server.close();
  });

  it('is broken by no bytes that anybody sends', { timeout: 120_000 }, async () => {
    const server = await serveFleet(where());
    const path = join(fleetFolder(dir), 'control.sock');
    const request = Buffer.from(JSON.stringify({ id: 1, command: 'count.add', input: { thing: 'c' } }));
    const mutated = fc.tuple(fc.nat(request.length - 1), fc.integer({ min: 0, max: 255 })).map(([at, byte]) => {
      const copy = new Uint8Array(request);
      copy[at] = byte;
      return copy;
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated), async (bytes) => {
        const answer = await said(path, Buffer.concat([bytes, Buffer.from('\n')]));
        for (const line of answer.trim().split('\n')) expect(line).toMatch(/"code":"ASSAY-FLEET-(?:005|006|007)"|"result":/);
      }),
      { numRuns: 200 },
    );
    const door = await fleetAt(where());
    // Another letter in the place of "c" is a sound request: this one is none that a changed byte makes.
    expect(await door.ask('count.add', { thing: 'untouched' })).toEqual({ counted: 1 });
    await door.close();
    await server.close();
  });

  it('lets what it is doing end before it closes', async () => {
    const server = await serveFleet(where());
    const door = await fleetAt(where());
    const asked = door.ask('count.add', { thing: 'a' });
    await new Promise((done) => setTimeout(done, 20));
    await server.close();
    expect(await asked).toEqual({ counted: 1 });
  });
});

it('a fleet whose folder somebody opened to others is closed again before its socket is there', async () => {
  mkdirSync(fleetFolder(dir), { recursive: true, mode: 0o700 });
  chmodSync(fleetFolder(dir), 0o700);
  const server = await serveFleet(where());
  chmodSync(fleetFolder(dir), 0o755);
  await server.close();
  await (await serveFleet(where())).close();
  expect(statSync(fleetFolder(dir)).mode & 0o777).toBe(0o700);
});
