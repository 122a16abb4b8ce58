// What the command line of a scan says of its reach. The tool writes it into the file as it was given.

/** Options whose value is the next word. */
const WITH_VALUE = new Set(
  (
    '-p -oX -oN -oG -oS -oA -iL -iR -e -S -g -D -m -PS_ --exclude --excludefile --exclude-ports --source-port --spoof-mac --ip-options --ttl --data --data-string --data-length ' +
    '--script --script-args --script-args-file --script-timeout --script-help --top-ports --port-ratio --min-rate --max-rate --min-hostgroup --max-hostgroup ' +
    '--min-parallelism --max-parallelism --min-rtt-timeout --max-rtt-timeout --initial-rtt-timeout --max-retries --host-timeout --scan-delay --max-scan-delay ' +
    '--dns-servers --datadir --servicedb --versiondb --stylesheet --version-intensity --proxies --mtu --scanflags --resume --stats-every --max-os-tries -sI -b'
  ).split(' '),
);

export interface Reach {
  /** What was to be scanned, in order; `undefined` where a list or chance chose it. */
  readonly targets: readonly string[] | undefined;
  /** Hosts that do not answer were scanned all the same. */
  readonly everyHost: boolean;
  readonly excludes: boolean;
}

export function reachOf(args: string): Reach {
  const words = args
    .slice(0, 20_000)
    .split(/\s+/)
    .filter((word) => word !== '');
  const targets: string[] = [];
  let chosen = true;
  for (let i = 1; i < words.length; i += 1) {
    const word = words[i] ?? '';
    if (word === '-iL' || word === '-iR' || word.startsWith('-iL') || word === '--resume') chosen = false;
    if (WITH_VALUE.has(word)) i += 1;
    else if (!word.startsWith('-')) targets.push(word.toLowerCase().slice(0, 200));
  }
  const sorted = [...new Set(targets)].sort();
  return {
    targets: chosen && sorted.length > 0 ? sorted : undefined,
    everyHost: words.some((word) => /^-(?:Pn|P0|PN)$/.test(word)),
    excludes: words.some((word) => /^--exclude/.test(word)),
  };
}
