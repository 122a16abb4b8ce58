import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Done, ItemsShown, OneReview } from '../../../src/server/business/review-model.ts';
import { useMay } from '../app/account.ts';
import { get, post } from '../app/api.ts';
import { useService } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { asCsv } from '../kit/columns.ts';
import { Failed } from '../kit/failed.tsx';
import { useFilled } from '../kit/filled.ts';
import { Icon } from '../kit/icon.tsx';
import { saveAs } from '../kit/save.ts';
import { type Figure, figureOf, HINTS, momentOf } from './figure-values.ts';
import { FileField, type GivenFile } from './file-field.tsx';
import { figureWords } from './words.ts';

interface AnswerTaskProps {
  readonly task: OneReview['tasks'][number];
  readonly review: OneReview['review'];
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** What a task asks for: a file that shows it, and figures; a table is counted by Assay itself. */
export function AnswerTask({ task, review, onDone, onCancel }: AnswerTaskProps) {
  const { service } = useService();
  const may = useMay()('inventory.read-people');
  const [file, setFile] = useState<GivenFile | undefined>();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [when, setWhen] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const asked = task.drawnOnly ? [] : Object.entries(task.figures);
  const further = Object.entries(task.further ?? {}).filter(([, kind]) => kind !== 'digest');
  // A table is counted by the server: what stands in it need not be typed in, too.
  const counted = task.table !== undefined && file !== undefined && /\.csv$/i.test(file.name);
  const isEmpty = (name: string): boolean => (typed[name] ?? '').trim() === '';
  const figureIn = (name: string, kind: string): Figure | undefined => figureOf(kind, typed[name] ?? '');
  const isFine = (name: string, kind: string): boolean => (isEmpty(name) ? counted || kind === 'durations' : figureIn(name, kind) !== undefined);
  const whenFine = when.trim() === '' || momentOf(when.trim()) !== undefined;
  const fileFine = (!task.file && !task.drawnOnly) || (file !== undefined && (!task.drawnOnly || counted));
  const base = `/api/services/${encodeURIComponent(service)}/business/reviews/${encodeURIComponent(review.id)}`;
  const send = async () => {
    setBusy(true);
    setError(null);
    const figures = Object.fromEntries(
      [...asked, ...further].flatMap(([name, kind]) => {
        const value = isEmpty(name) && (counted || kind !== 'durations' || !Object.hasOwn(task.figures, name)) ? undefined : figureIn(name, kind);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const observedAt = momentOf(when.trim());
    try {
      const sent = await post<Done>(`${base}/tasks/${encodeURIComponent(task.id)}`, {
        figures,
        ...(observedAt === undefined ? {} : { observedAt }),
        ...(file === undefined ? {} : { file }),
      });
      if (sent.kind !== 'done') return;
      notify({ tone: 'done', text: `Answered, as entry ${sent.body.entry}.` });
      onDone();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const { form, missing } = useFilled(
    fileFine &&
      whenFine &&
      asked.every(([name, kind]) => isFine(name, kind)) &&
      further.every(([name, kind]) => isEmpty(name) || figureIn(name, kind) !== undefined),
    () => {
      if (!busy) void send();
    },
  );
  const takeList = async () => {
    try {
      const { items } = await get<ItemsShown>(`${base}/items`);
      const columns = [
        { id: 'item', title: 'item', value: ({ item }: { readonly item: string }) => item },
        { id: 'decision', title: 'decision', value: () => '' },
      ];
      saveAs(
        `${review.id}.csv`,
        'text/csv',
        asCsv(
          items.map((item) => ({ item })),
          columns,
        ),
      );
    } catch (failed) {
      setError(failed);
    }
  };
  return (
    <form {...form}>
      <Stack gap="sm">
        {task.table === undefined ? null : (
          <Text size="sm">
            From a table (CSV) with the {task.table.length === 1 ? 'column' : 'columns'} <code>{task.table.join(', ')}</code> Assay counts the figures itself
            {task.table.includes('decision') ? ': write keep, change or remove beside each' : ''}.
          </Text>
        )}
        {task.table?.includes('decision') === true && review.items?.kept === true ? (
          may ? (
            <div>
              <Button size="xs" variant="subtle" leftSection={<Icon name="download" size={14} />} onClick={() => void takeList()}>
                Take the list to decide on
              </Button>
            </div>
          ) : (
            <Text size="sm" c="dimmed">
              The list to decide on names people. Somebody whose roles include that can take it.
            </Text>
          )
        ) : null}
        <FileField
          label={task.file ? 'The file that shows it' : 'A file that shows it, where there is one'}
          file={file}
          onFile={setFile}
          error={missing(fileFine, task.drawnOnly ? 'The table is what it is counted from.' : 'Without a file that shows it, it is not done.')}
        />
        {(counted ? asked.filter(([, kind]) => kind === 'duration') : asked).map(([name, kind]) =>
          kind === 'yes-or-no' ? (
            <NativeSelect
              key={name}
              size="xs"
              label={figureWords(name)}
              value={typed[name] ?? ''}
              data={[
                { value: '', label: 'Choose' },
                { value: 'yes', label: 'Yes' },
                { value: 'no', label: 'No' },
              ]}
              error={missing(isFine(name, kind), 'Yes or no?')}
              onChange={(event) => {
                const { value } = event.currentTarget;
                setTyped((before) => ({ ...before, [name]: value }));
              }}
            />
          ) : (
            <Figured key={name} {...{ name, kind, typed, setTyped }} error={missing(isFine(name, kind), HINTS[kind] ?? 'This is asked for.')} />
          ),
        )}
        {further.length === 0 ? null : (
          <details>
            <summary>What can be said besides</summary>
            <Stack gap="sm" mt="xs">
              {further.map(([name, kind]) => (
                <Figured
                  key={name}
                  {...{ name, kind, typed, setTyped }}
                  error={missing(isEmpty(name) || figureIn(name, kind) !== undefined, HINTS[kind] ?? 'This is no value for it.')}
                />
              ))}
            </Stack>
          </details>
        )}
        <TextInput
          size="xs"
          label="When it was so"
          description="UTC, such as 2026-10-30 09:30. Now, where nothing stands here."
          value={when}
          error={missing(whenFine, 'A day or a moment in UTC.')}
          onChange={(event) => setWhen(event.currentTarget.value)}
        />
        {error === null ? null : <Failed error={error} what="Nothing was recorded." />}
        <Group gap="sm">
          <Button type="submit" size="xs" loading={busy}>
            Record the answer
          </Button>
          <Button size="xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FiguredProps {
  readonly name: string;
  readonly kind: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly setTyped: React.Dispatch<React.SetStateAction<Readonly<Record<string, string>>>>;
  readonly error: string | undefined;
}

function Figured({ name, kind, typed, setTyped, error }: FiguredProps) {
  return (
    <TextInput
      size="xs"
      label={figureWords(name)}
      description={HINTS[kind]}
      value={typed[name] ?? ''}
      error={error}
      inputMode={kind === 'count' ? 'numeric' : undefined}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setTyped((before) => ({ ...before, [name]: value }));
      }}
    />
  );
}
