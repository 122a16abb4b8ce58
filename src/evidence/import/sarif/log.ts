import { z } from 'zod';
import { type Json, parseJson, Refused } from '../../../core/index.ts';
import { importFaults } from '../faults.ts';
import { issueFault } from '../shape-fault.ts';

// SARIF 2.1.0 (OASIS), the properties that are read. Everything else is let through: it is kept in the raw input and listed as lost.

/** Members that a tool writes as null where it has none. */
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

/** Members that nothing is refused for: one of another type is as none. */
const perhaps = <T extends z.ZodType>(schema: T) => maybe(schema).catch(undefined as never);

const text = maybe(z.looseObject({ text: maybe(z.string()), id: maybe(z.string()), arguments: maybe(z.array(z.string())) }));
const reference = z.looseObject({
  id: maybe(z.string()),
  index: maybe(z.int()),
  guid: maybe(z.string()),
  toolComponent: maybe(z.looseObject({ name: maybe(z.string()), index: maybe(z.int()), guid: maybe(z.string()) })),
});
const level = maybe(z.enum(['none', 'note', 'warning', 'error']));
const tagged = maybe(z.looseObject({ tags: maybe(z.array(z.string())), 'security-severity': maybe(z.union([z.string(), z.number()])) }));
const descriptor = z.looseObject({
  id: z.string(),
  guid: maybe(z.string()),
  name: maybe(z.string()),
  deprecatedIds: maybe(z.array(z.string())),
  shortDescription: text,
  defaultConfiguration: maybe(z.looseObject({ enabled: maybe(z.boolean()), level })),
  relationships: maybe(z.array(z.looseObject({ target: reference }))),
  properties: tagged,
  messageStrings: maybe(z.record(z.string(), z.looseObject({ text: maybe(z.string()) }))),
});
const component = z.looseObject({
  name: z.string(),
  guid: maybe(z.string()),
  version: maybe(z.string()),
  semanticVersion: maybe(z.string()),
  rules: maybe(z.array(descriptor)),
  notifications: maybe(z.array(descriptor)),
  taxa: maybe(z.array(descriptor)),
});
const notification = z.looseObject({ level, descriptor: maybe(reference), message: text, exception: maybe(z.looseObject({})) });
const override = z.looseObject({ descriptor: reference, configuration: maybe(z.looseObject({ enabled: maybe(z.boolean()), level })) });
const invocation = z.looseObject({
  executionSuccessful: maybe(z.boolean()),
  startTimeUtc: maybe(z.string()),
  endTimeUtc: maybe(z.string()),
  processStartFailureMessage: maybe(z.string()),
  exitCode: maybe(z.int()),
  exitSignalName: maybe(z.string()),
  exitSignalNumber: maybe(z.int()),
  toolExecutionNotifications: maybe(z.array(notification)),
  toolConfigurationNotifications: maybe(z.array(notification)),
  ruleConfigurationOverrides: maybe(z.array(override)),
});
const location = z.looseObject({
  physicalLocation: maybe(
    z.looseObject({
      artifactLocation: maybe(z.looseObject({ uri: maybe(z.string()) })),
      region: maybe(z.looseObject({ startLine: maybe(z.int()), snippet: perhaps(z.looseObject({ text: perhaps(z.string()) })) })),
    }),
  ),
  logicalLocations: maybe(z.array(z.looseObject({ fullyQualifiedName: maybe(z.string()), name: maybe(z.string()) }))),
});
const result = z.looseObject({
  ruleId: maybe(z.string()),
  ruleIndex: maybe(z.int()),
  rule: maybe(reference),
  kind: maybe(z.enum(['notApplicable', 'pass', 'fail', 'review', 'open', 'informational'])),
  level,
  message: text,
  locations: maybe(z.array(location)),
  suppressions: maybe(z.array(z.looseObject({ kind: maybe(z.string()), status: maybe(z.string()), justification: perhaps(z.string()) }))),
  baselineState: maybe(z.enum(['new', 'unchanged', 'updated', 'absent'])),
  taxa: maybe(z.array(reference)),
  provenance: perhaps(z.looseObject({ invocationIndex: perhaps(z.int()) })),
  properties: tagged,
  fingerprints: perhaps(z.record(z.string(), z.unknown())),
  partialFingerprints: perhaps(z.record(z.string(), z.unknown())),
  codeFlows: perhaps(z.array(z.unknown())),
});
const run = z.looseObject({
  tool: z.looseObject({ driver: component, extensions: maybe(z.array(component)) }),
  invocations: maybe(z.array(invocation)),
  results: maybe(z.array(result)),
  taxonomies: maybe(z.array(component)),
  versionControlProvenance: maybe(z.array(z.looseObject({ repositoryUri: maybe(z.string()), revisionId: perhaps(z.string()) }))),
  artifacts: perhaps(
    z.array(
      z.looseObject({
        location: perhaps(z.looseObject({ uri: perhaps(z.string()) })),
        contents: perhaps(z.looseObject({ text: perhaps(z.string()) })),
      }),
    ),
  ),
  automationDetails: maybe(z.looseObject({ id: maybe(z.string()) })),
  conversion: maybe(z.looseObject({ invocation: maybe(invocation) })),
  externalPropertyFileReferences: maybe(z.looseObject({ results: maybe(z.array(z.looseObject({}))), invocations: maybe(z.array(z.looseObject({}))) })),
});
const log = z.looseObject({
  version: z.literal('2.1.0'),
  runs: maybe(z.array(run)),
  inlineExternalProperties: maybe(z.array(z.looseObject({ results: maybe(z.array(z.unknown())), invocations: maybe(z.array(z.unknown())) }))),
});

export type Run = z.infer<typeof run>;
export type Result = z.infer<typeof result>;
export type Descriptor = z.infer<typeof descriptor>;
export type Reference = z.infer<typeof reference>;
export type Component = z.infer<typeof component>;
export type Invocation = z.infer<typeof invocation>;
export type Notification = z.infer<typeof notification>;

export interface Log {
  /** As it was written; the runs and results of the other are in the same places. */
  readonly document: Json;
  readonly runs: readonly Run[];
  /** Results or invocations stand outside the runs that they belong to. */
  readonly elsewhere: boolean;
}

/** Reads a SARIF log. Throws `Refused` (ASSAY-IMPORT-001 for what is none, -003 for a field of another type, -004 for another version, ASSAY-JSON-…). */
export function readLog(source: string, file: string): Log {
  const document = parseJson(source.startsWith('\ufeff') ? source.slice(1) : source, file);
  const fields = typeof document === 'object' && document !== null && !Array.isArray(document) ? (document as { readonly [key: string]: Json }) : {};
  const { version } = fields;
  if (version === undefined || !Object.hasOwn(fields, 'runs')) {
    throw new Refused(
      importFaults.fault('001', {
        message: `${file} is no SARIF log`,
        file,
        expected: 'an object with "version" and "runs"',
        found: 'none of that',
        remedy: 'Give the log as its tool wrote it.',
      }),
    );
  }
  if (version !== '2.1.0') {
    throw new Refused(
      importFaults.fault('004', {
        message: `${file} is SARIF of a version that Assay does not read`,
        file,
        field: 'version',
        expected: '2.1.0',
        found: JSON.stringify(version).slice(0, 80),
        remedy: 'Have the tool write SARIF 2.1.0.',
      }),
    );
  }
  const parsed = log.safeParse(document);
  if (!parsed.success) throw new Refused(...parsed.error.issues.slice(0, 20).map((issue) => issueFault(issue, document, file, 'SARIF 2.1.0')));
  const outside = parsed.data.inlineExternalProperties ?? [];
  return { document, runs: parsed.data.runs ?? [], elsewhere: outside.some((each) => each.results !== undefined || each.invocations !== undefined) };
}
