import { Autocomplete, Button, Code, FileButton, Group, NativeSelect, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { ClaimsAnswer, ImportAnswer, ImportBody, RecordedAnswer } from '../../../src/server/evidence/model.ts';
import { post } from '../app/api.ts';
import { askAgain, useService } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { toBase64 } from '../verify/bytes.ts';
import classes from './evidence.module.css';
import { Foreseen } from './foreseen.tsx';
import { SAMPLE } from './sample.ts';

const api = getRouteApi('/services/$service/evidence');
const KINDS = [
  { value: '', label: 'By what it looks like' },
  { value: 'sarif', label: 'SARIF: static analysis' },
  { value: 'junit', label: 'JUnit: tests and drills' },
  { value: 'cyclonedx', label: 'CycloneDX: components and vulnerabilities' },
  { value: 'oscal', label: 'OSCAL assessment results' },
  { value: 'csv', label: 'A table, with a mapping' },
  { value: 'statements', label: 'Statements in JSON' },
];
const MOST = 12 * 1024 * 1024;

/** Statements of evidence as `assay evidence add` takes them: one, a list, or a list under `evidence`. `undefined` for what is no JSON. */
function statementsIn(bytes: Uint8Array): readonly unknown[] | undefined {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (Array.isArray(read)) return read;
    const list = (read as { readonly evidence?: unknown } | null)?.evidence;
    return Array.isArray(list) ? list : [read];
  } catch {
    return undefined;
  }
}

const holdsStatements = ({ bytes }: Given): boolean => {
  const [first] = statementsIn(bytes) ?? [];
  return typeof first === 'object' && first !== null && 'claim' in first && 'subject' in first;
};

interface Given {
  readonly name: string;
  readonly bytes: Uint8Array;
}
const sent = ({ name, bytes }: Given) => ({ name: name.replace(/[/\\]/g, '-').slice(0, 200), base64: toBase64(bytes) });

/** Files of tools: first what would come of them, then, if the person agrees, just that. */
export function FileDrop({ claims }: { readonly claims: ClaimsAnswer }) {
  const { service } = useService();
  const navigate = api.useNavigate();
  const [files, setFiles] = useState<readonly Given[]>([]);
  const [mapping, setMapping] = useState<Given | undefined>();
  const [kind, setKind] = useState('');
  const [subject, setSubject] = useState('');
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [foreseen, setForeseen] = useState<ImportAnswer | undefined>();
  const path = `/api/services/${encodeURIComponent(service)}/evidence`;

  const send = async (dryRun: boolean, of: readonly Given[], size?: number): Promise<ImportAnswer | undefined> => {
    if (kind === 'statements' || (kind === '' && of.every(holdsStatements))) return sendStatements(dryRun, of, size);
    const body: ImportBody = {
      files: of.map(sent),
      dryRun,
      ...(mapping === undefined ? {} : { mapping: sent(mapping) }),
      ...(kind === '' ? {} : { kind: kind as NonNullable<ImportBody['kind']> }),
      ...(subject === '' ? {} : { subject }),
      ...(size === undefined ? {} : { expectedSize: size }),
    };
    const answer = await post<ImportAnswer>(`${path}/import`, body);
    return answer.kind === 'done' ? answer.body : undefined;
  };
  const sendStatements = async (dryRun: boolean, of: readonly Given[], size?: number): Promise<ImportAnswer | undefined> => {
    const statements = of.flatMap(({ bytes }) => {
      return statementsIn(bytes) ?? [];
    });
    const answer = await post<RecordedAnswer>(path, { statements, dryRun, ...(size === undefined ? {} : { expectedSize: size }) });
    return answer.kind === 'done' ? { ...answer.body, files: [], contradicted: [], outdated: [], othersStand: [] } : undefined;
  };
  const look = async (of: readonly Given[]) => {
    if (of.length === 0) return;
    setBusy(true);
    setError(null);
    setForeseen(undefined);
    try {
      setForeseen(await send(true, of));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const record = async () => {
    if (foreseen === undefined) return;
    setBusy(true);
    setError(null);
    try {
      const made = await send(false, files, foreseen.size);
      if (made === undefined) return;
      notify({ tone: 'done', text: made.first === null ? 'Nothing was new.' : `${made.recorded} statements recorded, from entry ${made.first}.` });
      await askAgain(`/api/services/${service}`);
      void navigate({ search: { sort: '-entry' } });
    } catch (failure) {
      setError(failure);
      setForeseen(undefined);
    } finally {
      setBusy(false);
    }
  };
  const take = async (list: readonly File[]) => {
    const taken = await Promise.all(list.slice(0, 20).map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));
    const large = taken.find(({ bytes }) => bytes.length > MOST);
    if (large !== undefined) {
      setError(new Error(`${large.name} is larger than 12 MiB. Give it to the command line: assay evidence import ${large.name}`));
      return;
    }
    setFiles(taken);
    await look(taken);
  };
  return (
    <div className={classes['form']}>
      <section
        aria-label="Drop files here"
        className={classes['drop']}
        data-over={over ? true : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take([...event.dataTransfer.files]);
        }}
      >
        <Icon name="upload" size={26} />
        <Text>
          {files.length === 0
            ? 'Drop a file here: SARIF, JUnit, CycloneDX, OSCAL results, a table, or statements in JSON.'
            : files.map(({ name }) => name).join(', ')}
        </Text>
        <FileButton multiple onChange={(list) => void take(list)}>
          {(props) => (
            <Button variant="default" {...props}>
              Choose files
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed">
          Nothing is recorded before you have seen what would come of it.
        </Text>
      </section>
      <Group align="end" gap="sm">
        <NativeSelect size="xs" label="What it is" value={kind} data={KINDS} onChange={(event) => setKind(event.currentTarget.value)} />
        <Autocomplete
          size="xs"
          label="What it is about, where it does not say"
          data={claims.subjects.map(({ id }) => id)}
          limit={40}
          value={subject}
          onChange={setSubject}
        />
        <FileButton
          onChange={(file) => void file?.arrayBuffer().then((bytes) => setMapping({ name: file.name, bytes: new Uint8Array(bytes) }))}
          accept=".yaml,.yml,.json"
        >
          {(props) => (
            <Button size="xs" variant="default" {...props}>
              {mapping === undefined ? 'Mapping file' : mapping.name}
            </Button>
          )}
        </FileButton>
        <Button size="xs" disabled={files.length === 0} loading={busy && foreseen === undefined} onClick={() => void look(files)}>
          Look again
        </Button>
      </Group>
      {error === null ? null : <Failed error={error} what="Nothing was recorded." />}
      {foreseen === undefined ? null : <Foreseen answer={foreseen} busy={busy} onRecord={() => void record()} />}
      {files.length > 0 ? null : (
        <details>
          <summary>What a file of statements looks like</summary>
          <Code block>{SAMPLE}</Code>
        </details>
      )}
    </div>
  );
}
