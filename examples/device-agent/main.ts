// One device on the command line. Enter presses its button, Ctrl-C switches it off.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Agent } from './agent.ts';
import { registered } from './digits.ts';
import type { Proof } from './est.ts';
import { KINDS } from './kinds.ts';
import { folderStore } from './store.ts';

const USAGE = `node main.ts --device ID --kind ${KINDS.join('|')} --roots root.pem --store FOLDER [--token env:NAME | --manufacturer-key FILE --manufacturer-cert FILE] [--digits shown | --digits env:NAME]\n`;

function refuse(words: string): never {
  process.stderr.write(words);
  process.exit(2);
}

/** What a person mistypes is answered by words. */
function orRefuse<T>(what: () => T): T {
  try {
    return what();
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

const options = () =>
  parseArgs({
    options: {
      help: { type: 'boolean', default: false },
      device: { type: 'string' },
      kind: { type: 'string', default: 'camera' },
      roots: { type: 'string' },
      store: { type: 'string' },
      token: { type: 'string' },
      digits: { type: 'string' },
      'manufacturer-key': { type: 'string' },
      'manufacturer-cert': { type: 'string' },
      est: { type: 'string', default: 'https://localhost:8443/.well-known/est' },
      https: { type: 'string', default: 'https://localhost:8444' },
      mqtt: { type: 'string', default: 'mqtts://localhost:8883' },
    },
  });

const { values } = orRefuse(options);
if (values.help) {
  process.stdout.write(USAGE);
  process.exit(0);
}

const { device, roots, store } = values;
const kind = KINDS.find((one) => one === values.kind);
if (device === undefined || roots === undefined || store === undefined || kind === undefined) refuse(USAGE);

/** A secret is named by where it stands: others on the machine can read a command line. */
function secret(source = ''): string | undefined {
  const [where = '', name = ''] = source.split(':', 2);
  return where === 'env' ? process.env[name] : where === 'file' ? readFileSync(name, 'utf8').trim() : undefined;
}

function proof(): Proof | undefined {
  const key = values['manufacturer-key'];
  const cert = values['manufacturer-cert'];
  if (key !== undefined && cert !== undefined) return { manufacturer: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') } };
  const token = secret(values.token);
  return token === undefined ? undefined : { token };
}

const shown = orRefuse(proof);
const printed = values.digits === 'shown' ? undefined : orRefuse(() => secret(values.digits));
const digits = values.digits === 'shown' ? 'shown' : printed === undefined ? undefined : registered(printed, device);
let status = 0;
const agent = new Agent({
  device,
  kind,
  service: {
    est: new URL(values.est),
    https: new URL(values.https),
    mqtt: new URL(values.mqtt),
    roots: orRefuse(() =>
      readFileSync(roots, 'utf8')
        .split(/(?=-----BEGIN CERTIFICATE-----)/)
        .filter((block) => block.includes('BEGIN'))
        .map((pem) => new X509Certificate(pem)),
    ),
  },
  store: folderStore(store),
  ...(shown === undefined ? {} : { proof: shown }),
  ...(digits === undefined ? {} : { digits }),
  tell: (told) => {
    process.stdout.write(`${JSON.stringify(told)}\n`);
    // Retired is an end that was meant; whatever else stops a device is for a person to look at.
    if (told.type === 'stopped' && told.why !== 'retired') status = 1;
  },
});
process.stdin.on('data', () => agent.press());
process.on('SIGINT', () => void agent.stop());
process.on('SIGTERM', () => void agent.stop());
await agent.run();
process.exit(status);
