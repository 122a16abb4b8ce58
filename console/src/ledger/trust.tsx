import { Button, Group, Paper, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { HeadAnswer } from '../../../src/server/ledger/model.ts';
import { Icon } from '../kit/icon.tsx';
import { Moment } from '../kit/moment.tsx';
import { saveAs } from '../kit/save.ts';
import { Term } from '../kit/term.tsx';
import type { Watched } from '../verify/watch.ts';
import { readKept } from './kept.ts';
import classes from './ledger.module.css';
import { usePlace } from './place.ts';
import type { Looked } from './use-watched.ts';

const counted = (size: number) => `${size.toLocaleString('en-GB')} ${size === 1 ? 'entry' : 'entries'}`;

/** The one sentence of the page: what this browser itself found, never what the server says of itself. */
export function sentenceOf(head: HeadAnswer, looked: Looked | undefined, name: string): string {
  const watched = looked?.watched;
  // The signature may hold, and be the one seen before, over entries that no longer stand there.
  if (head.fault !== undefined && !isAlarm(watched)) return `This record does not verify: what stands on ${name} is not all that was signed.`;
  const all = `${counted(head.size)} ${head.size === 1 ? 'stands' : 'stand'} on ${name}`;
  if (watched === undefined) return `${all}.`;
  if (watched.kind === 'first') return `${all}, signed with a key that this browser keeps from now on.`;
  if (watched.kind === 'same') return `${all}, and it is the very ledger that this browser saw before.`;
  if (watched.kind === 'grown') return `${all}, and it begins with the ${counted(watched.from?.size ?? 0)} that this browser saw before.`;
  if (watched.kind === 'cannot') return `${all}; this browser could not check the signature.`;
  return SAYS[watched.kind];
}

const SAYS: Readonly<Record<Exclude<Watched['kind'], 'first' | 'same' | 'grown' | 'cannot'>, string>> = {
  shrunk: 'Entries that were signed are gone from this ledger.',
  forked: 'This is not the ledger that this browser saw before: two of them were signed.',
  rewritten: 'The past of this ledger was rewritten.',
  'other-key': 'Somebody else signs this ledger now.',
  refused: 'The signature of this ledger does not hold.',
  unreadable: 'What this browser kept of this ledger can no longer be read, so nothing could be compared.',
};

const ALARMS: readonly Watched['kind'][] = ['shrunk', 'forked', 'rewritten', 'other-key', 'refused'];
const isAlarm = (watched: Watched | undefined): boolean => watched !== undefined && ALARMS.includes(watched.kind);

/** What this browser found out for itself, and on what it rests. */
export function Trust({ head, looked }: { readonly head: HeadAnswer; readonly looked: UseQueryResult<Looked> }) {
  if (looked.data === undefined) {
    return (
      <Paper withBorder p="md" mb="md" className={classes['trust'] ?? ''} role="status">
        <Text>
          {looked.error === null
            ? 'This browser compares the ledger with what it kept.'
            : 'The comparison with what this browser kept could not be made: the server gave no proof.'}
        </Text>
      </Paper>
    );
  }
  const { watched, before } = looked.data;
  if (isAlarm(watched)) return <Alarm head={head} watched={watched} />;
  // What holds of the signature would be read as said of the entries.
  if (head.fault !== undefined) return null;
  if ('why' in watched) {
    return (
      <Paper withBorder p="md" mb="md" className={classes['trust'] ?? ''}>
        <Text fw={600}>Not checked</Text>
        <Text>{watched.why}</Text>
      </Paper>
    );
  }
  return (
    <Paper withBorder p="md" mb="md" className={classes['trust'] ?? ''}>
      <Chain watched={watched} />
      <Text size="sm">
        {watched.kind === 'first'
          ? 'This is the first visit of this browser, so there is nothing to compare with yet. From now on each visit shows whether anything of the past was changed.'
          : `Checked here, in this browser: the signature, and that nothing of what was signed before was changed or taken out.`}{' '}
        {before === undefined || before.since === '' ? null : (
          <>
            It keeps the key since <Moment at={before.since} show="day" />, and looked last <Moment at={before.seenAt} show="relative" />.
          </>
        )}
      </Text>
      <Text size="sm" c="dimmed">
        The code that checks came from the same server as the ledger. To rest on nothing from it, keep the <Term of="checkpoint" /> elsewhere and use{' '}
        <code>assay ledger prove --check</code> or <code>assay-check</code> on another machine.
      </Text>
    </Paper>
  );
}

/** The head that was kept, the head of now, and what joins them. */
function Chain({ watched }: { readonly watched: Extract<Watched, { readonly kind: 'first' | 'same' | 'grown' }> }) {
  const { head, from } = watched;
  return (
    <ol className={classes['chain']}>
      {from === undefined || watched.kind !== 'grown' ? null : (
        <li>
          <span>Seen before</span>
          <strong>{counted(from.size)}</strong>
        </li>
      )}
      {watched.kind === 'grown' ? (
        <li>
          <span>Proven here</span>
          <strong>
            <Icon name="check" size={14} /> only added to
          </strong>
        </li>
      ) : null}
      <li>
        <span>Now</span>
        <strong>{counted(head.size)}</strong>
      </li>
      <li>
        <span>Signed by</span>
        <strong>
          <Icon name="check" size={14} /> {head.origin}
        </strong>
      </li>
    </ol>
  );
}

/** A record that denies itself is the one thing here that somebody must act on now. What shows it is handed over, since the server may not keep it. */
function Alarm({ head, watched }: { readonly head: HeadAnswer; readonly watched: Watched }) {
  const { path, file } = usePlace();
  const kept = readKept(path);
  const proof = JSON.stringify({ found: watched.kind, kept, offered: { verifierKey: head.verifierKey, checkpoint: head.checkpoint } }, null, 2);
  return (
    <Paper withBorder p="md" mb="md" role="alert" className={classes['alarm'] ?? ''}>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Icon name="warning" />
        <Text fw={600}>{SAYS[watched.kind as keyof typeof SAYS]}</Text>
      </Group>
      {'why' in watched ? <Text mt="xs">{watched.why}</Text> : null}
      <Text mt="xs">
        Do not act on this record. Save both checkpoints below, hand them to whoever answers for the server, and compare with a checkpoint that was kept
        elsewhere. This browser goes on keeping the one it had.
      </Text>
      <Button mt="sm" variant="default" onClick={() => saveAs(`${file}-both-checkpoints.json`, 'application/json', `${proof}\n`)}>
        Save both checkpoints
      </Button>
    </Paper>
  );
}
