import { Button, Group, Text, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { post } from '../app/api.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { useFilled } from '../kit/filled.ts';
import { Icon } from '../kit/icon.tsx';
import { saveAs } from '../kit/save.ts';
import classes from './frame.module.css';
import { useTry } from './use-try.ts';

const bare = (code: string): string => code.toLowerCase().replace(/[^a-z0-9]/g, '');

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/**
 * Shown once. One of them is asked for again, from where they were put: who cannot give it has not kept them. The browser asks before the page is left, and the server is told only when
 * they are kept: whoever loses them all the same is offered new ones.
 */
export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps) {
  const [typed, setTyped] = useState('');
  const { busy, error, attempt } = useTry();
  const right = codes.some((code) => bare(code) === bare(typed));
  const { form, missing } = useFilled(right, () =>
    attempt(async () => {
      await post('/api/account/recovery-codes/kept', {});
      onKept();
    }),
  );
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
  const text = `Recovery codes for Assay at ${location.host}\nEach lets you in once, when your passkey or phone is lost.\n\n${codes.join('\n')}\n`;
  return (
    <>
      <ol className={classes['codes']} aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <Group gap="xs">
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="download" size={14} />}
          onClick={() => saveAs('assay-recovery-codes.txt', 'text/plain', text)}
        >
          Download
        </Button>
        <Button variant="default" size="xs" onClick={() => print()}>
          Print
        </Button>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="copy" size={14} />}
          onClick={() =>
            void navigator.clipboard
              .writeText(text)
              .then(() => notify({ tone: 'done', text: 'The codes are on the clipboard. Put them where you keep your passport.' }))
          }
        >
          Copy
        </Button>
      </Group>
      <Text size="sm">They are not shown again. Keep them apart from the device that you sign in with.</Text>
      {error === undefined ? null : <Failed error={error} />}
      <form {...form}>
        <TextInput
          label="Type or paste one of them, from where you kept them"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          error={missing(right, typed.trim() === '' ? 'Type one of the codes above, or paste it.' : 'This is none of the codes above.')}
        />
        <Button type="submit" fullWidth mt="sm" loading={busy}>
          I have kept them
        </Button>
      </form>
    </>
  );
}
