import { Button, Group, Paper, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ControlAnswer, LayerAnswer } from '../../../src/server/position/model.ts';
import { post } from '../app/api.ts';
import { askAgain, useService, useServiceAsk } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { LAYER_IDS, LAYER_NAMES, standing } from '../stack/words.ts';
import classes from './gaps.module.css';
import { useGapsView } from './view.ts';

const SHORTEST_REASON = 10;
const DAY_MS = 86_400_000;
const dayAfter = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Names the control, the element, the end and the reason; then a second person decides. What is chosen so far stands in the URL. */
export function Propose({ onClose }: { readonly onClose: () => void }) {
  const { service, at } = useService();
  const { search, turn } = useGapsView();
  const control = search.control === '-' ? undefined : search.control;
  const [until, setUntil] = useState(dayAfter(90));
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const groups = useControlGroups();
  const opened = useServiceAsk<ControlAnswer>(`controls/${control ?? ''}`, {}, { enabled: control !== undefined });
  const elements = opened.data?.id === control ? (opened.data?.elements ?? []) : [];
  const ready = control !== undefined && search.subject !== undefined && until !== '' && reason.trim().length >= SHORTEST_REASON && at === undefined;
  const go = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const body = { control, subject: search.subject, until: `${until}T00:00:00Z`, reason: reason.trim() };
      const sent = await post(`/api/services/${encodeURIComponent(service)}/exclusions`, body);
      if (sent.kind === 'done') notify({ tone: 'done', text: 'Excluded.' });
      await askAgain(`/api/services/${encodeURIComponent(service)}`);
      onClose();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Paper withBorder p="md" className={classes['propose'] ?? ''}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !busy) void go();
        }}
      >
        <Stack gap="sm">
          <Text fw={600}>Propose an exclusion</Text>
          <Text size="sm">
            The control is then not asked for at this element until the day named, unless it is seen to fail. To undo it: withdraw it here, with a reason.
          </Text>
          <Select
            label="Control"
            searchable
            data={groups}
            value={control ?? null}
            onChange={(next) => turn({ control: next ?? '-', subject: undefined })}
            nothingFoundMessage="No control of this name"
          />
          <Select
            label="Element of the map"
            disabled={control === undefined}
            data={elements.map(({ subject, name, verdict }) => ({ value: subject, label: `${name} (${standing(verdict)})` }))}
            value={search.subject ?? null}
            onChange={(next) => turn({ subject: next ?? undefined })}
          />
          <TextInput
            type="date"
            label="Until, the first moment of the day in UTC"
            description="At most a year away: it is a decision to look again later."
            min={dayAfter(1)}
            max={dayAfter(365)}
            value={until}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
          <Textarea
            label="Reason"
            description={`At least ${SHORTEST_REASON} letters. It goes on the ledger and stays there. Name no person in it.`}
            autosize
            minRows={2}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {at === undefined ? null : <Text size="sm">This page shows a past moment. Choose Now to propose.</Text>}
          {error === undefined ? null : <Failed error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={!ready}>
              Propose
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

/** Every control that is owed somewhere, under its layer. */
function useControlGroups() {
  const asked = [
    useServiceAsk<LayerAnswer>('layers/experience'),
    useServiceAsk<LayerAnswer>('layers/product'),
    useServiceAsk<LayerAnswer>('layers/development'),
    useServiceAsk<LayerAnswer>('layers/operations'),
    useServiceAsk<LayerAnswer>('layers/business'),
  ];
  return LAYER_IDS.map((layer) => ({
    group: LAYER_NAMES[layer].name,
    items: (asked.find(({ data }) => data?.layer === layer)?.data?.controls ?? [])
      .filter(({ verdict }) => verdict !== 'not-owed')
      .map(({ id, title }) => ({ value: id, label: title })),
  }));
}
