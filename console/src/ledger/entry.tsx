import { Button, Code, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { EntryAnswer, HeadAnswer, ProofAnswer, Reference } from '../../../src/server/ledger/model.ts';
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
import { checkProof } from '../verify/proof.ts';
import { readKept } from './kept.ts';
import classes from './ledger.module.css';
import { usePeopleNames } from './names.ts';
import { type Place, usePlace } from './place.ts';
import { ProofPath } from './proof-path.tsx';

/** One entry: what it says, what it means, and that it is in the ledger. */
export function Entry({ seq, onClose }: { readonly seq: number | undefined; readonly onClose: () => void }) {
  return (
    <Details title={seq === undefined ? undefined : `Entry #${seq}`} onClose={onClose}>
      {seq === undefined ? null : <Shown seq={seq} />}
    </Details>
  );
}

function Shown({ seq }: { readonly seq: number }) {
  const { service } = useService();
  const place = usePlace();
  const nameOf = usePeopleNames();
  const { data, error, refetch, isPlaceholderData } = useAsk<EntryAnswer>(`${place.path}/entries/${seq}`);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined || isPlaceholderData) return <Loading shape="lines" rows={16} />;
  const read = readEntry(data.canonical);
  const people = data.refers.filter(({ kind }) => kind === 'person');
  return (
    <>
      <Text fw={500}>{data.means}.</Text>
      <Text size="sm">
        Recorded <Moment at={read.kind === 'entry' ? read.entry.recordedAt : data.recordedAt} />
        {data.act === null ? null : (
          <>
            , with the act <Go to={`/services/${service}/ledger?entry=${data.act.seq}${place.file === 'office' ? '&of=office' : ''}`}>#{data.act.seq}</Go> (
            {data.act.action}
            {data.act.actor === null ? '' : `, by ${nameOf(data.act.actor)}`})
          </>
        )}
        .
      </Text>
      <Refers refers={data.refers} />
      {people.length === 0 ? null : (
        <Text size="sm">
          {people.map(({ id }) => (nameOf(id) === id ? id : `${id} is ${nameOf(id)}`)).join('; ')}. Names stand beside the ledger, never on it.
        </Text>
      )}
      <Title order={3} size="h5" mt="md" mb="xs">
        Proof
      </Title>
      <Proof entry={data} place={place} />
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

/** The inclusion proof, asked for and checked here as soon as the entry is shown. */
function Proof({ entry, place }: { readonly entry: EntryAnswer; readonly place: Place }) {
  const { data, error } = useQuery({
    queryKey: ['ledger-proof', place.path, entry.seq, entry.canonical, entry.size],
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const given = await get<ProofAnswer>(`${place.path}/entries/${entry.seq}/proof`, { signal });
      // The key that was kept before anything was shown; on a first visit the one of the head that the page just kept.
      const pinned = readKept(place.path)?.verifierKey ?? (await get<HeadAnswer>(`${place.path}/head`, { signal })).verifierKey;
      return { given, checked: await checkProof(given, pinned, { seq: entry.seq, text: entry.canonical }) };
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
