// Gives the example a night of its sensor, judged by the watch that the server runs: what it finds is on the page of alerts when the console opens. Told which data folder.

import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Instant } from '../src/core/index.ts';
import { openLiveWatch } from '../src/server/operations/live-watch.ts';

const [data = '', file = ''] = process.argv.slice(2);
const watch = openLiveWatch(
  data,
  () => Instant.of(Date.now()),
  () => undefined,
);
await watch.offer(readFileSync(file), {});
watch.close();
