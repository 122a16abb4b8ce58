import { SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import type { ClaimsAnswer } from '../../../src/server/evidence/model.ts';
import { useMay } from '../app/account.ts';
import { useServiceAsk } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { NoPermission } from '../kit/no-permission.tsx';
import { FileDrop } from './file-drop.tsx';
import { StatementForm } from './statement-form.tsx';

/** Two ways in: what a tool wrote, or one statement by hand. */
export function Add() {
  const [way, setWay] = useState<'file' | 'form'>('file');
  const may = useMay();
  const { data, error, refetch } = useServiceAsk<ClaimsAnswer>('claims', { at: undefined });
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading shape="picture" height={240} />;
  if (!may('evidence.record')) return <NoPermission shows="Here evidence is added: files of tools, or one statement by hand." />;
  return (
    <>
      <SegmentedControl
        mb="md"
        value={way}
        onChange={(value) => setWay(value === 'form' ? 'form' : 'file')}
        data={[
          { value: 'file', label: 'From a tool' },
          { value: 'form', label: 'By hand' },
        ]}
      />
      {data.subjects.length === 0 ? (
        <Text>This service has no map yet, and evidence is always about something on the map. Bring a map first.</Text>
      ) : way === 'file' ? (
        <FileDrop claims={data} />
      ) : (
        <StatementForm claims={data} />
      )}
    </>
  );
}
