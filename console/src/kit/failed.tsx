import { Button, Paper, Text } from '@mantine/core';
import { ApiProblem, type Fault, NotDone, Unreachable } from '../app/problem.ts';
import classes from './failed.module.css';
import { Icon } from './icon.tsx';
import { NoPermission } from './no-permission.tsx';

interface FailedProps {
  readonly error: unknown;
  /** Asks again. Without it no button is shown. */
  readonly retry?: () => void;
  /** What could not be shown or done: "The map was not saved." */
  readonly what?: string;
}

function One({ fault }: { readonly fault: Fault }) {
  const where = [fault.file, fault.line === undefined ? undefined : `line ${fault.line}`, fault.field].filter((part) => part !== undefined).join(', ');
  return (
    <li>
      <Text fw={500}>{fault.message}</Text>
      {where === '' ? null : (
        <Text size="sm" c="dimmed">
          {where}
        </Text>
      )}
      {fault.expected === undefined ? null : (
        <Text size="sm">
          Expected {fault.expected}
          {fault.found === undefined ? '' : `; found ${fault.found}`}
        </Text>
      )}
      <Text size="sm">{fault.remedy}</Text>
      <Text size="xs" c="dimmed" ff="monospace">
        {fault.code}
      </Text>
    </li>
  );
}

/** A refusal or a failure: what it is, where, how to mend it, the code to search for, and a way to try again. */
export function Failed({ error, retry, what }: FailedProps) {
  if (error instanceof ApiProblem && error.status === 403 && error.code === 'ASSAY-SERVER-003') return <NoPermission />;
  const changed = error instanceof ApiProblem && error.status === 412;
  const faults = error instanceof ApiProblem ? error.problem.faults : [];
  const title =
    what ??
    (changed
      ? 'This has changed since you read it.'
      : error instanceof ApiProblem
        ? error.problem.title
        : error instanceof Unreachable
          ? error.message
          : error instanceof NotDone
            ? 'Nothing was done.'
            : 'Something broke inside the console.');
  return (
    <Paper withBorder p="md" className={classes['failed'] ?? ''} role="alert">
      <div className={classes['title']}>
        <Icon name="warning" />
        <Text fw={600}>{title}</Text>
      </div>
      {changed ? <Text size="sm">Somebody else saved first, and nothing of theirs was overwritten. Read it again, and bring your change to it.</Text> : null}
      {error instanceof Unreachable ? <Text size="sm">Nothing was lost on this page. It will be asked again when the connection is back.</Text> : null}
      {faults.length > 0 ? (
        <ul className={classes['faults']}>
          {faults.map((fault, index) => (
            // Faults of one answer may be alike; their order never changes.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <One key={index} fault={fault} />
          ))}
        </ul>
      ) : null}
      {faults.length === 0 && error instanceof ApiProblem ? (
        <Text size="xs" c="dimmed" ff="monospace">
          {error.code}
          {error.problem.request === '' ? '' : ` · request ${error.problem.request}`}
        </Text>
      ) : null}
      {!(error instanceof ApiProblem) && !(error instanceof Unreachable) && error instanceof Error ? (
        <Text size="xs" c="dimmed" ff="monospace">
          {error.message}
        </Text>
      ) : null}
      {retry === undefined ? null : (
        <div>
          <Button variant="default" size="xs" onClick={retry}>
            {changed ? 'Read it again' : 'Try again'}
          </Button>
        </div>
      )}
    </Paper>
  );
}
