import { Button } from '@mantine/core';
import { useState } from 'react';
import { post } from '../app/api.ts';
import { Failed } from '../kit/failed.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { useTry } from './use-try.ts';

/** New recovery codes for whoever is signed in, in the place of those that they lost sight of. */
export function CodesAnew({ onKept }: { readonly onKept: () => void }) {
  const [codes, setCodes] = useState<readonly string[]>();
  const { busy, error, attempt } = useTry();
  if (codes !== undefined) return <RecoveryCodes codes={codes} onKept={onKept} />;
  return (
    <>
      {error === undefined ? null : <Failed error={error} />}
      <Button
        size="md"
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
    </>
  );
}
