import { Button, Group, MultiSelect, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Done, KindShown, ReviewsShown, StartBody } from '../../../src/server/business/review-model.ts';
import { post } from '../app/api.ts';
import { askAgain, useService } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { useFilled } from '../kit/filled.ts';
import { momentOf } from './figure-values.ts';
import { FileField, type GivenFile } from './file-field.tsx';
import { every } from './words.ts';

interface StartReviewProps {
  readonly data: ReviewsShown;
  /** `any`, or one that is due. */
  readonly kind: string;
  readonly of: string | undefined;
  readonly onStarted: (review: string) => void;
}

/** Which review, of what, whose, and until when. */
export function StartReview({ data, kind: given, of, onStarted }: StartReviewProps) {
  const { service } = useService();
  const [kind, setKind] = useState(data.kinds.some(({ id }) => id === given) ? given : '');
  const [subjects, setSubjects] = useState<readonly string[]>(of === undefined ? [] : [of]);
  const [owner, setOwner] = useState('');
  const [due, setDue] = useState('');
  const [items, setItems] = useState<GivenFile | undefined>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const chosen = data.kinds.find(({ id }) => id === kind);
  const decides = chosen?.decides === true;
  const dueFine = due.trim() === '' || momentOf(due.trim()) !== undefined;
  const send = async () => {
    setBusy(true);
    setError(null);
    const dueAt = momentOf(due.trim());
    const body: StartBody = {
      kind,
      subjects: [...subjects],
      ...(owner === '' ? {} : { owner }),
      ...(dueAt === undefined ? {} : { dueAt }),
      ...(items === undefined || !decides ? {} : { items }),
    };
    try {
      const sent = await post<Done>(`/api/services/${encodeURIComponent(service)}/business/reviews`, body);
      if (sent.kind !== 'done') return;
      notify({ tone: 'done', text: `Started, as entry ${sent.body.entry}.` });
      await askAgain(`/api/services/${service}`);
      onStarted(sent.body.review);
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const { form, missing } = useFilled(chosen !== undefined && subjects.length > 0 && dueFine, () => {
    if (!busy) void send();
  });
  return (
    <form {...form}>
      <Stack gap="sm">
        <NativeSelect
          label="Which review"
          value={kind}
          data={[{ value: '', label: 'Choose' }, ...data.kinds.map(({ id, title }) => ({ value: id, label: title }))]}
          error={missing(chosen !== undefined, 'Choose one.')}
          onChange={(event) => {
            setKind(event.currentTarget.value);
            setSubjects([]);
          }}
        />
        {chosen === undefined ? null : (
          <>
            <Text size="sm" c="dimmed">
              It comes back every {every(chosen.cadence)} and may take {every(chosen.takes)}. Closing it states: {chosen.claims.join(', ')}.
            </Text>
            <ol>
              {chosen.tasks.map(({ id, title }) => (
                <li key={id}>{title}</li>
              ))}
            </ol>
            <MultiSelect
              label="Of what"
              data={offered(data, chosen)}
              value={[...subjects]}
              onChange={setSubjects}
              searchable
              nothingFoundMessage={chosen.subjects.length === 0 ? 'The map has nothing that this review is for.' : 'Nothing has these words.'}
              error={missing(subjects.length > 0, chosen.subjects.length === 0 ? 'The map has nothing that this review is for.' : 'Choose at least one.')}
              comboboxProps={{ shadow: 'md' }}
            />
            <NativeSelect
              label="Who answers for it"
              value={owner}
              data={[{ value: '', label: 'You' }, ...data.roles.map(({ id, name }) => ({ value: id, label: name }))]}
              onChange={(event) => setOwner(event.currentTarget.value)}
            />
            <TextInput
              label="Due"
              description={`UTC, such as 2026-12-31. In ${every(chosen.takes)}, where nothing stands here.`}
              value={due}
              error={missing(dueFine, 'A day or a moment in UTC.')}
              onChange={(event) => setDue(event.currentTarget.value)}
            />
            {decides ? (
              <FileField
                label="What is to be decided on: a table (CSV) with a column item. Without one, it is what the inventory shows"
                file={items}
                onFile={setItems}
                accept=".csv,text/csv"
              />
            ) : null}
          </>
        )}
        {error === null ? null : <Failed error={error} what="Nothing was started." />}
        <Group>
          <Button type="submit" loading={busy}>
            Start it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The parts that owe this review and never had it stand first. */
function offered({ never }: ReviewsShown, { id: kind, subjects }: KindShown) {
  const owed = new Set(never.find((one) => one.kind === kind)?.subjects.map(({ id }) => id));
  const items = (owes: boolean) => subjects.filter(({ id }) => owed.has(id) === owes).map(({ id, name }) => ({ value: id, label: name }));
  const groups = [
    { group: 'Never done for', items: items(true) },
    { group: 'Others', items: items(false) },
  ].filter((group) => group.items.length > 0);
  return owed.size === 0 ? items(false) : groups;
}
