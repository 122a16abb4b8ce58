import { Button, CopyButton, Group, Paper, Progress, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import type { HeadAnswer, VerifyAnswer } from '../../../src/server/ledger/model.ts';
import { get } from '../app/api.ts';
import { useSignal } from '../app/signal.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { type Watched, watch } from '../verify/watch.ts';
import { readKept } from './kept.ts';
import classes from './ledger.module.css';
import { usePlace } from './place.ts';
import { askConsistency } from './use-watched.ts';
import { startWhole, stopWhole, wholeState } from './whole.ts';

/** Everything that can be checked of a ledger, and what to keep so that it can be checked elsewhere. */
export function Verify({ head }: { readonly head: HeadAnswer }) {
  return (
    <Stack gap="md">
      <Everything head={head} />
      <Elsewhere head={head} />
      <Compare head={head} />
      <ByServer />
      <Independent />
    </Stack>
  );
}

function Everything({ head }: { readonly head: HeadAnswer }) {
  const { path } = usePlace();
  const state = useSignal(wholeState);
  const mine = state?.path === path ? state : undefined;
  const ended = mine?.ended;
  const running = mine !== undefined && ended === undefined;
  // The key that was kept, where one was: the page's own comparison says so when the server now gives another.
  const start = () => startWhole(path, head.size, { checkpoint: head.checkpoint, verifierKey: readKept(path)?.verifierKey || head.verifierKey });
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4">
        Verify everything in this browser
      </Title>
      <Text size="sm" mb="sm">
        Fetches all {head.size.toLocaleString('en-GB')} entries, hashes each one here, and compares the root with the one that was signed. You can leave this
        page meanwhile.
      </Text>
      {running ? (
        <>
          <Progress value={(100 * mine.entries) / Math.max(1, mine.size)} aria-label="Entries verified" />
          <Group mt="xs">
            <Text size="sm" role="status" className={classes['figures'] ?? ''}>
              {mine.entries.toLocaleString('en-GB')} of {mine.size.toLocaleString('en-GB')} entries
            </Text>
            <Button size="xs" variant="default" onClick={stopWhole}>
              Stop
            </Button>
          </Group>
        </>
      ) : (
        <Button onClick={start}>{ended === undefined ? 'Verify everything' : 'Verify again'}</Button>
      )}
      {ended === undefined ? null : <Ended ended={ended} />}
    </Paper>
  );
}

function Ended({ ended }: { readonly ended: NonNullable<NonNullable<ReturnType<typeof wholeState.get>>['ended']> }) {
  if (ended.kind === 'failed')
    return (
      <Text mt="sm" role="alert">
        Not verified. {ended.why}
      </Text>
    );
  const { whole, ms } = ended;
  if (whole.kind === 'broken')
    return (
      <Paper withBorder p="sm" mt="sm" role="alert" className={classes['alarm'] ?? ''}>
        <Icon name="warning" size={14} /> The record does not hold. {whole.why}
      </Paper>
    );
  return (
    <Text mt="sm" role="status">
      <Icon name="check" size={14} /> All {whole.entries.toLocaleString('en-GB')} entries are the ones that were signed. {(whole.bytes / 1e6).toFixed(1)} MB in{' '}
      {(ms / 1000).toFixed(1)} s.
    </Text>
  );
}

/** What anybody needs to see later that nothing was removed. */
function Elsewhere({ head }: { readonly head: HeadAnswer }) {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4">
        Keep elsewhere
      </Title>
      <Text size="sm" mb="sm">
        Print it, mail it to your auditor, put it in a safe. With these two, anybody can later show that nothing was changed or removed up to this point,
        whoever holds the server.
      </Text>
      <Kept label="Verifier key" value={head.verifierKey} />
      <Kept label="Checkpoint" value={head.checkpoint} />
    </Paper>
  );
}

function Kept({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <Group align="flex-end" wrap="nowrap" mb="xs">
      <Textarea label={label} value={value} readOnly autosize minRows={1} className={classes['kept'] ?? ''} />
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button size="xs" variant="default" onClick={copy} leftSection={<Icon name={copied ? 'check' : 'copy'} size={14} />}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}

const WORDS: Readonly<Record<Watched['kind'], string>> = {
  first: 'It holds.',
  same: 'It is the very ledger of that checkpoint.',
  grown: 'The ledger begins with all that was signed then, and was only added to since.',
  shrunk: 'Entries that were signed then are gone.',
  forked: 'Another ledger of the same size was signed.',
  rewritten: 'The past was rewritten since then.',
  'other-key': 'That checkpoint is of another key.',
  refused: 'What the server offers does not hold.',
  unreadable: 'What you pasted is no checkpoint of this key.',
  cannot: 'Not checked.',
};

/** Holds the ledger against a checkpoint that somebody kept. */
function Compare({ head }: { readonly head: HeadAnswer }) {
  const { path } = usePlace();
  const [checkpoint, setCheckpoint] = useState('');
  const [key, setKey] = useState('');
  const [found, setFound] = useState<Watched | undefined>();
  const [error, setError] = useState<unknown>(null);
  const compare = async () => {
    setError(null);
    try {
      const note = `${checkpoint.replaceAll('\r\n', '\n').trim()}\n`;
      setFound(await watch({ verifierKey: key.trim() === '' ? head.verifierKey : key.trim(), checkpoint: note }, head, askConsistency(path)));
    } catch (failure) {
      setError(failure);
    }
  };
  const good = found?.kind === 'same' || found?.kind === 'grown';
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4">
        Compare with what was kept
      </Title>
      <Textarea
        label="A checkpoint that was kept elsewhere"
        autosize
        minRows={4}
        value={checkpoint}
        onChange={(event) => setCheckpoint(event.currentTarget.value)}
        className={classes['kept'] ?? ''}
      />
      <Textarea
        label="The verifier key that was kept with it"
        description="Without it the server's own is used"
        autosize
        minRows={1}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        className={classes['kept'] ?? ''}
      />
      <Button mt="sm" variant="default" disabled={checkpoint.trim() === ''} onClick={() => void compare()}>
        Compare
      </Button>
      {error === null ? null : <Failed error={error} what="The comparison could not be made." />}
      {found === undefined ? null : good ? (
        <Text mt="sm" role="status">
          <Icon name="check" size={14} /> {WORDS[found.kind]}
        </Text>
      ) : (
        <Paper withBorder p="sm" mt="sm" role="alert" className={['shrunk', 'forked', 'rewritten'].includes(found.kind) ? (classes['alarm'] ?? '') : ''}>
          <Text fw={600}>{WORDS[found.kind]}</Text>
          {'why' in found ? <Text size="sm">{found.why}</Text> : null}
        </Paper>
      )}
    </Paper>
  );
}

function ByServer() {
  const { path } = usePlace();
  const [answer, setAnswer] = useState<VerifyAnswer | undefined>();
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      setAnswer(await get<VerifyAnswer>(`${path}/verify`));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4">
        Let the server verify itself
      </Title>
      <Text size="sm" mb="sm">
        Recomputes every hash, every signature, and the files that entries name. It finds damage; it cannot show you that the server is honest.
      </Text>
      <Button variant="default" loading={busy} onClick={() => void run()}>
        Verify on the server
      </Button>
      {error === null ? null : <Failed error={error} what="It was not verified." />}
      {answer === undefined ? null : (
        <div role="status">
          <Text mt="sm" fw={answer.ok ? 400 : 600}>
            {answer.answer}
          </Text>
          {answer.faults.map((fault) => (
            <Text key={fault.message} size="sm">
              {fault.code}: {fault.message}
            </Text>
          ))}
        </div>
      )}
    </Paper>
  );
}

function Independent() {
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h4">
        Without this server
      </Title>
      <Text size="sm">
        The code that checks in this page came from the same server as the ledger: a server that lies could send a page that agrees with it. To rest on nothing
        from it, download the ledger and run <code>assay ledger verify FOLDER --key KEY --checkpoint FILE</code> with a copy of Assay from elsewhere, save a
        proof and run <code>assay ledger prove --check FILE --key KEY</code>, or hand certificates to <code>assay-check</code>, a checker of one file. Any
        verifier of C2SP tlog-tiles reads this log at the address of this ledger.
      </Text>
    </Paper>
  );
}
