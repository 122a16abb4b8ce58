import { List, Text } from '@mantine/core';
import type { CheckAnswer, ShownFault } from '../../../src/server/map/model.ts';

function Faults({ faults, title }: { readonly faults: readonly ShownFault[]; readonly title: string }) {
  if (faults.length === 0) return null;
  return (
    <section aria-label={title}>
      <Text fw={600}>{title}</Text>
      <List size="sm" spacing={6} mt={4}>
        {faults.map((fault, index) => (
          // Two faults of one text may be alike; their order never changes.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <List.Item key={index}>
            {fault.line === undefined ? '' : `Line ${fault.line}: `}
            {fault.message}
            {fault.expected === undefined ? '' : ` Expected ${fault.expected}${fault.found === undefined ? '' : `, found ${fault.found}`}.`} {fault.remedy}{' '}
            <code>{fault.code}</code>
          </List.Item>
        ))}
      </List>
    </section>
  );
}

const COUNTED = [
  ['parts', 'part', 'parts'],
  ['flows', 'flow', 'flows'],
  ['links', 'link', 'links'],
  ['assets', 'asset', 'assets'],
  ['actors', 'actor', 'actors'],
] as const;

/** What a text turned out to be: what it holds, or everything that is wrong with it. */
export function Checked({ answer }: { readonly answer: CheckAnswer }) {
  const counted = COUNTED.map(([key, one, many]) => ({ count: answer.counts?.[key] ?? 0, one, many })).filter(({ count }) => count > 0);
  return (
    <div role="status">
      {answer.faults.length === 0 && answer.service !== undefined ? (
        <Text>
          <strong>{answer.service.name}</strong>: {counted.map(({ count, one, many }) => `${count} ${count === 1 ? one : many}`).join(', ')}.
        </Text>
      ) : null}
      <Faults
        faults={answer.faults}
        title={answer.faults.length === 1 ? 'One thing has to be mended first' : `${answer.faults.length} things have to be mended first`}
      />
      <Faults faults={answer.warnings} title="To look at; it keeps nothing from being used" />
    </div>
  );
}
