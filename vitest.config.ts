import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

// Two projects: pure tests share one thread pool without isolation, which is what makes hundreds of them start at once;
// tests that touch disk, child processes, sockets or a browser each get a world of their own.
// The browser's pages come last: among the integration tests they would be measured beside brokers and whole programs that start.
const WORKERS = availableParallelism();

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'pure',
          setupFiles: ['./test/draws.ts'],
          sequence: { groupOrder: 0 },
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'console/src/**/*.test.{ts,tsx}'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          pool: 'threads',
          // A property over thousands of draws on a machine that does other things besides: what never ends is still found.
          testTimeout: 60_000,
          isolate: false,
        },
      },
      {
        test: {
          name: 'integration',
          setupFiles: ['./test/draws.ts'],
          sequence: { groupOrder: 1 },
          // One more than there are cores: probes, brokers and processes that are killed wait about half of their time.
          maxWorkers: WORKERS + 1,
          include: ['src/**/*.integration.test.ts', 'test/**/*.integration.test.ts', 'bench/**/*.integration.test.ts', 'console/**/*.integration.test.ts'],
          exclude: ['test/browser/**', '**/node_modules/**'],
          pool: 'forks',
          isolate: true,
          // Servers, agents and brokers share two cores: what fails once and holds at a second try is named at the end of the run, so that it is mended and not forgotten.
          retry: process.env['CI'] === undefined ? 0 : 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          sequence: { groupOrder: 2 },
          maxWorkers: WORKERS,
          include: ['test/browser/**/*.integration.test.ts'],
          pool: 'forks',
          isolate: true,
          // A browser, a server and a judge share two cores with whatever else runs: what fails once and holds twice was the machine.
          retry: 2,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
