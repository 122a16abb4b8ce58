import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, type Instant, Refused } from '../../../core/index.ts';
import { readTextFile } from '../../../map/edge/files.ts';
import { type Case, readCases } from '../cases.ts';
import { type Declared, USUAL } from '../declared.ts';
import { authorizationFaults } from '../faults.ts';
import { readFleetFile } from '../fleet-file.ts';
import { POLICY_LIMITS, type PolicySet, type PolicySource } from '../policy-set.ts';
import { openFleetPolicies } from './cedar.ts';

const FLEET_FILE = 'fleet.yaml';

export interface PolicyFolder {
  readonly policies: PolicySet;
  readonly declared: Declared;
  readonly cases: readonly Case[];
}

interface Files {
  readonly folder: string;
  readonly cedar: readonly string[];
  readonly tests: readonly string[];
  readonly fleet: boolean;
}

/**
 * What an operator keeps in a folder: `*.cedar`, `fleet.yaml` with what products carry and services are for, and tests in every other `*.yaml`. `label`: how faults name the folder.
 * Read whole or not at all: throws `Refused` with every fault of every file (ASSAY-AUTHORIZATION-001 to -008, ASSAY-MAP-…). No folder: what Assay ships.
 */
export async function openPolicyFolder(folder: string | undefined, now: Instant): Promise<PolicyFolder> {
  if (folder === undefined) return { policies: await openFleetPolicies(), declared: USUAL, cases: [] };
  const files = listed(folder);
  const faults: Fault[] = [];
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      faults.push(...error.faults);
      return undefined;
    }
  };
  const sources: PolicySource[] = [];
  for (const name of files.cedar) {
    const file = join(folder, name);
    const text = await attempt(() => readTextFile(file, { bytes: POLICY_LIMITS.bytes }));
    if (text !== undefined) sources.push({ file, text });
  }
  const policies = await attempt(() => openFleetPolicies(sources));
  const declared = files.fleet
    ? await attempt(() => readFleetFile(readTextFile(join(folder, FLEET_FILE), { bytes: 1 << 20 }), join(folder, FLEET_FILE)))
    : USUAL;
  const cases: Case[] = [];
  // A test names policies: where those do not load, what it names would be wrong for no fault of its own.
  if (policies !== undefined)
    for (const name of files.tests) {
      const file = join(folder, name);
      cases.push(...((await attempt(() => readCases(readTextFile(file, { bytes: 1 << 20 }), file, { now, policies }))) ?? []));
    }
  if (faults.length > 0 || policies === undefined || declared === undefined) throw new Refused(...faults);
  return { policies, declared, cases };
}

function listed(folder: string): Files {
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch {
    throw new Refused(
      authorizationFaults.fault('006', {
        message: 'there is no such folder of policies',
        file: folder,
        expected: 'a folder with .cedar files',
        remedy: 'Name the folder that the policies are in.',
      }),
    );
  }
  const of = (ending: RegExp) => names.filter((name) => ending.test(name) && !name.startsWith('.'));
  const yaml = of(/\.ya?ml$/);
  const cedar = of(/\.cedar$/);
  if (cedar.length + yaml.length === 0)
    throw new Refused(
      authorizationFaults.fault('010', {
        message: 'there are no policies in this folder',
        file: folder,
        expected: '*.cedar, fleet.yaml, or tests in *.yaml',
        remedy: 'Name the folder that the policies are in.',
      }),
    );
  if (cedar.length + yaml.length > POLICY_LIMITS.files)
    throw new Refused(
      authorizationFaults.fault('005', {
        message: `there are ${cedar.length + yaml.length} files in this folder`,
        file: folder,
        expected: `at most ${POLICY_LIMITS.files}`,
        remedy: 'Write policies about attributes: few are enough.',
      }),
    );
  return { folder, cedar, tests: yaml.filter((name) => name !== FLEET_FILE), fleet: yaml.includes(FLEET_FILE) };
}
