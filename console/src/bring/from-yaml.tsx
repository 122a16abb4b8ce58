import { Button, Group, Stack, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { CheckAnswer } from '../../../src/server/map/model.ts';
import { post } from '../app/api.ts';
import { ApiProblem } from '../app/problem.ts';
import { Failed } from '../kit/failed.tsx';
import { YamlView } from '../map/edit/yaml-view.tsx';
import { count } from '../map/words.ts';
import classes from './bring.module.css';
import { useCreate } from './create.ts';
import { FaultList } from './fault-list.tsx';

const KEPT = 'assay-bring-yaml';
const TEMPLATE = `assay: service/1

service:
  id: my-service
  name: My service

parts:
  - { id: internet, kind: network, name: Internet, inScope: false }
  - { id: home, kind: network, name: Home network }
  - id: device
    kind: device
    name: Device
    attached: [home]
  - id: cloud
    kind: server
    name: Cloud
    interfaces:
      - { id: api, protocol: https, port: 443, purpose: device-api, on: [internet], authentication: unknown }

flows:
  - { id: telemetry, from: device, to: cloud, interface: api, protocol: https, carries: [readings], over: [home, internet] }

assets:
  - { id: readings, name: Readings, kind: information, needs: { confidentiality: 3 }, at: [{ part: cloud }] }

actors:
  - { id: stranger, name: Stranger on the Internet, kind: outsider, starts: [{ part: internet, access: reach }] }
`;
const NONE: CheckAnswer['faults'] = [];

/** A service.yaml, pasted or written; checked at every pause. */
export function FromYaml() {
  const [text, setText] = useState(() => sessionStorage.getItem(KEPT) ?? TEMPLATE);
  const [check, setCheck] = useState<CheckAnswer>();
  const [checked, setChecked] = useState<string>();
  const [failed, setFailed] = useState<unknown>();
  const { create, busy, error } = useCreate();
  useEffect(() => {
    try {
      sessionStorage.setItem(KEPT, text);
    } catch {
      // Without room for it the text stays on the page alone.
    }
    const asked = new AbortController();
    let again: ReturnType<typeof setTimeout> | undefined;
    const ask = () =>
      void post<CheckAnswer>('/api/map/check', { yaml: text }, { signal: asked.signal }).then(
        (sent) => {
          if (sent.kind !== 'done') return;
          setCheck(sent.body);
          setChecked(text);
          setFailed(undefined);
        },
        (refused: unknown) => {
          if (refused instanceof DOMException) return;
          // Somebody types faster than the server checks.
          if (refused instanceof ApiProblem && refused.status === 429) again = setTimeout(ask, 3000);
          else setFailed(refused);
        },
      );
    const timer = setTimeout(ask, 1000);
    return () => {
      clearTimeout(timer);
      clearTimeout(again);
      asked.abort();
    };
  }, [text]);
  const checking = checked !== text;
  const faults = check?.faults ?? NONE;
  const bring = async () => {
    await create({ from: 'yaml', yaml: text });
  };
  return (
    <Stack gap="md">
      <div className={classes['yaml']}>
        <YamlView text={text} faults={faults} warnings={check?.warnings ?? NONE} label="The YAML of the service" onType={setText} />
      </div>
      <Text role="status">
        {checking
          ? 'Checking …'
          : faults.length > 0
            ? `${count(faults.length, 'fault')} to mend.`
            : `${check?.service?.name ?? ''}: ${Object.entries(check?.counts ?? {})
                .filter(([, n]) => n > 0)
                .map(([list, n]) => `${n} ${list}`)
                .join(', ')}.`}
      </Text>
      {check === undefined ? null : <FaultList answer={check} />}
      {failed === undefined ? null : <Failed error={failed} what="The text could not be checked." />}
      {error === undefined ? null : <Failed error={error} what="The service was not brought." />}
      <Group>
        <Button onClick={() => void bring()} loading={busy} disabled={checking || faults.length > 0 || check?.digest === undefined}>
          Bring this service
        </Button>
        <Button variant="default" onClick={() => setText(TEMPLATE)}>
          Begin with the template again
        </Button>
      </Group>
    </Stack>
  );
}
