import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { type DragEvent, useRef, useState } from 'react';
import type { ImportAnswer } from '../../../src/server/map/model.ts';
import { post } from '../app/api.ts';
import { Failed } from '../kit/failed.tsx';
import { Icon } from '../kit/icon.tsx';
import { Loading } from '../kit/loading.tsx';
import { saveAs } from '../kit/save.ts';
import { AccountOf, Summary } from './account.tsx';
import classes from './bring.module.css';
import { useCreate } from './create.ts';
import { FaultList } from './fault-list.tsx';

const MOST_BYTES = 6 * 1024 * 1024;

interface Given {
  readonly name: string;
  readonly text: string;
}

/** A model of another tool: read, shown with what was carried and lost, and then brought as it was shown. */
export function FromModel() {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [given, setGiven] = useState<Given>();
  const [shown, setShown] = useState<ImportAnswer>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [refused, setRefused] = useState<string>();
  const { create, busy: creating, error: createError } = useCreate();

  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setShown(undefined);
    setError(undefined);
    setRefused(undefined);
    if (file.size > MOST_BYTES) {
      setRefused(`${file.name} is larger than ${MOST_BYTES / 1024 / 1024} MiB, which is as much as Assay reads.`);
      return;
    }
    setBusy(true);
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
      setGiven({ name: file.name, text });
      const sent = await post<ImportAnswer>('/api/map/import', { text, file: file.name.slice(0, 200) });
      if (sent.kind === 'done') setShown(sent.body);
    } catch (failed) {
      if (failed instanceof TypeError) setRefused(`${file.name} is no text in UTF-8. Export the model as JSON or YAML.`);
      else setError(failed);
    } finally {
      setBusy(false);
    }
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };
  const bring = () => {
    if (given === undefined || shown?.digest === undefined) return;
    if (shown.format === 'assay') void create({ from: 'yaml', yaml: given.text });
    else void create({ from: 'model', format: shown.format, text: given.text, file: given.name.slice(0, 200), seen: shown.digest });
  };
  return (
    <Stack gap="md">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way; the button inside is the way for everybody. */}
      <div
        className={classes['drop']}
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon name="upload" size={28} />
        <Text>Drop a file here, or</Text>
        <Button variant="default" onClick={() => input.current?.click()}>
          Choose a file
        </Button>
        <input
          ref={input}
          type="file"
          className="visually-hidden"
          tabIndex={-1}
          aria-label="A model to import"
          accept=".json,.yaml,.yml,.otm"
          onChange={(event) => {
            void take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <Text size="sm" c="dimmed">
          OTM, Threagile, Threat Dragon, CycloneDX, or service.yaml; at most 6 MiB. It is read as text: nothing that it names is fetched.
        </Text>
      </div>
      {refused === undefined ? null : <Text role="alert">{refused}</Text>}
      {error === undefined ? null : <Failed error={error} what={`${given?.name ?? 'The file'} could not be read as a model.`} />}
      {busy ? <Loading shape="lines" rows={6} label="Reading the model" /> : null}
      {shown === undefined ? null : (
        <Paper withBorder p="md" component="section" aria-label="What would be brought">
          <Stack gap="md">
            {shown.service === undefined ? <Title order={2}>{given?.name} cannot be brought as it is</Title> : <Title order={2}>{shown.service.name}</Title>}
            <Summary shown={shown} />
            <FaultList answer={shown} />
            {createError === undefined ? null : <Failed error={createError} what="The service was not brought." />}
            <Group>
              <Button onClick={bring} loading={creating} disabled={shown.digest === undefined || shown.faults.length > 0}>
                Bring this service
              </Button>
              <Button
                variant="default"
                leftSection={<Icon name="download" size={14} />}
                onClick={() => saveAs(`${shown.service?.id ?? 'service'}.yaml`, 'application/yaml', shown.yaml)}
              >
                Its YAML
              </Button>
              <Text size="sm" c="dimmed">
                Nothing is recorded yet.
              </Text>
            </Group>
            <AccountOf shown={shown} />
          </Stack>
        </Paper>
      )}
    </Stack>
  );
}
