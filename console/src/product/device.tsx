import { Button } from '@mantine/core';
import { useState } from 'react';
import type { DeviceLife, Receipt } from '../../../src/server/product/model.ts';
import { post } from '../app/api.ts';
import { askAgain, useAsk } from '../app/ask.ts';
import { Act } from '../kit/act.tsx';
import { Failed } from '../kit/failed.tsx';
import { Loading } from '../kit/loading.tsx';
import { Moment } from '../kit/moment.tsx';
import { saveAs } from '../kit/save.ts';
import { Credentials } from './credentials.tsx';
import { Introduce } from './introduce.tsx';
import classes from './product.module.css';
import type { FleetPlace } from './view.ts';
import { capital, closerWords, figure, lifeSentence } from './words.ts';

interface DeviceStoryProps {
  readonly id: string;
  readonly base: string;
  readonly change: FleetPlace['change'];
}

/** One device from its registration to its erasure: where it stands, what can be done, its certificates, and every fact with its entry of the fleet's ledger. */
export function DeviceStory({ id, base, change }: DeviceStoryProps) {
  const path = `${base}/devices/${encodeURIComponent(id)}`;
  const { data, error, refetch } = useAsk<DeviceLife>(path);
  if (error !== null) return <Failed error={error} retry={() => void refetch()} />;
  if (data === undefined || data.device.id !== id) return <Loading shape="table" rows={14} label="Reading the life of the device" />;
  const { device, credentials, ending, life, facts, head, session } = data;
  const again = () => void askAgain(base);
  return (
    <div className={classes['story']}>
      <p className={classes['sentence']}>{lifeSentence(data)}</p>
      {ending?.stands === 'not-confirmed' ? <Missing data={data} /> : null}
      {device.life === 'retired' ? null : <Acts data={data} path={path} done={again} />}
      <dl className={classes['facts']}>
        <dt>Product</dt>
        <dd>{device.product}</dd>
        <dt>Owner</dt>
        <dd>
          {device.household === undefined ? (
            'nobody'
          ) : (
            <>
              a household, <code className={classes['id']}>{device.household}</code>
            </>
          )}
        </dd>
        <dt>Connected</dt>
        <dd>{session === 'open' ? 'yes, now' : session === 'none' ? 'no' : 'not known: no process serves the devices at the moment (assay product serve)'}</dd>
        {device.firmware === undefined ? null : (
          <>
            <dt>Software</dt>
            <dd>{device.firmware}</dd>
          </>
        )}
        {device.gateway === undefined ? null : (
          <>
            <dt>Behind gateway</dt>
            <dd>
              <DeviceLink id={device.gateway} change={change} />
            </dd>
          </>
        )}
        {device.predecessor === undefined ? null : (
          <>
            <dt>Refurbished from</dt>
            <dd>
              <DeviceLink id={device.predecessor} change={change} />
            </dd>
          </>
        )}
        {device.manufacturerKey === undefined ? null : (
          <>
            <dt>Manufacturer’s certificate</dt>
            <dd>
              <code className={classes['id']}>{device.manufacturerKey}</code>
            </dd>
          </>
        )}
        <dt>Registered</dt>
        <dd>
          <Moment at={device.registeredAt} from={data.at} />
        </dd>
      </dl>
      {ending === undefined ? null : <End data={data} path={path} />}
      <Credentials device={device} credentials={credentials} path={path} at={data.at} done={again} />
      <h2>Its life</h2>
      {facts > life.length ? (
        <p className={classes['note']}>
          The newest {figure(life.length)} of {figure(facts)} facts.
        </p>
      ) : null}
      <ol className={classes['timeline']} aria-label={`The life of ${id}`}>
        {life.map(({ seq, at, says }) => (
          <li key={seq}>
            <span className={classes['when']}>
              <Moment at={at} show="absolute" />
            </span>
            <span className={classes['fact']}>{capital(says)}</span>
            <span className={classes['entry']} title={`Entry ${seq} of the fleet’s ledger ${head.origin}`}>
              entry {figure(seq)}
            </span>
          </li>
        ))}
      </ol>
      <p className={classes['note']}>
        Entries of the fleet’s own ledger <code>{head.origin}</code>, which has {figure(head.size)}.
      </p>
    </div>
  );
}

function DeviceLink({ id, change }: { readonly id: string; readonly change: FleetPlace['change'] }) {
  return (
    <button type="button" className={classes['link']} onClick={() => change({ device: id })}>
      {id}
    </button>
  );
}

/** What is not confirmed is said before anything else, and says what would confirm it. */
function Missing({ data: { ending } }: { readonly data: DeviceLife }) {
  return (
    <div className={classes['missing']} role="note">
      <strong>Not confirmed</strong>
      <ul>
        {ending?.missing.map((one) => (
          <li key={one}>{capital(one)}.</li>
        ))}
      </ul>
    </div>
  );
}

function Acts({ data: { device, credentials }, path, done }: { readonly data: DeviceLife; readonly path: string; readonly done: () => void }) {
  const { id, household, life } = device;
  const held = credentials.filter(({ standing }) => standing.may !== 'nothing').length;
  const certificates = held === 0 ? '' : held === 1 ? ' Its certificate is revoked.' : ` Its ${held} certificates are revoked.`;
  const erased = household === undefined ? 'Nobody owns it.' : 'Its household no longer sees it, and what the household has of it is erased.';
  return (
    <div className={classes['acts']}>
      {household === undefined ? (
        <Introduce device={id} path={path} />
      ) : (
        <Act
          action="device.transfer"
          title="End its ownership"
          says={`${id} belongs to nobody, 1 device: its household no longer sees it, what the household has of it is erased, and it is told to erase itself. It stays in service and waits for its next owner.`}
          confirm={id}
          reason
          run={(reason) => post(`${path}/transfer`, { reason })}
          done={`${id} belongs to nobody now.`}
          onDone={done}
        />
      )}
      <Act
        action="device.retire"
        title="Retire it"
        says={`${id} ends for ever, 1 device.${certificates} ${life === 'registered' ? 'It was never in service, so it has nothing to erase.' : `Its connections are closed and it is told to erase itself. ${erased}`}`}
        confirm={id}
        reason
        run={(reason) => post(`${path}/retire`, { reason })}
        done={`${id} is retired.`}
        onDone={done}
      />
    </div>
  );
}

/** The newest end: what was carried out, what was not, and the receipt that others can verify. */
function End({ data, path }: { readonly data: DeviceLife; readonly path: string }) {
  const { ending } = data;
  if (ending === undefined) return null;
  const erased = ending.intents.some(({ closer, state }) => closer === 'data.erase' && state === 'done');
  return (
    <>
      <h2>{ending.kind === 'retire' ? 'Its retirement' : 'Its last change of owner'}</h2>
      <dl className={classes['facts']}>
        <dt>Since</dt>
        <dd>
          <Moment at={ending.begunAt} from={data.at} />
        </dd>
        <dt>Because</dt>
        <dd>{ending.reason}</dd>
        <dt>What its household had</dt>
        <dd>
          {ending.household === undefined
            ? 'it had no household'
            : ending.data === 'hand-over'
              ? 'is kept for that household'
              : erased
                ? 'is erased'
                : 'is to be erased: that it was is not confirmed'}
        </dd>
        <dt>Erased itself</dt>
        <dd>
          {ending.wipe.confirmedAt !== undefined ? (
            <>
              confirmed by its own signed receipt, <Moment at={ending.wipe.confirmedAt} from={data.at} />
            </>
          ) : ending.wipe.course === 'not-needed' ? (
            'not needed: it was never in service'
          ) : ending.wipe.course === 'impossible' ? (
            'not confirmed: it had no certificate left by which it could be told'
          ) : (
            'not confirmed: its receipt has not come'
          )}
        </dd>
      </dl>
      {ending.intents.length === 0 ? null : (
        <ul className={classes['intents']} aria-label="What was carried out elsewhere">
          {ending.intents.map(({ closer, state, says }) => (
            <li key={closer} data-state={state}>
              {closerWords(closer)}: {state === 'done' ? 'done' : state === 'failed' ? 'not done yet, it is tried again' : 'not done yet'}
              {says === undefined ? '' : ` (${says})`}
            </li>
          ))}
        </ul>
      )}
      <TakeReceipt device={ending.device} path={path} confirmed={ending.stands === 'confirmed'} />
    </>
  );
}

function TakeReceipt({ device, path, confirmed }: { readonly device: string; readonly path: string; readonly confirmed: boolean }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const take = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const sent = await post<Receipt>(`${path}/receipt`);
      if (sent.kind !== 'done') return;
      const { receipt, signature, publicKey } = sent.body;
      saveAs(`${device}-receipt.json`, 'application/json', receipt);
      saveAs(
        `${device}-receipt.sig`,
        'application/octet-stream',
        Uint8Array.from(atob(signature), (letter) => letter.charCodeAt(0)),
      );
      saveAs(`${device}-fleet-key.pem`, 'application/x-pem-file', publicKey);
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={classes['receipt']}>
      <Button variant="default" size="xs" loading={busy} onClick={() => void take()}>
        Download the receipt
      </Button>
      <p className={classes['note']}>
        Three files: the receipt, its signature and the key to verify it by, with OpenSSL and without Assay.{confirmed ? '' : ' It says what is missing.'}
      </p>
      <p className={classes['note']}>
        <code>
          openssl pkeyutl -verify -pubin -inkey {device}-fleet-key.pem -rawin -in {device}-receipt.json -sigfile {device}-receipt.sig
        </code>
      </p>
      {error === undefined ? null : <Failed error={error} what="The receipt was not made." />}
    </div>
  );
}
