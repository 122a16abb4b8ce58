import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Policies as Answer, Explained, Tried } from '../../../src/server/product/model.ts';
import { post } from '../app/api.ts';
import { useAsk } from '../app/ask.ts';
import type { Column } from '../kit/columns.ts';
import { DataTable } from '../kit/data-table.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import classes from './product.module.css';
import { figure, plural } from './words.ts';

/** By what it is decided who may do what: why something is refused, the test cases, what a change would have done since yesterday, and the files. */
export function Policies({ base }: { readonly base: string }) {
  const { data, error, refetch } = useAsk<Answer>(`${base}/policies`);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="table" rows={12} label="Running the test cases of the policies" />;
  const { policies, run, files } = data;
  const own = files.filter(({ shipped }) => !shipped);
  return (
    <div className={classes['story']}>
      <p className={classes['sentence']}>{standing(data)}</p>
      <h2>Why may somebody, or why not</h2>
      <Explain base={base} />
      <h2>Test cases</h2>
      {run.results.length === 0 ? (
        <p className={classes['note']}>
          No test case stands beside the policies. Put policies and tests (<code>*.cedar</code>, <code>*.test.yaml</code>) into the folder{' '}
          <code>product/policies</code> of the service’s data; <code>assay product access test policies/</code> runs them too.
        </p>
      ) : (
        <Cases run={run} />
      )}
      {run.untested.length === 0 || run.results.length === 0 ? null : (
        <p className={classes['note']}>
          {plural(run.untested.length, 'policy decides', 'policies decide')} in no test, so nobody would notice a slip in{' '}
          {run.untested.length === 1 ? 'it' : 'them'}: {run.untested.join(', ')}.
        </p>
      )}
      <h2>Try a change on what was asked since yesterday</h2>
      <Try base={base} files={own} />
      <h2>The files</h2>
      {files.map(({ name, shipped, text }) => (
        <details key={name} className={classes['file']}>
          <summary>
            {name} {shipped ? '(comes with Assay)' : ''}
          </summary>
          <pre>{text}</pre>
        </details>
      ))}
      <p className={classes['note']}>{plural(policies.length, 'policy', 'policies')} in all. They are files: a change comes with a commit, not from here.</p>
    </div>
  );
}

function standing({ policies, run, files }: Answer): string {
  const what = `${plural(policies.length, 'policy decides', 'policies decide')} who may do what`;
  if (run.results.length === 0) return `${what}; ${files.length === 1 ? 'all of them come with Assay' : 'no test case holds them'}.`;
  return run.failed === 0
    ? `${what}, and all ${figure(run.results.length)} test cases come out as they should.`
    : `${what}, and ${figure(run.failed)} of ${plural(run.results.length, 'test case')} ${run.failed === 1 ? 'comes' : 'come'} out wrong.`;
}

type Result = Answer['run']['results'][number];
const WORDS = { allow: 'allowed', deny: 'refused' } as const;

const COLUMNS: readonly Column<Result>[] = [
  { id: 'name', title: 'Test case', value: ({ name }) => name, width: '28%' },
  {
    id: 'outcome',
    title: 'Outcome',
    value: ({ passed, found, expected }) =>
      passed ? `as it should: ${WORDS[found]}` : found === expected ? `${WORDS[found]}, for another reason` : `wrong: ${WORDS[found]}`,
    show: ({ passed, found, expected }) =>
      passed ? (
        `✓ as it should: ${WORDS[found]}`
      ) : (
        <strong className={classes['over']}>✗ {found === expected ? `${WORDS[found]}, for another reason` : `wrong: ${WORDS[found]}`}</strong>
      ),
    rank: ({ passed }) => Number(passed),
  },
  { id: 'why', title: 'Why', value: ({ sentence }) => sentence, width: '44%' },
  { id: 'file', title: 'File', value: ({ file }) => file },
];

function Cases({ run }: { readonly run: Answer['run'] }) {
  return <DataTable label="Test cases of the policies" rows={run.results} columns={COLUMNS} rowKey={({ file, name }) => `${file}/${name}`} />;
}

const ACTIONS = ['subscribe', 'receive', 'read', 'command', 'request', 'publish', 'export', 'erase', 'administer'] as const;

function Explain({ base }: { readonly base: string }) {
  const [asked, setAsked] = useState({ who: '', do: 'subscribe', on: '', purpose: 'operation' });
  const [told, setTold] = useState<Explained>();
  const [error, setError] = useState<unknown>();
  const go = (event: FormEvent) => {
    event.preventDefault();
    setError(undefined);
    post<Explained>(`${base}/policies/explain`, asked).then(
      (sent) => sent.kind === 'done' && setTold(sent.body),
      (failed: unknown) => {
        setTold(undefined);
        setError(failed);
      },
    );
  };
  const set = (name: keyof typeof asked) => (event: { readonly currentTarget: { readonly value: string } }) =>
    setAsked({ ...asked, [name]: event.currentTarget.value });
  return (
    <form onSubmit={go}>
      <div className={classes['tools']}>
        <TextInput
          size="xs"
          label="Who"
          placeholder="user:u_… or device:cam-17"
          required
          value={asked.who}
          onChange={set('who')}
          autoComplete="off"
          spellCheck={false}
        />
        <NativeSelect size="xs" label="Does what" data={[...ACTIONS]} value={asked.do} onChange={set('do')} />
        <TextInput
          size="xs"
          label="With what"
          placeholder="device:cam-17/video"
          required
          value={asked.on}
          onChange={set('on')}
          autoComplete="off"
          spellCheck={false}
        />
        <TextInput size="xs" label="What for" required value={asked.purpose} onChange={set('purpose')} autoComplete="off" spellCheck={false} />
        <Button size="xs" type="submit" variant="default">
          Explain
        </Button>
      </div>
      {error === undefined ? null : <Failed error={error} what="This cannot be explained." />}
      <div role="status">
        {told === undefined ? null : (
          <div className={told.allowed ? classes['told'] : classes['missing']}>
            <strong>{told.allowed ? 'Allowed' : 'Refused'}</strong>
            <p>{told.sentence}</p>
            {told.policies.length === 0 ? null : <p className={classes['note']}>Decided by {told.policies.map(({ id }) => id).join(', ')}.</p>}
          </div>
        )}
      </div>
    </form>
  );
}

const NEW = 'changed.cedar';
const SAMPLE =
  '@id("no-video-at-night")\n@because("nobody sees video between midnight and six")\nforbid (principal is Member, action in Action::"see", resource)\nwhen { resource.name == "video" && context.hour < 6 };\n';

function Try({ base, files }: { readonly base: string; readonly files: Answer['files'] }) {
  const cedar = files.filter(({ name }) => name.endsWith('.cedar')).map(({ name }) => name);
  const [file, setFile] = useState(cedar[0] ?? NEW);
  const [text, setText] = useState(() => files.find(({ name }) => name === cedar[0])?.text ?? SAMPLE);
  const [tried, setTried] = useState<Tried>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const choose = (name: string) => {
    setFile(name);
    setText(files.find((one) => one.name === name)?.text ?? SAMPLE);
  };
  const go = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const others = files.filter(({ name }) => name !== file).map((one) => ({ name: one.name, text: one.text }));
      const sent = await post<Tried>(`${base}/policies/try`, { files: [...others, { name: file, text }] });
      if (sent.kind === 'done') setTried(sent.body);
    } catch (failed) {
      setTried(undefined);
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <NativeSelect
        size="xs"
        label="File"
        data={[...cedar, ...(cedar.includes(NEW) ? [] : [{ value: NEW, label: 'a new file' }])]}
        value={file}
        onChange={(event) => choose(event.currentTarget.value)}
        maw="16rem"
      />
      <Textarea
        label="Its text, in Cedar"
        autosize
        minRows={5}
        maxRows={18}
        mt="xs"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.8125rem' } }}
      />
      <Button size="xs" mt="xs" variant="default" loading={busy} onClick={() => void go()}>
        Try it
      </Button>
      <p className={classes['note']}>Nothing is changed and nothing is kept: this only says what would have been decided.</p>
      {error === undefined ? null : <Failed error={error} what="These policies do not load." />}
      <div role="status">{tried === undefined ? null : <Outcome tried={tried} />}</div>
    </>
  );
}

function Outcome({ tried: { run, shadow } }: { readonly tried: Tried }) {
  const wrong = run.results.filter(({ passed }) => !passed);
  const traffic =
    shadow.decisions === 0
      ? 'Nothing was asked since yesterday, or no process served the devices: so nothing can be compared.'
      : shadow.changed === 0
        ? `None of ${plural(shadow.decisions, 'decision')} would have been another.`
        : `${figure(shadow.changed)} of ${plural(shadow.decisions, 'decision')} would have been another.`;
  return (
    <div className={classes['told']}>
      <p>
        {traffic}
        {shadow.share < 1 ? ` A sample of ${Math.round(shadow.share * 100)} % of what was asked.` : ''}{' '}
        {run.results.length === 0
          ? ''
          : wrong.length === 0
            ? `All ${figure(run.results.length)} test cases come out as they should.`
            : `${plural(wrong.length, 'test case')} would come out wrong.`}
      </p>
      {wrong.length === 0 ? null : (
        <ul className={classes['intents']}>
          {wrong.map(({ file, name, sentence }) => (
            <li key={`${file}/${name}`}>
              {name}: {sentence}
            </li>
          ))}
        </ul>
      )}
      {shadow.changes.length === 0 ? null : (
        <ul className={classes['intents']} aria-label="Decisions that would have been others">
          {shadow.changes.map(({ decided, before, after, sentence }) => (
            <li key={JSON.stringify(decided)}>
              {WORDS[before]} until now, {WORDS[after]} then, {figure(decided.count)} times: {decided.who}, {decided.do}, {decided.on}, for {decided.purpose}.{' '}
              {sentence}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
