import { type Digest, Instant } from '../../core/index.ts';
import { ASSAY_EXTENSION, type Demand } from './demand.ts';
import { type Fact, LIMITS, type Limits } from './run.ts';

export const START = Instant.parse('2026-11-01T00:00:00Z');
export const later = (millis: number): Instant => (START + millis) as Instant;

/** `id('action', 7)`: an identifier that a reader of the test recognises. */
export const id = (type: string, n: number): string => `${type}--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const AGENT = id('individual', 900);

interface Made {
  readonly [key: string]: unknown;
}

/** An action that asks Assay `command`. */
export const action = (command: string, more: Made = {}): Made => ({ type: 'action', agent: AGENT, commands: [{ type: 'assay', command }], ...more });
export const asking = (demand: Demand): Made => ({ step_extensions: { [ASSAY_EXTENSION]: demand } });

/** A whole playbook of these steps; the first is where it starts. */
export function book(workflow: Readonly<Record<string, Made>>, more: Made = {}): Made {
  return {
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: id('playbook', 1),
    name: 'A test',
    created_by: id('identity', 1),
    created: '2026-10-01T00:00:00.000Z',
    modified: '2026-10-01T00:00:00.000Z',
    workflow_start: Object.keys(workflow)[0],
    workflow,
    agent_definitions: { [AGENT]: { type: 'individual', name: 'Somebody' } },
    extension_definitions: {
      [ASSAY_EXTENSION]: {
        type: 'extension-definition',
        name: 'Assay',
        created_by: id('identity', 1),
        schema: 'See operations-playbooks.md.',
        version: '1.0.0',
      },
    },
    ...more,
  };
}

export const begun = (values: Readonly<Record<string, string>> = {}, limits: Limits = LIMITS): Fact => ({
  kind: 'run.begun',
  at: START,
  run: 'run-1',
  playbook: id('playbook', 1),
  digest: `sha256:${'0'.repeat(64)}` as Digest,
  by: 'ada',
  drill: false,
  values,
  limits,
});
