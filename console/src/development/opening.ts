import type { OneRelease, Releases } from '../../../src/server/development/model.ts';
import { figure, plural } from '../attacks/words.ts';
import { LINK_WORDS } from './words.ts';

/** The sentence that answers for all: how many may go out, and what is nearest. */
export function opening({ releases, policy, of }: Releases): string {
  const recorded = releases.filter(({ gate }) => gate !== 'unrecorded');
  if (recorded.length === 0) return 'Nothing was recorded of any release by this moment, so nothing is known of what went into it.';
  if (policy.state === 'none') return `Something was recorded of ${plural(recorded.length, 'release')}, and no policy says what a release has to show.`;
  if (policy.state === 'refused') return `The policy of releases cannot be read, so none of ${plural(recorded.length, 'release')} is judged.`;
  const passing = recorded.filter(({ gate }) => gate === 'passes').length;
  // Names and dates of tags say what their makers wrote: which release is the newest is not known, which was looked at last is.
  const [last] = recorded;
  const said =
    last === undefined
      ? ''
      : last.gate === 'passes'
        ? ` The one looked at last, ${last.release}, passes.`
        : last.gate === 'stopped'
          ? ` The one looked at last, ${last.release}, is stopped by ${plural(last.reasons, 'reason')}.`
          : ` The one looked at last, ${last.release}, cannot be judged.`;
  return `${figure(passing)} of ${plural(recorded.length, 'release')} ${passing === 1 ? 'passes' : 'pass'} the gate.${said}${of > releases.length ? ` The ${figure(releases.length)} looked at last, of ${figure(of)}, are shown.` : ''}`;
}

/** The sentence that answers for one: whether it may go out, and which links stop it. */
export function standing({ release, chain, gate }: OneRelease): string {
  if (gate.state === 'none') return `Whether ${release} may go out is not judged: no policy says what it has to show.`;
  if (gate.state === 'refused') return `Whether ${release} may go out is not judged: the policy cannot be read.`;
  const excused = gate.letPass.length === 0 ? '' : ` ${plural(gate.letPass.length, 'thing')} ${gate.letPass.length === 1 ? 'is' : 'are'} let pass until a day.`;
  if (gate.pass) {
    const things = gate.letPass.length;
    const there = things === 0 ? 'is there' : `is there, or is let pass until a day (${plural(things, 'thing')})`;
    return `${release} may go out: what the policy asks for ${there}.`;
  }
  const stopping = chain.filter(({ verdict }) => verdict === 'stopped');
  const broken = stopping.filter(({ state }) => state === 'broken').map(({ link }) => LINK_WORDS[link].title.toLowerCase());
  const links = `${plural(stopping.length, 'link')} of its chain ${stopping.length === 1 ? 'stops' : 'stop'} it`;
  const between =
    gate.between.length === 0
      ? ''
      : stopping.length === 0
        ? 'Links that are not of one thing stop it'
        : `, and ${plural(gate.between.length, 'break')} between links`;
  return `${release} may not go out. ${stopping.length === 0 ? between : `${links}${between}`}${broken.length === 0 ? '' : `; broken: ${broken.join(', ')}`}.${excused}`;
}
