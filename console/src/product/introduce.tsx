import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Introduced } from '../../../src/server/product/model.ts';
import { useMay } from '../app/account.ts';
import { post } from '../app/api.ts';
import { useService } from '../app/ask.ts';
import { Failed } from '../kit/failed.tsx';
import { Moment } from '../kit/moment.tsx';
import { Qr } from '../sign-in/qr.tsx';
import classes from './product.module.css';

const encoder = new TextEncoder();

/** The secret is made here and shown here: the server is told its digest alone, and the link carries it where no server sees it. */
async function makeCode(service: string, device: string, path: string): Promise<{ readonly link: string; readonly until: string } | undefined> {
  const secret = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(24))))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(`assay-claim/1\n${device}\n${secret}`)));
  const digest = `sha256:${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  const sent = await post<Introduced>(`${path}/introduce`, { digest });
  if (sent.kind !== 'done') return undefined;
  const { until } = sent.body;
  return {
    link: `${location.origin}/at-home/${encodeURIComponent(service)}/add#assay:1?d=${device}&s=${secret}&x=${Math.floor(Date.parse(until) / 1000)}`,
    until,
  };
}

/** The code that a household scans. It is shown once, and good once. */
export function Introduce({ device, path }: { readonly device: string; readonly path: string }) {
  const { service } = useService();
  const may = useMay()('device.introduce');
  const [made, setMade] = useState<{ readonly link: string; readonly until: string }>();
  const [error, setError] = useState<unknown>();
  const show = () => {
    setError(undefined);
    makeCode(service, device, path).then(setMade, setError);
  };
  return (
    <>
      <Button size="xs" variant="default" onClick={() => may && show()} {...(may ? {} : { 'data-disabled': true, 'aria-disabled': true })}>
        Show its code
      </Button>
      {error === undefined ? null : <Failed error={error} what="No code was made." />}
      <Modal opened={made !== undefined} onClose={() => setMade(undefined)} title={`The code of ${device}`}>
        {made === undefined ? null : (
          <>
            <Qr text={made.link} label={`The code by which a household takes ${device} over`} />
            <p>
              Have the new owner scan it with their phone, and press the button on the device, in either order, before <Moment at={made.until} />.
            </p>
            <p className={classes['note']}>
              It is shown this once, and good once. Let nobody photograph it: if two households use it, neither gets the device.
            </p>
            <p className={classes['note']}>
              Or send the link: <code className={classes['id']}>{made.link}</code>
            </p>
          </>
        )}
      </Modal>
    </>
  );
}
