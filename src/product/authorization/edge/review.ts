import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { Duration, Instant, type Json } from '../../../core/index.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import { deviceOf } from '../../device/edge/questions.ts';
import { command, type FleetCommand } from '../../fleet/edge/command.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { householdQuestions } from '../../household/edge/tables.ts';
import { runCases } from '../cases.ts';
import { channelsOf } from '../declared.ts';
import { asJson } from '../given.ts';
import { FLEET_POLICIES } from '../policies.ts';
import { shadowOf } from '../record.ts';
import { DATA_CLASSES } from '../schema.ts';
import { openPolicyFolder, type PolicyFolder } from './policy-folder.ts';
import { recordedSince } from './recorder.ts';

const MOST_BYTES = 256 * 1024;
const MOST_CHANGES = 200;
const OWN = 'policies';
const OPERATION = 'operation';

/** The operator's own policies of a fleet, in its folder; `undefined` where there are none, and what Assay ships decides alone. */
export function policiesOf(folder: string): string | undefined {
  const own = join(folder, OWN);
  return existsSync(own) ? own : undefined;
}

const fileShape = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,60}\.(?:cedar|ya?ml)$/, 'a name such as video.cedar or video.test.yaml'),
  text: z.string().max(MOST_BYTES),
});

/** The policies of the fleet as they stand in its folder, each with its text, and what their test cases come to; and what others would come to, which are not kept. */
export const POLICY_REVIEW: readonly FleetCommand[] = [
  command({
    name: 'access.policies',
    input: z.strictObject({}),
    async handle(fleet): Promise<Json> {
      const folder = policiesOf(fleet.folder);
      const opened = await openPolicyFolder(folder, fleet.now());
      const own = folder === undefined ? [] : readdirSync(folder).filter((name) => /\.(?:cedar|ya?ml)$/.test(name) && !name.startsWith('.'));
      return asJson({
        files: [
          { name: 'shipped.cedar', shipped: true, text: FLEET_POLICIES.trim() },
          ...own.sort().map((name) => ({ name, shipped: false, text: readTextFile(join(folder ?? '', name), { bytes: MOST_BYTES }) })),
        ],
        ...tested(opened),
      });
    },
  }),
  command({
    name: 'access.uses',
    input: z.strictObject({ products: z.array(z.string().max(64)).max(1000) }),
    async handle(fleet, { products }): Promise<Json> {
      const { declared } = await openPolicyFolder(policiesOf(fleet.folder), fleet.now());
      // What makes a device work is not up for consent, and neither is a class that none of these products carries.
      const purposes = new Set([...declared.services.values()].flat().filter((purpose) => purpose !== OPERATION));
      const classes = new Set<string>(products.flatMap((product) => [...channelsOf(declared, product).values()]).filter((one) => one !== 'operational'));
      return asJson({ uses: [...purposes].sort().flatMap((purpose) => DATA_CLASSES.filter((of) => classes.has(of)).map((of) => ({ purpose, class: of }))) });
    },
  }),
  command({
    name: 'access.try',
    input: z.strictObject({ files: z.array(fileShape).min(1).max(20) }),
    async handle(fleet, { files }): Promise<Json> {
      // Read by the same reader as a folder is, and gone when they have been.
      const folder = mkdtempSync(join(tmpdir(), 'assay-policies-'));
      try {
        for (const { name, text } of files) writeFileSync(join(folder, name), text, { mode: 0o600 });
        const after = await openPolicyFolder(folder, fleet.now());
        const before = await openPolicyFolder(policiesOf(fleet.folder), fleet.now());
        const record = recordedSince(fleet, yesterday(fleet));
        const facts = { ...householdQuestions(fleet.db), device: (id: string) => deviceOf(fleet.db, id) };
        const shadow = shadowOf(record, facts, { before, after });
        return asJson({ ...tested(after), shadow: { ...shadow, changes: shadow.changes.slice(0, MOST_CHANGES) } });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  }),
];

function tested(opened: PolicyFolder) {
  return {
    policies: [...opened.policies.policies.values()].map(({ id, effect, because }) => ({ id, effect, ...(because === undefined ? {} : { because }) })),
    run: runCases(opened.cases, opened),
  };
}

/** From its first moment on, in UTC. */
function yesterday({ now }: Pick<Fleet, 'now'>): Instant {
  const day = Duration.days(1);
  return Instant.of(Math.floor(now() / day) * day - day);
}
