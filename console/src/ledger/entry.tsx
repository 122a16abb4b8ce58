import { Button, Code, Group, Text, Title } from '@mantine/core';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { EntryAnswer, ProofAnswer, Reference } from '../../../src/server/ledger/model.ts';
import { get } from '../app/api.ts';
import { useAsk, useService } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Details } from '../kit/details.tsx';
import { Failed } from '../kit/failed.tsx';
import { Go } from '../kit/go.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { saveAs } from '../kit/save.ts';
import { Term } from '../kit/term.tsx';
import { readEntry } from '../verify/canonical.ts';
import { openCheckpoint, readKey } from '../verify/note.ts';
import { checkProof, type ProofChecked } from '../verify/proof.ts';
import type { Watched } from '../verify/watch.ts';
import { readKept } from './kept.ts';
import classes from './ledger.module.css';
import { usePeopleNames } from './names.ts';
import { type Place, usePlace } from './place.ts';
import { ProofPath } from './proof-path.tsx';
import { askConsistency, type Looked } from './use-watched.ts';

interface EntryProps {
  readonly seq: number | undefined;
  /** What became of the head that the page shows: a proof is held against what this browser accepted. */
  readonly looked: UseQueryResult<Looked>;
  readonly onClose: () => void;
}

/** One entry: that it is in the ledger, what it says, and what the server makes of it. */
export function Entry({ seq, looked, onClose }: EntryProps) {
  return (
    <Details title={seq === undefined ? undefined : `Entry #${seq}`} onClose={onClose}>
      {seq === undefined ? null : <Shown seq={seq} looked={looked} />}
    </Details>
  );
}

function Shown({ seq, looked }: { readonly seq: number; readonly looked: UseQueryResult<Looked> }) {
  const place = usePlace();
  const { data, error, refetch, isPlaceholderData } = useAsk<EntryAnswer>(`${place.path}/entries/${seq}`);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined || isPlaceholderData) return <Loading shape="lines" rows={16} />;
  const read = readEntry(data.canonical);
  return (
    <>
      {read.kind === 'entry' ? (
        <Text fw={500}>
          <Code>{read.entry.type}</Code>, recorded <Moment at={read.entry.recordedAt} />.
        </Text>
      ) : null}
      <Title order={3} size="h5" mt="md" mb="xs">
        Proof
      </Title>
      <Proof entry={data} place={place} looked={looked} />
      <Title order={3} size="h5" mt="md" mb="xs">
        What was recorded
      </Title>
      {read.kind === 'entry' ? (
        <Code block className={classes['wrapped'] ?? ''}>
          {JSON.stringify(read.entry.body, null, 2)}
        </Code>
      ) : (
        <Text>{read.why}</Text>
      )}
      <details className={classes['raw']}>
        <summary>The very text that was hashed</summary>
        <Code block className={classes['wrapped'] ?? ''}>
          {data.canonical}
        </Code>
        <Text size="sm" c="dimmed">
          Leaf hash: <Code className={classes['wrapped'] ?? ''}>{data.leafHash}</Code>
        </Text>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon name="copy" size={14} />}
          onClick={() => void navigator.clipboard.writeText(data.canonical).then(() => notify({ tone: 'done', text: 'The text of the entry is copied.' }))}
        >
          Copy the text
        </Button>
      </details>
      <Reading entry={data} place={place} type={read.kind === 'entry' ? read.entry.type : undefined} />
    </>
  );
}

/** What the server makes of the entry. It stands below what was proven and says whose word it is: no signature covers it. */
function Reading({ entry, place, type }: { readonly entry: EntryAnswer; readonly place: Place; readonly type: string | undefined }) {
  const { service } = useService();
  const nameOf = usePeopleNames();
  const people = entry.refers.filter(({ kind }) => kind === 'person');
  return (
    <>
      <Title order={3} size="h5" mt="md" mb="xs">
        As the server reads it
      </Title>
      <Text size="sm" c="dimmed">
        Words and links for the text above, which alone is signed.
      </Text>
      {type !== undefined && type !== entry.type ? (
        <Text role="alert" fw={600} className={classes['broken'] ?? ''}>
          <Icon name="warning" size={14} /> The server calls this entry {entry.type}; its signed text says {type}. The text counts.
        </Text>
      ) : null}
      <Text size="sm">
        {entry.means}
        {entry.act === null ? null : (
          <>
            , with the act <Go to={`/services/${service}/ledger?entry=${entry.act.seq}${place.file === 'office' ? '&of=office' : ''}`}>#{entry.act.seq}</Go> (
            {entry.act.action}
            {entry.act.actor === null ? '' : `, by ${nameOf(entry.act.actor)}`})
          </>
        )}
        .
      </Text>
      <Refers refers={entry.refers} />
      {people.length === 0 ? null : (
        <Text size="sm">
          {people.map(({ id }) => (nameOf(id) === id ? id : `${id} is ${nameOf(id)}`)).join('; ')}. Names stand beside the ledger, never on it.
        </Text>
      )}
    </>
  );
}

function Refers({ refers }: { readonly refers: readonly Reference[] }) {
  const { service } = useService();
  const shown = refers.flatMap((one) => {
    const to = addressOf(service, one);
    return to === undefined ? [] : [{ ...one, to }];
  });
  if (shown.length === 0) return null;
  return (
    <ul className={classes['refers']}>
      {shown.map(({ kind, id, to }) => (
        <li key={`${kind} ${id}`}>
          {kind} <Go to={to}>{kind === 'statement' ? `#${id}` : id}</Go>
        </li>
      ))}
    </ul>
  );
}

function addressOf(service: string, { kind, id }: Reference): string | undefined {
  const at = `/services/${service}`;
  const name = encodeURIComponent(id);
  if (kind === 'statement') return `${at}/evidence?entry=${name}`;
  if (kind === 'claim') return `${at}/evidence?claim=${name}`;
  if (kind === 'subject') return `${at}/evidence?subject=${name}`;
  if (kind === 'control') return `${at}/gaps?find=${name}`;
  if (kind === 'standard') return `${at}/gaps?find=${name}`;
  if (kind === 'map') return `${at}/map`;
  if (kind === 'person') return `/people?person=${name}`;
  if (kind === 'proposal') return `/people?view=proposals&proposal=${name}`;
  return undefined;
}

/** The inclusion proof, asked for and checked here as soon as the entry is shown and the head of the ledger was looked at. */
function Proof({ entry, place, looked }: { readonly entry: EntryAnswer; readonly place: Place; readonly looked: UseQueryResult<Looked> }) {
  const watched = looked.data?.watched;
  const { data, error } = useQuery({
    queryKey: ['ledger-proof', place.path, entry.seq, entry.canonical, entry.size, watched],
    enabled: watched !== undefined || looked.error !== null,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const given = await get<ProofAnswer>(`${place.path}/entries/${entry.seq}/proof`, { signal });
      return { given, checked: await checkBeside(given, entry, place.path, watched) };
    },
  });
  if (error !== null) return <Failed error={error} what="The proof could not be had." />;
  if (data === undefined) return <Loading shape="lines" rows={4} label="Checking the proof" />;
  const { given, checked } = data;
  return (
    <>
      {checked.kind === 'holds' ? (
        <Text size="sm">
          <Icon name="check" size={14} /> Checked in this browser: this text is entry {checked.entry.seq} of the {checked.head.size.toLocaleString('en-GB')}{' '}
          that {checked.key.name} signed.{' '}
          {checked.steps.length === 0 ? 'It is the only one, so its hash is the root.' : `${checked.steps.length} hashes lead from it to the root.`}
        </Text>
      ) : (
        <Text role={checked.kind === 'broken' ? 'alert' : undefined} fw={600} className={checked.kind === 'broken' ? (classes['broken'] ?? '') : ''}>
          {checked.kind === 'broken' ? <Icon name="warning" size={14} /> : null} {checked.why}
        </Text>
      )}
      {checked.kind === 'holds' ? <ProofPath proof={checked} /> : null}
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="download" size={14} />}
          onClick={() => saveAs(`${place.file}-entry-${entry.seq}-proof.json`, 'application/json', `${JSON.stringify(given, null, 2)}\n`)}
        >
          Save the proof
        </Button>
        <Text size="sm" c="dimmed">
          An <Term of="inclusion proof" />. Without this server: <code>assay ledger prove --check FILE --key KEY</code>
        </Text>
      </Group>
    </>
  );
}

/** Checks a proof by what this browser keeps of the ledger; where it can keep nothing, by the head that it saw when the page was opened. */
async function checkBeside(given: ProofAnswer, { seq, canonical }: EntryAnswer, path: string, watched: Watched | undefined): Promise<ProofChecked> {
  const kept = readKept(path);
  const seen = watched !== undefined && 'head' in watched ? watched.head : undefined;
  const shown = { seq, text: canonical };
  const ask = askConsistency(path);
  if (kept === undefined) {
    if (seen === undefined) return { kind: 'cannot', why: 'The head of this ledger could not be looked at, so there is nothing to hold the proof against.' };
    return checkProof(given, undefined, shown, { head: seen, ask });
  }
  const key = await readKey(kept.verifierKey);
  const opened = key === undefined ? undefined : await openCheckpoint(kept.checkpoint, key);
  if (opened?.kind === 'cannot') return opened;
  if (opened?.kind !== 'open') return { kind: 'broken', why: 'What this browser kept of this ledger does not hold, so the proof cannot be held against it.' };
  return checkProof(given, kept.verifierKey, shown, { head: opened.head, ask });
}
