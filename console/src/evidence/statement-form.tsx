import { Autocomplete, Button, Group, NativeSelect, Select, Text, Textarea, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { ClaimsAnswer, RecordedAnswer } from '../../../src/server/evidence/model.ts';
import { post } from '../app/api.ts';
import { askAgain, useService } from '../app/ask.ts';
import { notify } from '../app/notices.ts';
import { Failed } from '../kit/failed.tsx';
import { hex, toBase64, utf8 } from '../verify/bytes.ts';
import classes from './evidence.module.css';
import { METHODS } from './view.ts';

const api = getRouteApi('/services/$service/evidence');
type Claim = ClaimsAnswer['claims'][number];

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

const schemaOf = ({ value }: Claim): Schema => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {});

/** The value of a field by the schema of its claim; `undefined` where the text is none yet. */
function readValue(schema: Schema, text: string): unknown {
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (schema.type === 'number' || schema.type === 'integer') return text.trim() === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
  if (schema.type === 'string') return text === '' ? undefined : text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** One statement by hand: what it states is asked for by the schema of its claim. What the person writes down of it is the raw input, kept by its digest. */
export function StatementForm({ claims }: { readonly claims: ClaimsAnswer }) {
  const { service } = useService();
  const navigate = api.useNavigate();
  const [claimId, setClaim] = useState<string | null>(null);
  const [subject, setSubject] = useState('');
  const [value, setValue] = useState('');
  const [method, setMethod] = useState<string>('attestation');
  const [source, setSource] = useState('');
  const [seen, setSeen] = useState(() => new Date().toISOString().slice(0, 16));
  const [note, setNote] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const claim = claims.claims.find(({ id }) => id === claimId);
  const schema = claim === undefined ? {} : schemaOf(claim);
  const given = claim === undefined ? undefined : readValue(schema, value);
  const ready = claim !== undefined && subject !== '' && given !== undefined && source !== '' && note !== '';
  const record = async () => {
    if (!ready || claim === undefined) return;
    setBusy(true);
    setError(null);
    try {
      const bytes = utf8(note);
      const digest = `sha256:${hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))}`;
      const statement = {
        subject,
        claim: claim.id,
        value: given,
        observedAt: `${seen}:00Z`,
        validFor: claim.validFor,
        source,
        method,
        raw: { digest, mediaType: 'text/plain' },
      };
      const sent = await post<RecordedAnswer>(`/api/services/${encodeURIComponent(service)}/evidence`, { statements: [statement], raw: [toBase64(bytes)] });
      if (sent.kind !== 'done') return;
      const { first } = sent.body;
      notify({ tone: 'done', text: first === null ? `The ledger has this statement already.` : `Recorded as entry ${first}.` });
      await askAgain(`/api/services/${service}`);
      if (first !== null) void navigate({ search: { entry: first } });
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      className={classes['form']}
      onSubmit={(event) => {
        event.preventDefault();
        void record();
      }}
    >
      <Select
        label="Claim"
        description={claim === undefined ? 'What is stated' : `It was seen that the subject ${claim.says}.`}
        searchable
        limit={60}
        data={claims.claims.map(({ id, says }) => ({ value: id, label: `${id}: ${says}` }))}
        value={claimId}
        onChange={(chosen) => {
          setClaim(chosen);
          setValue('');
        }}
      />
      <Autocomplete
        label="Subject"
        description="A thing on the map; #member for one of many, such as camera#C0FFEE"
        limit={40}
        data={claims.subjects.map(({ id }) => id)}
        value={subject}
        onChange={setSubject}
      />
      {schema.type === 'boolean' ? (
        <NativeSelect
          label="Value"
          value={value}
          data={[
            { value: '', label: 'Choose' },
            { value: 'true', label: 'Yes, it does' },
            { value: 'false', label: 'No, it does not' },
          ]}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      ) : schema.enum !== undefined ? (
        <NativeSelect
          label="Value"
          value={value}
          data={[{ value: '', label: 'Choose' }, ...schema.enum]}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      ) : schema.type === 'number' || schema.type === 'integer' || schema.type === 'string' ? (
        <TextInput
          label="Value"
          description={rangeOf(schema)}
          inputMode={schema.type === 'string' ? 'text' : 'decimal'}
          value={value}
          onChange={(event) => setValue(event.currentTarget.value)}
        />
      ) : claim === undefined ? null : (
        <Textarea label="Value" description="As JSON" autosize minRows={3} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
      )}
      <NativeSelect
        label="How it was seen"
        description="What somebody says and nobody measured is an attestation, the weakest kind"
        value={method}
        data={[...METHODS]}
        onChange={(event) => setMethod(event.currentTarget.value)}
      />
      <TextInput
        label="By"
        description="A tool and its version, a role, an organisation. Name no person: it stays on the ledger"
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
      />
      <TextInput label="Seen at (UTC)" type="datetime-local" value={seen} onChange={(event) => setSeen(event.currentTarget.value)} />
      <Textarea
        label="What was looked at, and what was found"
        description="Kept beside the ledger, where it can be erased; its digest goes on the ledger"
        autosize
        minRows={3}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {claim === undefined ? null : <Text size="sm">It may be relied on for {claim.validFor} from when it was seen.</Text>}
      {error === null ? null : <Failed error={error} what="Nothing was recorded." />}
      <Group>
        <Button type="submit" disabled={!ready} loading={busy}>
          Record this statement
        </Button>
      </Group>
    </form>
  );
}

function rangeOf({ type, minimum, maximum }: Schema): string {
  if (type === 'string') return 'Text, as the claim asks for it';
  const from = minimum === undefined ? '' : ` from ${minimum}`;
  const to = maximum === undefined || maximum > 1e9 ? '' : ` to ${maximum}`;
  return `${type === 'integer' ? 'A whole number' : 'A number'}${from}${to}`;
}
