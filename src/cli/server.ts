import { resolve } from 'node:path';
import { figure, Instant } from '../core/index.ts';
import type { Command, Io, Option, ServerDoor } from './command.ts';
import { needed, wholeNumber } from './parse.ts';
import { instantNamed } from './past.ts';
import { counted } from './table.ts';
import { dataFolder } from './workspace.ts';

const DATA: Option = { name: 'data', kind: 'text', value: 'DIR', about: 'the data folder (default: ASSAY_DATA, else ./.assay)' };

const start: Command = {
  noun: 'server',
  verb: 'start',
  usage: '',
  most: 0,
  about: 'Serves the console and the API until it is stopped (Ctrl-C, or SIGTERM). The first start prints a link that lets the first operator in, once.',
  options: [
    DATA,
    {
      name: 'host',
      kind: 'text',
      value: 'ADDRESS',
      about: 'the address to listen on (default: 127.0.0.1, this machine alone); another needs TLS or --behind-proxy',
    },
    { name: 'port', kind: 'text', value: 'PORT', about: 'the port to listen on (default: 8420); 0 for any that is free' },
    {
      name: 'public-url',
      kind: 'text',
      value: 'URL',
      about: 'as people type it, such as https://assay.example.com; passkeys belong to its host name (default: http://localhost:PORT)',
    },
    { name: 'tls-cert', kind: 'text', value: 'FILE', about: 'the certificate chain in PEM; then it speaks HTTPS alone' },
    { name: 'tls-key', kind: 'text', value: 'FILE', about: 'the key of the certificate, in PEM' },
    { name: 'behind-proxy', kind: 'flag', about: 'a proxy in front takes HTTPS and sets X-Forwarded-For, and nobody reaches this port but through it' },
    {
      name: 'breached-passwords',
      kind: 'text',
      value: 'DIR',
      about: 'range files of Pwned Passwords, fetched beforehand: passwords in them are refused, and nothing is sent anywhere',
    },
    { name: 'open-at', kind: 'text', value: 'MOMENT', about: 'the moment that the console opens at, RFC 3339 in UTC, or a day (default: now)' },
    { name: 'quiet', kind: 'flag', about: 'log warnings alone, as before a terminal; otherwise each request is one line of JSON' },
  ],
  examples: [
    'assay server start',
    'assay server start --host 0.0.0.0 --tls-cert chain.pem --tls-key key.pem --public-url https://assay.example.com:8420',
    'assay server start --behind-proxy --public-url https://assay.example.com',
  ],
  async run(args, io) {
    // Read before the server is loaded: a slip is said at once.
    const port = wholeNumber(args, 'port', { least: 0, most: 65_535, otherwise: 8420 });
    const openAt = opening(args.text('open-at'));
    const text = (name: string) => args.text(name);
    const { url, setupUrl, stopped } = await (await door(io)).start({
      dataDir: dataFolder(args, io),
      host: text('host') ?? '127.0.0.1',
      port,
      behindProxy: args.flag('behind-proxy'),
      quiet: args.flag('quiet') || io.interactive,
      now: io.now,
      env: io.env,
      ...named('publicUrl', text('public-url')),
      ...named('tlsCert', file(io, text('tls-cert'))),
      ...named('tlsKey', file(io, text('tls-key'))),
      ...named('breachedPasswords', file(io, text('breached-passwords'))),
      ...named('openAt', openAt),
    });
    // Said now and not with the outcome: that is when the server has stopped.
    if (args.flag('json')) io.out(`${JSON.stringify({ url, ...named('setupUrl', setupUrl) })}\n`);
    else io.out(`${greeting(url, setupUrl)}\n`);
    await stopped;
    return { json: { stopped: true }, text: 'Stopped. Everything that was acknowledged is on disk.', code: 0 };
  },
};

function greeting(url: string, setupUrl: string | undefined): string {
  if (setupUrl === undefined) return `Assay is at ${url}`;
  return [
    'Assay runs, and nobody can sign in yet. Open this link to become its first operator:',
    '',
    `  ${setupUrl}`,
    '',
    'It works once. Whoever opens it first is the operator, so keep it to yourself. A new start prints a new one.',
  ].join('\n');
}

const backup: Command = {
  noun: 'server',
  verb: 'backup',
  usage: 'FOLDER',
  most: 1,
  about: 'Copies the whole data folder into a new folder, beside a running server or without one, and verifies the copy. Keys and personal data are in it.',
  options: [DATA],
  examples: ['assay server backup /backups/assay-2026-11-01'],
  async run(args, io) {
    const to = resolve(io.cwd, needed(args, 0, 'a folder to copy to', backup));
    const made = await (await door(io)).backUp({ dataDir: dataFolder(args, io), to, now: io.now });
    const text = [
      `Backed up to ${made.folder}: ${counted(made.files, 'file')}, ${size(made.bytes)}. Every ledger in it verifies.`,
      '',
      ...made.ledgers.map(ledgerLine),
      '',
      `  digest        ${made.digest}`,
      '',
      'Keep the digest elsewhere: with it, anybody can tell whether this back-up was changed.',
      'The folder has signing keys, the key of personal data, and that data. Keep it as you keep the',
      'data folder itself.',
    ].join('\n');
    return { json: made, text, code: 0, ...(made.left.length === 0 ? {} : { notes: [`Left out, as no files of Assay: ${made.left.join(', ')}`] }) };
  },
};

const restore: Command = {
  noun: 'server',
  verb: 'restore',
  usage: 'FOLDER',
  most: 1,
  about: 'Puts a back-up in the place of an empty data folder. Every file is held against its digest and every ledger verified first.',
  options: [DATA, { name: 'check', kind: 'flag', about: 'only check the back-up, and restore nothing' }],
  examples: ['assay server restore /backups/assay-2026-11-01 --data /srv/assay', 'assay server restore /backups/assay-2026-11-01 --check'],
  async run(args, io) {
    const from = resolve(io.cwd, needed(args, 0, 'the folder of a back-up', restore));
    const server = await door(io);
    const check = args.flag('check');
    const found = check ? server.verifyBackup(from) : server.restore({ from, dataDir: dataFolder(args, io) });
    const what = check ? `The back-up of ${found.madeAt} holds` : `Restored the back-up of ${found.madeAt} to ${found.folder}`;
    const text = [`${what}: ${counted(found.files, 'file')}, ${size(found.bytes)}. Every ledger in it verifies.`, '', ...found.ledgers.map(ledgerLine)];
    if (!check) text.push('', 'See to it that the folder this was copied from is not served again: two servers that add to one', 'history make two.');
    return { json: found, text: text.join('\n'), code: 0 };
  },
};

function ledgerLine({
  folder,
  origin,
  size: entries,
  root,
}: {
  readonly folder: string;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
}): string {
  return [`  ${folder === '' ? 'ledger' : folder}`, `    ${counted(entries, 'entry', 'entries')} of ${origin}`, `    root ${root}`].join('\n');
}

function size(bytes: number): string {
  if (bytes < 1e6) return `${figure(Math.ceil(bytes / 1e3))} kB`;
  return `${figure(Math.round(bytes / 1e5) / 10)} MB`;
}

/** Loaded only now: no other command waits for the server's packages. */
async function door(io: Io): Promise<ServerDoor> {
  if (io.server === undefined) throw new TypeError('this command line was given no server');
  return io.server();
}

const opening = (moment: string | undefined) => (moment === undefined ? undefined : Instant.format(instantNamed(moment)));

const file = (io: Io, path: string | undefined) => (path === undefined ? undefined : resolve(io.cwd, path));

function named<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [Key in Name]?: Value } {
  // A computed key is typed as any text; this one is exactly `name`.
  return value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]: Value });
}

export const SERVER: readonly Command[] = [start, backup, restore];
