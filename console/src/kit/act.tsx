import { Button, type ButtonProps, Group, Modal, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { type ActionId, useMay } from '../app/account.ts';
import type { Sent } from '../app/api.ts';
import { notify } from '../app/notices.ts';
import { Failed } from './failed.tsx';
import { useFilled } from './filled.ts';
import { isReason, ReasonField } from './reason-field.tsx';

interface ActProps {
  /** Asked of the same policies that judge the request. */
  readonly action: ActionId;
  /** On the button, and the dialog's title: "Suspend". */
  readonly title: string;
  /** In one line, what will happen, and to how many devices and people. */
  readonly says: string;
  /** How to undo it: "Restore it under People." Absent where it cannot be undone: then the person types `confirm`. */
  readonly undo?: string;
  /** What to type, where it cannot be undone. */
  readonly confirm?: string;
  /** A reason is asked for, and goes on the ledger. */
  readonly reason?: boolean;
  readonly run: (reason: string) => Promise<Sent<unknown>>;
  /** Said when it is done: "Suspended." */
  readonly done?: string;
  readonly onDone?: () => void;
  /** Why it cannot be done now, where that is no matter of permission. */
  readonly blocked?: string | undefined;
  readonly button?: ButtonProps;
}

/** A button for an act that matters. It is shown disabled, with the reason, to whoever may not. */
export function Act({ action, title, says, undo, confirm, reason = false, run, done, onDone, blocked, button }: ActProps) {
  const may = useMay()(action);
  const [open, setOpen] = useState(false);
  const why = may ? blocked : 'Your roles do not include this. An operator can change that, under People.';
  const trigger = (
    <Button
      variant="default"
      size="xs"
      {...button}
      onClick={() => why === undefined && setOpen(true)}
      {...(why === undefined ? {} : { 'data-disabled': true, 'aria-disabled': true })}
    >
      {title}
    </Button>
  );
  return (
    <>
      {why === undefined ? trigger : <Tooltip label={why}>{trigger}</Tooltip>}
      <Modal opened={open} onClose={() => setOpen(false)} title={title}>
        <Confirm
          {...{ title, says, reason, run, done: done ?? `${title}: done.` }}
          {...(undo === undefined ? {} : { undo })}
          {...(confirm === undefined ? {} : { confirm })}
          close={() => setOpen(false)}
          after={onDone ?? (() => undefined)}
        />
      </Modal>
    </>
  );
}

interface ConfirmProps {
  readonly title: string;
  readonly says: string;
  readonly undo?: string;
  readonly confirm?: string;
  readonly reason: boolean;
  readonly run: (reason: string) => Promise<Sent<unknown>>;
  readonly done: string;
  readonly close: () => void;
  readonly after: () => void;
}

function Confirm({ title, says, undo, confirm, reason, run, done, close, after }: ConfirmProps) {
  const [why, setWhy] = useState('');
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [reasoned, confirmed] = [!reason || isReason(why), confirm === undefined || typed === confirm];
  const go = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const sent = await run(why.trim());
      if (sent.kind === 'done') notify({ tone: 'done', text: done });
      close();
      after();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const { form, missing } = useFilled(reasoned && confirmed, () => {
    if (!busy) void go();
  });
  return (
    <form {...form}>
      <Stack gap="sm">
        <Text>{says}</Text>
        <Text size="sm" c="dimmed">
          {undo === undefined ? 'This cannot be undone.' : `To undo it: ${undo}`}
        </Text>
        {reason ? <ReasonField value={why} onChange={setWhy} first error={missing(reasoned, 'Say why, so that a colleague can follow it later.')} /> : null}
        {confirm === undefined ? null : (
          <TextInput
            label={`Type “${confirm}” to confirm`}
            value={typed}
            error={missing(confirmed, `Type it as it stands here: ${confirm}`)}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        {error === undefined ? null : <Failed error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={busy}>
            {title}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
