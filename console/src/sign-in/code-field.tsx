import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useFilled } from '../kit/filled.ts';

interface CodeFieldProps {
  /** `totp`: six digits of an authenticator app; `recovery`: one of the codes that were kept. */
  readonly kind: 'totp' | 'recovery';
  readonly busy: boolean;
  readonly onCode: (code: string) => void;
  readonly button?: string;
}

/** One field, so that pasting and filling in by the browser work; nobody has to copy digits from one place to another by eye (WCAG 3.3.8). */
export function CodeField({ kind, busy, onCode, button = 'Continue' }: CodeFieldProps) {
  const [code, setCode] = useState('');
  const totp = kind === 'totp';
  const right = totp ? /^(\s*\d){6}\s*$/.test(code) : code.trim().length >= 8;
  const { form, missing } = useFilled(right, () => {
    if (!busy) onCode(totp ? code.replace(/\s/g, '') : code.trim());
  });
  return (
    <form {...form}>
      <TextInput
        label={totp ? 'One-time code' : 'Recovery code'}
        description={totp ? 'The six digits that your authenticator app shows for Assay' : 'Any one that you have not used yet'}
        name={totp ? 'one-time-code' : 'recovery-code'}
        autoComplete={totp ? 'one-time-code' : 'off'}
        inputMode={totp ? 'numeric' : 'text'}
        spellCheck={false}
        maxLength={totp ? 9 : 60}
        size="md"
        data-autofocus
        autoFocus
        required
        value={code}
        error={missing(right, totp ? 'Enter the six digits that the app shows.' : 'Enter one of your recovery codes, as it was written.')}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" fullWidth mt="md" loading={busy}>
        {button}
      </Button>
    </form>
  );
}
