import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MapAnswer, ShownFault } from '../../../../src/server/map/model.ts';
import { getTagged, getText } from '../../app/api.ts';
import { askAgain, useService } from '../../app/ask.ts';
import { notify } from '../../app/notices.ts';
import { Failed } from '../../kit/failed.tsx';
import { Loading } from '../../kit/loading.tsx';
import { count } from '../words.ts';
import classes from './edit.module.css';
import { Form } from './form.tsx';
import { type KeptDraft, keepDraft, keptDraft } from './kept-draft.ts';
import { SaveDialog } from './save-dialog.tsx';
import { type Draft, useDraft } from './use-draft.ts';
import { YamlView } from './yaml-view.tsx';

interface EditorProps {
  readonly begin: string | undefined;
  readonly onDone: () => void;
}

interface Newest {
  readonly digest: string;
  readonly text: string;
}

/** The map as a form and as YAML side by side: one draft, from the version that was newest when it began. */
export function Editor({ begin, onDone }: EditorProps) {
  const { service } = useService();
  const path = `/api/services/${encodeURIComponent(service)}/map`;
  // Read once and not followed: what somebody else saves meanwhile must not move under whoever writes. It is told when they save.
  const { data, error, refetch } = useQuery<Newest>({
    queryKey: ['edit of', path],
    queryFn: async ({ signal }) => {
      const { body } = await getTagged<MapAnswer>(path, { signal });
      return { digest: body.digest, text: await getText(`${path}/yaml?version=${body.digest}`, { signal }) };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="picture" height={560} />;
  return <Begun key={data.digest} service={service} newest={data} begin={begin} onDone={onDone} onAgain={() => void refetch()} />;
}

interface BegunProps extends EditorProps {
  readonly service: string;
  readonly newest: Newest;
  readonly onAgain: () => void;
}

function Begun({ service, newest, begin, onDone, onAgain }: BegunProps) {
  const [kept, setKept] = useState<KeptDraft | undefined>(() => keptDraft(service));
  const drop = () => {
    keepDraft(service, undefined);
    setKept(undefined);
    onAgain();
  };
  return <Sides key={`${kept?.base ?? newest.digest}`} {...{ service, newest, begin, onDone, drop }} kept={kept} />;
}

interface SidesProps {
  readonly service: string;
  readonly newest: Newest;
  readonly begin: string | undefined;
  readonly kept: KeptDraft | undefined;
  readonly drop: () => void;
  readonly onDone: () => void;
}

function Sides({ service, newest, begin, kept, drop, onDone }: SidesProps) {
  const [base, setBase] = useState(kept?.base ?? newest.digest);
  const draft = useDraft(service, base, kept?.text ?? newest.text, newest.text);
  const [show, setShow] = useState<number>();
  const [saving, setSaving] = useState(false);
  const touched = draft.text !== newest.text || base !== newest.digest;
  const faults = draft.check?.faults ?? NONE;
  const reset = () => {
    draft.replace(newest.text);
    drop();
  };
  const saved = async () => {
    keepDraft(service, undefined);
    await askAgain(`/api/services/${encodeURIComponent(service)}`);
    onDone();
  };
  return (
    <>
      <div className={classes['bar']}>
        <Text size="sm" role="status">
          {stateOf(draft, touched)}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={touched ? reset : onDone}>
            {touched ? 'Drop the draft' : 'Back'}
          </Button>
          <Button size="xs" disabled={!touched || draft.error !== undefined || faults.length > 0 || draft.checking} onClick={() => setSaving(true)}>
            Save
          </Button>
        </Group>
      </div>
      {kept !== undefined && kept.base !== newest.digest ? (
        <Text size="sm" mb="xs">
          The map has changed since this draft began. When you save, you see what the others changed.
        </Text>
      ) : null}
      <div className={classes['sides']}>
        <section className={classes['side']} aria-label="The draft as a form">
          {draft.value === undefined ? (
            <div className={classes['fields']}>
              {draft.error === undefined ? <Loading shape="lines" rows={10} /> : <Text>The YAML cannot be read, so there is no form of it: {draft.error}</Text>}
            </div>
          ) : (
            <Form
              root={draft.value}
              faults={faults}
              begin={begin}
              onShow={(list, index) => setShow(draft.spots[`${list} ${index}`])}
              onChange={(changes) =>
                void draft
                  .change(changes)
                  .catch(() =>
                    notify({ tone: 'failed', text: 'The YAML cannot be read as it stands, so the form cannot change it. Mend the line that is marked.' }),
                  )
              }
            />
          )}
        </section>
        <section className={classes['side']} aria-label="The draft as YAML">
          <YamlView
            text={draft.text}
            faults={faults}
            warnings={draft.check?.warnings ?? NONE}
            show={show}
            label={`YAML of ${service}`}
            onType={draft.type}
            onSave={() => touched && faults.length === 0 && setSaving(true)}
          />
        </section>
      </div>
      <Faults faults={faults} warnings={draft.check?.warnings ?? NONE} text={draft.text} onShow={setShow} />
      <SaveDialog service={service} open={saving} base={base} draft={draft} onClose={() => setSaving(false)} onSaved={() => void saved()} onBase={setBase} />
    </>
  );
}

const NONE: readonly ShownFault[] = [];

function stateOf(draft: Draft, touched: boolean): string {
  if (draft.unreachable) return 'The draft cannot be checked now. It is kept in this tab.';
  if (draft.error !== undefined) return `The YAML cannot be read: ${draft.error}`;
  if (draft.check === undefined || draft.checking) return 'Checking …';
  const { faults, difference, warnings } = draft.check;
  if (faults.length > 0) return `${count(faults.length, 'fault')} to mend before it can be saved.`;
  if (!touched) return 'Nothing is changed yet.';
  const n = difference === undefined ? 0 : difference.changes.added.length + difference.changes.removed.length + difference.changes.changed.length;
  const changed = n === 0 ? 'Only comments or spaces differ' : `${count(n, 'element')} changed`;
  return `${changed}. Kept in this tab, not saved.${warnings.length === 0 ? '' : ` ${count(warnings.length, 'thing')} to look at.`}`;
}

interface FaultsProps {
  readonly faults: readonly ShownFault[];
  readonly warnings: readonly ShownFault[];
  readonly text: string;
  readonly onShow: (offset: number) => void;
}

function Faults({ faults, warnings, text, onShow }: FaultsProps) {
  const all = [...faults.map((fault) => ({ fault, kind: 'Fault' })), ...warnings.map((fault) => ({ fault, kind: 'To look at' }))];
  if (all.length === 0) return null;
  const offsetOf = ({ line = 1, column = 1 }: ShownFault) => text.split('\n', line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  return (
    <ul className={classes['faults']} aria-label="What the check found">
      {all.map(({ fault, kind }) => (
        <li key={`${fault.code} ${fault.field ?? ''} ${fault.line ?? 0} ${fault.column ?? 0} ${fault.message}`}>
          <b>{kind}</b>{' '}
          {fault.line === undefined ? null : (
            <button type="button" className={classes['place']} onClick={() => onShow(offsetOf(fault))}>
              line {fault.line}
            </button>
          )}{' '}
          {fault.field === undefined ? null : <code>{fault.field}</code>} {fault.message}. {fault.remedy} <code>{fault.code}</code>
        </li>
      ))}
    </ul>
  );
}
