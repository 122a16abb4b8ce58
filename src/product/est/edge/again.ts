import { join } from 'node:path';
import { Duration, Instant } from '../../../core/index.ts';
import type { CertificationRequest } from '../../ca/csr.ts';
import type { Issued, Profile } from '../../ca/model.ts';
import { credentialOf, viewOf } from '../../device/edge/questions.ts';
import { standingOf } from '../../device/standing.ts';
import type { Fleet } from '../../fleet/edge/port.ts';
import { namesFor } from '../judge.ts';
import type { Caller, Token } from '../model.ts';
import { answersIn, type Given } from './answers.ts';
import { digestOf } from './secret.ts';

/** For those who did not hear the answer: what was issued is given once more, to the very key, and nothing is entered. */
export interface Again {
  /** What this request was given before; `undefined` where it was given nothing, or what may be used no more, or not by this proof. */
  certificate(request: CertificationRequest, by: Shown): Uint8Array | undefined;
  /** What to do with a certificate before it is entered; `undefined` for what is never given twice: a renewal shows the old certificate, and that one stays good until the new one is used. */
  keeps(request: CertificationRequest, by: Shown): ((issued: Issued) => void) | undefined;
  /** Whether a used token may have led to something that is kept. */
  knows(token: string): boolean;
  close(): void;
}

interface Shown {
  readonly caller: Caller;
  readonly profile: Profile;
  readonly token: Token | undefined;
}

/** How long an answer is kept that no token limits: of a device that shows its manufacturer's certificate. The longest life of a token, too. */
const KEPT = Duration.days(30);
/** A token that waited for a person may be over by then. */
const AFTER_APPROVAL = Duration.days(1);

export function againIn(fleet: Fleet, file = join(fleet.folder, 'est', 'answers.db')): Again {
  const answers = answersIn(file);
  const given = (request: CertificationRequest, { caller, profile, token }: Shown): Given => ({
    device: caller.device,
    key: digestOf(request.publicKey.der),
    asked: digestOf(JSON.stringify([profile.name, namesFor(request)])),
    ...(token === undefined ? {} : { token: token.digest }),
  });
  return {
    certificate(request, shown) {
      const { caller, token } = shown;
      if (token === undefined ? caller.by !== 'manufacturer' : token.state !== 'used') return undefined;
      return answers.find(given(request, shown), fleet.now()).find(({ serial, certificate }) => {
        // Held against what was entered: the file decides nothing.
        const presented = { serial, fingerprint: digestOf(certificate) };
        const credential = credentialOf(fleet.db, serial);
        if (credential?.device !== caller.device || standingOf(viewOf(fleet.db), presented, fleet.now()).may === 'nothing') return false;
        // Once it is in use, whoever has the manufacturer's key and asks again is a copy, or was reset.
        return token !== undefined || credential.state === 'pending';
      })?.certificate;
    },
    keeps(request, shown) {
      const { caller, token } = shown;
      if (token === undefined && caller.by !== 'manufacturer') return undefined;
      return (issued) => {
        const now = fleet.now();
        const late = Instant.plus(now, token === undefined ? KEPT : AFTER_APPROVAL);
        const until = token === undefined ? late : token.key === undefined ? token.until : Instant.of(Math.max(token.until, late));
        answers.keep(given(request, shown), issued, until, now);
      };
    },
    knows: (token) => answers.knows(token, fleet.now()),
    close: () => answers.close(),
  };
}
