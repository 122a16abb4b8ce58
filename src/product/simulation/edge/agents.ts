import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Heard } from '../model.ts';

/** Where the service is that devices are tried on, and the roots that they are made with, PEM. */
export interface Where {
  readonly est: string;
  readonly https: string;
  readonly mqtt: string;
  readonly roots: readonly string[];
}

/** Devices in processes of their own. They know nothing of Assay but its public protocols. */
export interface Agents {
  /** Tells the process of this device to do something, or every process. */
  order(order: { readonly do: string; readonly device?: string; readonly [key: string]: unknown }): void;
  /** The first that is told from here on for which `wanted` holds; `undefined` after `ms`. */
  until(wanted: (heard: Heard) => boolean, ms: number): Promise<Heard | undefined>;
  stop(): Promise<void>;
}

const MANY = fileURLToPath(new URL('../../../../examples/device-agent/many.ts', import.meta.url));
const PATIENCE_MS = 5000;

export function startAgents(processes: number, where: Where, hear: (heard: Heard) => void): Agents {
  const waiting = new Set<(heard: Heard) => void>();
  const homes = new Map<string, ChildProcess>();
  const children = Array.from({ length: processes }, () => {
    const child = spawn(process.execPath, [MANY], { stdio: ['pipe', 'pipe', 'inherit'] });
    // Gone while it was told something: its end is seen where it is waited for.
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => {
      // Lines of a program of ours.
      const heard = JSON.parse(line) as Heard;
      hear(heard);
      for (const each of [...waiting]) each(heard);
    });
    child.stdin.write(`${JSON.stringify({ do: 'service', ...where })}\n`);
    return child;
  });
  let next = 0;
  const homeOf = (device: string): ChildProcess | undefined => {
    const known = homes.get(device);
    if (known !== undefined) return known;
    const found = children[next % children.length];
    next += 1;
    if (found !== undefined) homes.set(device, found);
    return found;
  };
  return {
    order(order) {
      const line = `${JSON.stringify(order)}\n`;
      for (const child of order.device === undefined ? children : [homeOf(order.device)]) if (child?.stdin?.writable === true) child.stdin.write(line);
    },
    until: (wanted, ms) =>
      new Promise((resolve) => {
        const done = (heard?: Heard) => {
          clearTimeout(timer);
          waiting.delete(each);
          resolve(heard);
        };
        const each = (heard: Heard) => {
          if (wanted(heard)) done(heard);
        };
        const timer = setTimeout(done, ms);
        waiting.add(each);
      }),
    async stop() {
      await Promise.all(
        children.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const ended = new Promise((resolve) => child.once('exit', resolve));
          child.stdin?.end(`${JSON.stringify({ do: 'stop' })}\n`);
          const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
          await ended;
          clearTimeout(timer);
        }),
      );
    },
  };
}
