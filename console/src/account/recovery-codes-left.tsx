import { Button, Modal, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { post } from '../app/api.ts';
import { askAgain } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import frame from '../sign-in/frame.module.css';
import { RecoveryCodes } from '../sign-in/recovery-codes.tsx';
import { useTry } from '../sign-in/use-try.ts';

export function RecoveryCodesLeft({ left, kept: areKept }: { readonly left: number; readonly kept: boolean }) {
  const [codes, setCodes] = useState<readonly string[]>();
  const { busy, error, attempt } = useTry();
  const kept = () => {
    setCodes(undefined);
    void askAgain('/api/account');
  };
  return (
    <section aria-labelledby="codes">
      <Title order={2} id="codes" mb="xs">
        Recovery codes
      </Title>
      <Text mb="sm">
        {!areKept
          ? 'You have not said that you have the last ones, so you may never have seen them: make new ones.'
          : left === 0
            ? 'None is left.'
            : `${left} ${left === 1 ? 'is' : 'are'} left. Each lets you in once.`}{' '}
        New ones put the old ones out of use.
      </Text>
      {error === undefined ? null : <Failed error={error} />}
      <Button
        variant={left === 0 || !areKept ? 'filled' : 'default'}
        loading={busy}
        onClick={() =>
          attempt(async () => {
            const sent = await post<{ readonly recoveryCodes: readonly string[] }>('/api/account/recovery-codes', {});
            if (sent.kind === 'done') setCodes(sent.body.recoveryCodes);
          })
        }
      >
        Make new codes
      </Button>
      {/* Closed by the check alone: these codes are shown once, and the old ones count no longer. */}
      <Modal opened={codes !== undefined} onClose={() => undefined} withCloseButton={false} title="Keep your recovery codes">
        <div className={frame['body']}>{codes === undefined ? null : <RecoveryCodes codes={codes} onKept={kept} />}</div>
      </Modal>
    </section>
  );
}
