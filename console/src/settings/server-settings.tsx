import { Button, Group, NumberInput, Paper, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../app/account.ts';
import { put } from '../app/api.ts';
import { askAgain } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { isReason, ReasonField } from '../kit/reason-field.tsx';
import { useTry } from '../sign-in/use-try.ts';
import type { Settings, SettingsView } from './answers.ts';

type Provider = NonNullable<Settings['provider']>;
const NO_PROVIDER: Provider = { label: '', issuer: '', clientId: '' };

/** One form, saved whole: a second person agrees to exactly what is shown in it. */
export function ServerSettings({ view }: { readonly view: SettingsView }) {
  const may = useMay()('settings.change');
  // What the draft was made on. Settings that somebody else changes meanwhile take the place of an untouched form, and never of a draft.
  const [base, setBase] = useState(view);
  const [settings, setSettings] = useState<Settings>(view.settings);
  const [reason, setReason] = useState('');
  const { busy, error, attempt, forget } = useTry();
  const { sessions, provider } = settings;
  const changed = JSON.stringify(settings) !== JSON.stringify(base.settings);
  const adopt = () => {
    forget();
    setBase(view);
    setSettings(view.settings);
    setReason('');
  };
  const overtaken = base.digest !== view.digest;
  if (overtaken && !changed) adopt();
  const setSessions = (part: Partial<Settings['sessions']>) => setSettings({ ...settings, sessions: { ...sessions, ...part } });
  const setProvider = (next: Provider | undefined) => {
    const { provider: _, ...rest } = settings;
    setSettings(next === undefined ? rest : { ...rest, provider: next });
  };
  const save = async () => {
    const sent = await put<SettingsView>('/api/settings', { settings, from: base.digest, reason: reason.trim() });
    if (sent.kind === 'done') notify({ tone: 'done', text: 'The settings are changed.' });
    setSettings(base.settings);
    setReason('');
    await askAgain('/api/settings');
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        attempt(save);
      }}
    >
      <Stack maw="38rem" gap="lg">
        {may ? null : <Text c="dimmed">Only an operator can change these.</Text>}
        <fieldset disabled={!may} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <Stack gap="md">
            <Title order={2}>How long a sign-in holds</Title>
            <NumberInput
              label="Without doing anything, in minutes"
              min={5}
              max={60}
              allowDecimal={false}
              value={sessions.idleMinutes}
              onChange={(value) => setSessions({ idleMinutes: Number(value) })}
            />
            <NumberInput
              label="In all, in hours"
              min={1}
              max={24}
              allowDecimal={false}
              value={sessions.absoluteHours}
              onChange={(value) => setSessions({ absoluteHours: Number(value) })}
            />
            <Title order={2} mt="sm">
              Identity provider
            </Title>
            <Switch
              label="People can also sign in by an OpenID Connect provider"
              checked={provider !== undefined}
              onChange={(event) => setProvider(event.currentTarget.checked ? (base.settings.provider ?? NO_PROVIDER) : undefined)}
            />
            {provider === undefined ? null : <ProviderFields provider={provider} set={setProvider} callback={view.callback} />}
            <Title order={2} mt="sm">
              Breached passwords
            </Title>
            <TextInput
              label="Folder of range files on the server (optional)"
              description="Passwords found there are refused. Nothing is sent anywhere. Read at the next start."
              value={settings.breachedPasswords ?? ''}
              onChange={(event) => {
                const { breachedPasswords: _, ...rest } = settings;
                const folder = event.currentTarget.value;
                setSettings(folder === '' ? rest : { ...rest, breachedPasswords: folder });
              }}
            />
          </Stack>
        </fieldset>
        <Text size="sm" c="dimmed">
          People open Assay at {view.atStart.publicUrl}. That is said when the server is started, since passkeys belong to it.
        </Text>
        {changed ? (
          <>
            {overtaken ? (
              <Paper withBorder p="md" role="status">
                <Text fw={600}>Somebody else has changed the settings meanwhile.</Text>
                <Text size="sm" mb="xs">
                  What you changed here was made on the ones before, so it would be refused. Read the new ones, and make your change on them.
                </Text>
                <Button size="xs" variant="default" onClick={adopt}>
                  Show the new ones, and drop my change
                </Button>
              </Paper>
            ) : null}
            <ReasonField value={reason} onChange={setReason} />
            <Text size="sm">Settings hold for everybody, so a second person has to agree. Until then the old ones hold.</Text>
            {error === undefined ? null : <Failed error={error} retry={() => void askAgain('/api/settings')} />}
            <Group>
              <Button type="submit" loading={busy} disabled={!isReason(reason) || overtaken}>
                Propose the change
              </Button>
              <Button variant="default" onClick={adopt}>
                As they were
              </Button>
            </Group>
          </>
        ) : null}
      </Stack>
    </form>
  );
}

function ProviderFields({ provider, set, callback }: { readonly provider: Provider; readonly set: (next: Provider) => void; readonly callback: string }) {
  const field = (key: 'secretFile' | 'acrValues', value: string) => {
    const { [key]: _, ...rest } = provider;
    set(value === '' ? (rest as Provider) : { ...(rest as Provider), [key]: value });
  };
  return (
    <Stack gap="sm">
      <TextInput
        label="Name on the button"
        placeholder="Example company"
        required
        maxLength={60}
        value={provider.label}
        onChange={(event) => set({ ...provider, label: event.currentTarget.value })}
      />
      <TextInput
        label="Issuer"
        placeholder="https://id.example.com"
        required
        maxLength={500}
        spellCheck={false}
        value={provider.issuer}
        onChange={(event) => set({ ...provider, issuer: event.currentTarget.value })}
      />
      <TextInput
        label="Client id"
        required
        maxLength={300}
        spellCheck={false}
        value={provider.clientId}
        onChange={(event) => set({ ...provider, clientId: event.currentTarget.value })}
      />
      <TextInput
        label="Name of the secret's file (optional)"
        description="In the folder secrets of the data folder; no secret is typed here, since settings stand on the ledger"
        spellCheck={false}
        value={provider.secretFile ?? ''}
        onChange={(event) => field('secretFile', event.currentTarget.value)}
      />
      <TextInput
        label="What it is asked to assure (optional)"
        description="acr_values, in the provider's own words"
        spellCheck={false}
        value={provider.acrValues ?? ''}
        onChange={(event) => field('acrValues', event.currentTarget.value)}
      />
      <Text size="sm">
        Tell the provider to send people back to <code>{callback}</code>.
      </Text>
    </Stack>
  );
}
