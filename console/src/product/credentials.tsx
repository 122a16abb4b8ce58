import type { Credential, Device } from '../../../src/server/product/model.ts';
import { post } from '../app/api.ts';
import { Act } from '../kit/act.tsx';
import { Moment } from '../kit/moment.tsx';
import classes from './product.module.css';
import { capital, mayWords, stateWords } from './words.ts';

interface CredentialsProps {
  readonly device: Device;
  readonly credentials: readonly Credential[];
  readonly path: string;
  readonly at: string;
  readonly done: () => void;
}

/** Certificates of a device, newest first: what each may do now and why no more, and when it ends. */
export function Credentials({ device, credentials, path, at, done }: CredentialsProps) {
  return (
    <>
      <h2>Its certificates</h2>
      {credentials.length === 0 ? (
        <p className={classes['note']}>{device.life === 'registered' ? 'None yet. It gets its first one when it enrols.' : 'It never had one.'}</p>
      ) : (
        <ul className={classes['credentials']} aria-label="Certificates, newest first">
          {credentials.map((credential) => (
            <One key={credential.serial} {...{ credential, device, path, at, done }} />
          ))}
        </ul>
      )}
    </>
  );
}

function One({ credential, device, path, at, done }: Omit<CredentialsProps, 'credentials'> & { readonly credential: Credential }) {
  const { serial, profile, state, notAfter, graceUntil, standing } = credential;
  const over = Date.parse(notAfter) < Date.parse(at);
  return (
    <li data-may={standing.may}>
      <p>
        <strong>{standing.may === 'everything' ? 'Good' : standing.may === 'renew-only' ? 'Renewal only' : 'Refused'}</strong>, {stateWords(state)}. It may
        {standing.may === 'renew-only' ? '' : ' do'} {mayWords(standing)}.
      </p>
      <p className={classes['note']}>
        {over ? 'Ended' : 'Ends'} <Moment at={notAfter} from={at} />
        {graceUntil === notAfter ? null : (
          <>
            ; renewal until <Moment at={graceUntil} show="day" from={at} />
          </>
        )}
        . {capital(profile)} profile, number <code className={classes['id']}>{serial}</code>
      </p>
      {standing.may === 'nothing' ? null : (
        <Act
          action="device.revoke"
          title="Revoke it"
          says={`Certificate ${serial.slice(0, 12)} of ${device.id} is refused at every door from now on, and its connections are closed, 1 device. ${device.id} has to enrol anew.`}
          confirm={device.id}
          reason
          run={(reason) => post(`${path}/revoke`, { serial, because: 'unspecified', reason })}
          done="The certificate is revoked."
          onDone={done}
        />
      )}
    </li>
  );
}
