import { Button, Group, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { notify } from '../app/notices.ts';
import { Icon } from '../kit/icon.tsx';
import { saveAs } from '../kit/save.ts';
import classes from './frame.module.css';

const bare = (code: string): string => code.toLowerCase().replace(/[^a-z0-9]/g, '');

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** Shown once. One of them is asked for again, from where they were put: who cannot give it has not kept them. */
export function RecoveryCodes({ codes, onKept }: RecoveryCodesProps) {
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState(false);
  const right = codes.some((code) => bare(code) === bare(typed));
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
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (right) onKept();
        }}
      >
        <TextInput
          label="Type or paste one of them, from where you kept them"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          error={asked && !right ? 'This is none of the codes above.' : undefined}
        />
        <Button type="submit" fullWidth mt="sm" disabled={typed.trim() === ''}>
          I have kept them
        </Button>
      </form>
    </>
  );
}
