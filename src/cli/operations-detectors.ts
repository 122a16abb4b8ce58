import { randomInt } from 'node:crypto';
import { Refused } from '../core/index.ts';
import { behaviour } from '../operations/behaviour/engine.ts';
import { places } from '../operations/behaviour/place.ts';
import type { BehaviourSaved } from '../operations/behaviour/saved.ts';
import { declared } from '../operations/declared/declared.ts';
import { FORMATS, type Format } from '../operations/intake/formats.ts';
import { Detector as Sigma } from '../operations/sigma/detector.ts';
import { inputsOf } from '../operations/watch/edge/inputs.ts';
import type { Detector } from '../operations/watch/watch.ts';
import type { Arguments, Io, Option } from './command.ts';
import { cliFaults } from './faults.ts';
import { policiesOf } from './operations-mud-files.ts';
import { RULE_PACK, rulesIn } from './operations-rules-files.ts';
import { SURROUNDINGS, surroundingsOf } from './operations-surroundings.ts';
import { choice } from './parse.ts';

/** What every command takes that looks at events: what is looked for, and how they are read. */
export const DETECTORS: readonly Option[] = [
  { name: 'rules', kind: 'texts', value: 'PATH', about: 'rules of Sigma, files or folders, besides behaviour and the pack' },
  { name: 'no-pack', kind: 'flag', about: 'without the rules that Assay brings along (docs/operations-rule-pack.md)' },
  { name: 'placeholders', kind: 'text', value: 'FILE', about: 'with --rules: the values for %names% that rules leave to you' },
  {
    name: 'policy',
    kind: 'texts',
    value: 'FILE[=DEVICE[@VERSION]]',
    about:
      'a MUD file that a device is to keep to: its id, hardware address or address, and its version of the firmware, with stars for any letters (default: every device of yours, whatever it runs)',
  },
  { name: 'own', kind: 'texts', value: 'CIDR', about: 'your own networks, besides those that are private to everyone: what is in them is a device of yours' },
  ...SURROUNDINGS,
  { name: 'format', kind: 'text', value: 'FORMAT', about: `what is read, where it is not recognised by its first bytes: ${FORMATS.join(', ')}` },
];

/** The inputs to read and the engines that look at them, as the options of a command say; behaviour goes on `from` what was kept of it. Throws `Refused` (ASSAY-CLI-005, and what reading rules and policies refuses). */
export async function detectorsOf(args: Arguments, io: Io, paths: readonly string[], from?: BehaviourSaved) {
  const format = args.text('format') === undefined ? undefined : choice<Format>(args, 'format', FORMATS);
  const own = args.texts('own');
  const [wrong] = places(own).wrong;
  if (wrong !== undefined) {
    throw new Refused(
      cliFaults.fault('005', {
        message: '--own takes networks',
        expected: 'CIDR, such as 203.0.113.0/24 or 2001:db8::/48',
        found: wrong,
        remedy: 'Write the address of the network and its length.',
      }),
    );
  }
  const inputs = inputsOf(paths, io.cwd, format === undefined ? {} : { format });
  const named = [...(args.flag('no-pack') ? [] : [RULE_PACK]), ...args.texts('rules')];
  const rules = named.length === 0 ? undefined : rulesIn(named, args, io);
  const policies = policiesOf(args.texts('policy'), io);
  const { deviceOf, groupOf, versionOf, hosts } = await surroundingsOf(args, io);
  const detectors: Detector[] = policies.length === 0 ? [] : [declared(policies, { own, deviceOf, versionOf })];
  // The key keeps names that strangers choose from meeting; what is found does not rest on it.
  const engine = behaviour({
    key: [randomInt(2 ** 32), randomInt(2 ** 32)],
    own,
    filterBits: 2 ** 24,
    deviceOf: (address, mac) => deviceOf(address, mac) ?? address,
    groupOf,
    // What a maker declares that its devices speak to, they may begin to speak to all at once; each policy still says which of them.
    hosts: [...new Set([...hosts, ...policies.flatMap(({ table }) => [...table.names])])],
    ...(from === undefined ? {} : { from }),
  });
  detectors.push({ observe: (event, input) => engine.observe(event, input), end: () => [] });
  if (rules !== undefined) {
    const sigma = new Sigma(rules);
    detectors.push({ observe: (event, input) => sigma.feed(event, input, input), end: () => sigma.end() });
  }
  return { inputs, detectors, engine, rules };
}
