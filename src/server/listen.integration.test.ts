import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJson } from './guard/body.ts';
import { type Listening, listen } from './listen.ts';
import { hub } from './live/hub.ts';

const app = new Hono();
/** Every request that the application saw: what was smuggled would stand here. */
const seen: string[] = [];
app.use('*', async (context, next) => {
  seen.push(`${context.req.method} ${context.req.path}`);
  await next();
});
app.get('/slow', async (context) => {
  await wait(Number(context.req.query('ms')));
  return context.text('done');
});
app.post('/body', async (context) => {
  try {
    return context.json({ got: await readJson(context.req.raw, { most: 1000, withinMs: 300 }) });
  } catch (error) {
    return context.text(String(error), 413);
  }
});
app.get('/large', () => {
  const chunk = new Uint8Array(64 * 1024);
  return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }));
});
app.get('/*', (context) => context.text('hello'));

const LIMITS = { headersWithinMs: 300, requestWithinMs: 600, checkEveryMs: 50, idleMs: 700, graceMs: 400, connectionsPerAddress: 20 };
const start = (more: Partial<Parameters<typeof listen>[0]> = {}) =>
  listen({ fetch: (request, bindings) => app.fetch(request, bindings), host: '127.0.0.1', port: 0, behindProxy: false, limits: LIMITS, ...more });

let server: Listening;
beforeAll(async () => {
  server = await start();
});
afterAll(() => server.stop());

const open: Socket[] = [];
afterAll(() => {
  for (const socket of open) socket.destroy();
});

async function dial(port = server.port): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  open.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes as they stand and gives all that comes back until the server ends the connection. */
async function raw(bytes: string, port = server.port): Promise<string> {
  const socket = await dial(port);
  let text = '';
  socket.setEncoding('latin1').on('data', (part) => {
    text += part;
  });
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return text;
}

const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
const CLOSE = 'Connection: close\r\n';
const H = 'Host: localhost\r\n';

describe('what two servers may read differently', () => {
  it.each([
    ['a request as it should be', `GET / HTTP/1.1\r\n${H}${CLOSE}\r\n`, [200]],
    ['two requests, one after another', `GET /a HTTP/1.1\r\n${H}\r\nGET /b HTTP/1.1\r\n${H}${CLOSE}\r\n`, [200, 200]],
    [
      'both lengths (CL.TE)',
      `POST /body HTTP/1.1\r\n${H}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n${H}\r\n`,
      [400],
    ],
    ['both lengths, the other way round', `POST /body HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n5\r\nGET /\r\n0\r\n\r\n`, [400]],
    ['two lengths', `POST /body HTTP/1.1\r\n${H}Content-Length: 0\r\nContent-Length: 40\r\n\r\nGET /smuggled HTTP/1.1\r\n${H}\r\n`, [400]],
    ['a length that is a list', `POST /body HTTP/1.1\r\n${H}Content-Length: 0, 0\r\n\r\n`, [400]],
    ['a length with a sign', `POST /body HTTP/1.1\r\n${H}Content-Length: +2\r\n\r\n{}`, [400]],
    ['a transfer encoding in disguise', `POST /body HTTP/1.1\r\n${H}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`, [400]],
    ['two transfer encodings', `POST /body HTTP/1.1\r\n${H}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`, [400]],
    ['a transfer encoding after a blank in its name', `POST /body HTTP/1.1\r\n${H}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`, [400]],
    ['a transfer encoding with a tab', `POST /body HTTP/1.1\r\n${H}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n`, [400]],
    ['a folded header', `GET / HTTP/1.1\r\n${H}X-A: a\r\n b\r\n${CLOSE}\r\n`, [400]],
    ['lines that end with LF alone', `GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n`, [400]],
    ['one line that ends with LF alone', `GET / HTTP/1.1\r\nHost: localhost\nX-A: b\r\n${CLOSE}\r\n`, [400]],
    ['CR without LF', `GET / HTTP/1.1\r\nHost: localhost\rX-A: b\r\n${CLOSE}\r\n`, [400]],
    ['two hosts', `GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n${CLOSE}\r\n`, [400]],
    ['no host', `GET / HTTP/1.1\r\n${CLOSE}\r\n`, [400]],
    ['no host, as of 1996', 'GET / HTTP/1.0\r\n\r\n', [400]],
    ['two of Authorization', `GET / HTTP/1.1\r\n${H}Authorization: Bearer a\r\nAuthorization: Bearer b\r\n${CLOSE}\r\n`, [400]],
    ['two of Cookie', `GET / HTTP/1.1\r\n${H}Cookie: a=b\r\nCookie: c=d\r\n${CLOSE}\r\n`, [400]],
    ['a target for a proxy', `GET http://evil.example/ HTTP/1.1\r\n${H}${CLOSE}\r\n`, [400]],
    ['a target that is an asterisk', `OPTIONS * HTTP/1.1\r\n${H}${CLOSE}\r\n`, [400]],
    ['a path with a backslash', `GET /a\\..\\b HTTP/1.1\r\n${H}${CLOSE}\r\n`, [400]],
    ['a path with a byte beyond ASCII', `GET /\xe9 HTTP/1.1\r\n${H}${CLOSE}\r\n`, [400]],
    ['a nought in a header', `GET / HTTP/1.1\r\n${H}X-A: a\x00b\r\n${CLOSE}\r\n`, [400]],
    ['a chunk with a length that is none', `POST /body HTTP/1.1\r\n${H}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, [400]],
    ['a method that is none', `G@T / HTTP/1.1\r\n${H}${CLOSE}\r\n`, [400]],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]],
    ['HTTP/2 without being asked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
    ['an expectation', `POST /body HTTP/1.1\r\n${H}Expect: x\r\nContent-Length: 2\r\n\r\n{}`, [417]],
  ])('%s', async (_, bytes, expected) => {
    seen.length = 0;
    const text = await raw(bytes);
    expect(statuses(text)).toEqual(expected);
    expect(seen.filter((line) => line.includes('smuggled'))).toEqual([]);
    if (expected[0] !== 200) expect(text).toContain('ASSAY-SERVER-020');
    expect(text).not.toMatch(/node:|\.ts:/);
  });

  it('what follows a request that was refused is not heeded', async () => {
    seen.length = 0;
    expect(statuses(await raw(`GET / HTTP/1.1\r\n${H}${H}\r\nGET /smuggled HTTP/1.1\r\n${H}\r\n`))).toEqual([400]);
    expect(seen).toEqual([]);
  });

  it('a refusal is never taken for the answer to the request before it', async () => {
    const before = `GET /slow?ms=100 HTTP/1.1\r\n${H}\r\n`;
    expect(await raw(`${before}GET / HTTP/1.1\r\n${H}${H}\r\n`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*doneHTTP\/1\.1 400 /);
    expect(await raw(`${before}nonsense\r\n\r\n`)).toBe('');
  });

  it('a tunnel is not opened', async () => {
    expect(statuses(await raw(`CONNECT evil.example:443 HTTP/1.1\r\n${H}\r\n`))).not.toContain(200);
  });
});

describe('what is too large or too slow', () => {
  it.each([
    ['headers', `GET / HTTP/1.1\r\n${H}X-A: ${'a'.repeat(17_000)}\r\n\r\n`],
    ['many headers', `GET / HTTP/1.1\r\n${H}${'X-A: aaaaaaaaaaaaaa\r\n'.repeat(1000)}\r\n`],
    ['a target', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\n${H}\r\n`],
  ])('%s: 431', async (_, bytes) => {
    expect(statuses(await raw(bytes))).toEqual([431]);
  });

  it('headers that drip: 408', async () => {
    const socket = await dial();
    let text = '';
    socket.setEncoding('latin1').on('data', (part) => {
      text += part;
    });
    socket.write(`GET / HTTP/1.1\r\n${H}`);
    const drip = setInterval(() => socket.write('X-A: a\r\n'), 40);
    await once(socket, 'close');
    clearInterval(drip);
    expect(statuses(text)).toEqual([408]);
  });

  it('a connection that says nothing is ended', async () => {
    expect(await raw('')).not.toContain(' 200 ');
  });

  it('a body that drips: 413, and the connection ends', async () => {
    const socket = await dial();
    let text = '';
    socket.setEncoding('latin1').on('data', (part) => {
      text += part;
    });
    socket.write(`POST /body HTTP/1.1\r\n${H}Content-Type: application/json\r\nContent-Length: 500\r\n\r\n`);
    const drip = setInterval(() => socket.write(' '), 40);
    await once(socket, 'close');
    clearInterval(drip);
    expect(statuses(text)[0]).toBe(413);
    expect(text).toContain('ASSAY-SERVER-007');
  });

  it('a body without end is cut off', async () => {
    const socket = await dial();
    let text = '';
    socket.setEncoding('latin1').on('data', (part) => {
      text += part;
    });
    socket.write(`POST /body HTTP/1.1\r\n${H}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const flood = setInterval(() => socket.write(`400\r\n${' '.repeat(1024)}\r\n`), 5);
    await once(socket, 'close');
    clearInterval(flood);
    expect(statuses(text)[0]).toBe(413);
  });

  it('a reader that does not read is let go', async () => {
    const socket = await dial();
    socket.pause();
    const before = await server.connections();
    socket.write(`GET /large HTTP/1.1\r\n${H}\r\n`);
    await expect.poll(() => server.connections(), { timeout: 10_000 }).toBeLessThan(before);
  });

  it('more connections of one address than it may have are not taken', async () => {
    const sockets = await Promise.all(Array.from({ length: 30 }, () => dial()));
    await wait(50);
    const left = sockets.filter((socket) => !socket.closed && !socket.readableEnded).length;
    expect(left).toBeLessThanOrEqual(LIMITS.connectionsPerAddress);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => raw(`GET / HTTP/1.1\r\n${H}${CLOSE}\r\n`).then(statuses), { timeout: 5000 }).toEqual([200]);
  });
});

describe('stopping', () => {
  it('lets a running request end, and takes no other', async () => {
    const stoppable = await start();
    const socket = await dial(stoppable.port);
    let text = '';
    socket.setEncoding('latin1').on('data', (part) => {
      text += part;
    });
    socket.write(`GET /slow?ms=200 HTTP/1.1\r\n${H}\r\n`);
    await wait(50);
    const stopped = stoppable.stop();
    expect(stoppable.stop()).toBe(stopped);
    await expect(dial(stoppable.port)).rejects.toThrow('ECONNREFUSED');
    await stopped;
    await expect.poll(() => text).toContain('done');
  });

  it('cuts off what does not end', async () => {
    const stoppable = await start();
    const socket = await dial(stoppable.port);
    socket.write(`GET /slow?ms=60000 HTTP/1.1\r\n${H}\r\n`);
    await wait(50);
    const began = performance.now();
    await stoppable.stop();
    expect(performance.now() - began).toBeGreaterThanOrEqual(LIMITS.graceMs - 20);
  });

  it('ends live streams with a word, at once', async () => {
    const live = hub();
    const stream = new Hono().get('/live', (context) =>
      context.body(live.open({ person: 'p_0' as never, roles: [], via: 'session', credential: 's' }, undefined, context.req.raw.signal), 200, {
        'content-type': 'text/event-stream',
      }),
    );
    const stoppable = await start({
      fetch: (request, bindings) => stream.fetch(request, bindings),
      stopping: live.stop,
      limits: { ...LIMITS, graceMs: 20_000 },
    });
    const text = raw(`GET /live HTTP/1.1\r\n${H}\r\n`, stoppable.port);
    await expect.poll(live.size).toBe(1);
    live.publish({ event: 'people', data: {} });
    await stoppable.stop();
    expect(await text).toMatch(/event: people[\s\S]*retry: 3000[\s\S]*event: stopping/);
  });

  it('a reader of live events that goes away is forgotten', async () => {
    const live = hub();
    const stream = new Hono().get('/live', (context) =>
      context.body(live.open({ person: 'p_0' as never, roles: [], via: 'session', credential: 's' }, undefined, context.req.raw.signal), 200),
    );
    const other = await start({ fetch: (request, bindings) => stream.fetch(request, bindings), stopping: live.stop });
    const socket = await dial(other.port);
    socket.write(`GET /live HTTP/1.1\r\n${H}\r\n`);
    await expect.poll(live.size).toBe(1);
    socket.destroy();
    await expect.poll(live.size).toBe(0);
    await other.stop();
  });
});

describe('what cannot be listened on', () => {
  it.each([
    ['a port that is taken', () => start({ port: server.port }), 'another process listens'],
    ['an address of another machine', () => start({ host: '192.0.2.1' }), 'cannot listen'],
    ['a certificate that is none', () => start({ tls: { cert: 'x', key: 'y' } }), 'the certificate and its key'],
  ])('%s', async (_, run, said) => {
    await expect(run()).rejects.toThrow(new RegExp(`ASSAY-SERVER-014.*${said}`));
  });
});
