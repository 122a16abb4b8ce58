import { Button, Group, Modal, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import type { CompareAnswer, MapAnswer, PutAnswer } from '../../../../src/server/map/model.ts';
import { get, put } from '../../app/api.ts';
import { notify } from '../../app/notices.ts';
import { ApiProblem } from '../../app/problem.ts';
import { Failed } from '../../kit/failed.tsx';
import { Changes } from '../versions/changes.tsx';
import versionClasses from '../versions/versions.module.css';
import { merging } from './merging.ts';
import type { Plain } from './references.ts';
import type { Draft } from './use-draft.ts';

interface SaveDialogProps {
  readonly service: string;
  readonly open: boolean;
  /** The version that the draft is held against. */
  readonly base: string;
  readonly draft: Draft;
  readonly onClose: () => void;
  readonly onSaved: () => void;
  /** Holds the draft against another version: the newest, where somebody else saved first. */
  readonly onBase: (digest: string) => void;
}

const SHORTEST = 10;
const limited = versionClasses['limited'];

/** What will change, and why; and where somebody else saved first, what they changed. */
export function SaveDialog({ service, open, base, draft, onClose, onSaved, onBase }: SaveDialogProps) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  /** What both changed, after theirs was brought in. */
  const [met, setMet] = useState<readonly string[]>([]);
  const [theirs, setTheirs] = useState<CompareAnswer>();
  const orphans = draft.check?.difference?.changes.removed.map(({ id }) => id) ?? [];
  const path = `/api/services/${encodeURIComponent(service)}/map`;
  const save = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const sent = await put<PutAnswer>(path, { yaml: draft.text, reason: reason.trim() }, { etag: base });
      if (sent.kind === 'done') {
        notify({ tone: 'done', text: sent.body.changed ? 'Saved as the newest version.' : 'Saved. The map is the same; its text is kept.' });
        setTheirs(undefined);
        onSaved();
      }
      onClose();
    } catch (failed) {
      if (failed instanceof ApiProblem && failed.status === 412) setTheirs(await get<CompareAnswer>(`${path}/compare?from=${base}`).catch(() => undefined));
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const bringTheirs = async () => {
    const mine = draft.check?.difference?.changes;
    if (theirs === undefined || draft.value === undefined || mine === undefined) return;
    setBusy(true);
    try {
      const { map } = await get<MapAnswer>(`${path}?version=${theirs.to}`);
      // JSON of the server, as a draft has it.
      const { changes, both } = merging(draft.value, map as unknown as Plain, theirs.changes, mine);
      await draft.change(changes);
      onBase(theirs.to);
      setMet(both.map(({ name }) => name));
      setTheirs(undefined);
      setError(undefined);
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={open} onClose={onClose} title="Save the map" size="lg">
      <Stack gap="sm">
        {theirs === undefined ? (
          <>
            <div>
              <Title order={3}>What changes</Title>
              {draft.check?.difference === undefined || draft.checking ? (
                <Text size="sm">Working it out …</Text>
              ) : (
                <section className={limited} aria-label="What changes">
                  <Changes difference={draft.check.difference} none="The map stays as it is; its text and comments are kept as you wrote them." />
                </section>
              )}
            </div>
            {met.length === 0 ? null : (
              <Text size="sm" role="alert">
                <b>You both changed {met.join(', ')}.</b> Your version stands below; saving it replaces theirs.
              </Text>
            )}
            {orphans.length === 0 ? null : (
              <Text size="sm">
                <b>Evidence names elements by their ids.</b> What was seen of {orphans.slice(0, 6).join(', ')}
                {orphans.length > 6 ? ` and ${orphans.length - 6} others` : ''} stays on the ledger and speaks of nothing on the new map, until it is recorded
                for what stands there now.
              </Text>
            )}
            <Text size="sm" c="dimmed">
              Every answer from now on is given for the new map. To undo it: open the version before under Versions, and save its YAML again.
            </Text>
            <Textarea
              label="Reason"
              description={`Goes on the ledger and stays there; at least ${SHORTEST} characters. Name no person in it.`}
              required
              autosize
              minRows={2}
              maxLength={1000}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              data-autofocus
            />
            {error === undefined ? null : <Failed error={error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button
                loading={busy}
                disabled={reason.trim().length < SHORTEST || draft.checking || (draft.check?.faults.length ?? 1) > 0}
                onClick={() => void save()}
              >
                Save
              </Button>
            </Group>
          </>
        ) : (
          <>
            <Text>Somebody else saved first. Nothing of theirs was overwritten, and your draft is as it was. They changed:</Text>
            <Changes difference={theirs} />
            <Text size="sm">
              Their changes can be brought into your draft: what only they changed is taken from them, what you changed too stays as you have it. You see the
              outcome before you save.
            </Text>
            {error === undefined || (error instanceof ApiProblem && error.status === 412) ? null : <Failed error={error} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                Back to the draft
              </Button>
              <Button loading={busy} onClick={() => void bringTheirs()}>
                Bring their changes in
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  );
}
