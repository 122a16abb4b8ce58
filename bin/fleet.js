// The living part of `npm start`: serves the example's fleet to devices on any free ports, and lets simulated devices live in it by public protocols alone. Told which data folder; ends with whoever started it.

import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import process from 'node:process';
import { localEnv, root } from './install.js';

const [data = '', devices = '30'] = process.argv.slice(2);
const passphrase = `file:${data}/fleet-passphrase`;
const children = [];

/** Beside the server, and behind it: a page that somebody waits for comes first. */
function begun(...args) {
  const child = spawn('node', ['src/main.ts', 'product', ...args, '--data', data], { cwd: root, env: localEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    setPriority(child.pid ?? 0, 10);
  } catch {
    // It has ended already.
  }
  children.push(child);
  let said = '';
  child.stderr.on('data', (part) => {
    said = `${said}${part}`.slice(-2000);
  });
  child.on('exit', (code) => {
    // One without the other is nothing to look at; the server goes on without them.
    if (code !== 0 && code !== null) process.stderr.write(`The simulated fleet has ended: ${said.trim()}\n`);
    stop();
  });
  return child;
}

function stop() {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
}

process.on('SIGINT', () => undefined);
process.on('SIGTERM', stop);
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) stop();
}, 1000).unref();

const ports = ['est', 'https', 'mqtt', 'http'].flatMap((name) => [`--${name}-port`, '0']);
const serving = begun('serve', '--passphrase', passphrase, ...ports, '--json');
serving.stdout.once('data', (said) => {
  const living = begun('simulate', '--devices', devices, '--for', 'always', '--every', '15s', '--seed', '1', '--json');
  living.stdout.resume();
  process.stderr.write(`${devices} simulated devices live in the example's fleet: npm start -- --no-fleet leaves them out.\n${doors(String(said))}`);
});

/** Where a device of one's own finds the fleet: the ports are any that were free. */
function doors(said) {
  try {
    const { est, https, mqtt } = JSON.parse(said);
    return `A device of your own finds it at ${est}, ${https} and ${mqtt} (docs/device-makers.md).\n`;
  } catch {
    return '';
  }
}
