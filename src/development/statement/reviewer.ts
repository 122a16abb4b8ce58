import { Refused } from '../../core/index.ts';
import type { ChangeFacts, Named } from '../change/facts.ts';
import type { Register } from '../person/register.ts';
import { apart } from '../person/same.ts';
import { authorsOf } from '../review/verdict.ts';
import { statementFaults } from './faults.ts';
import type { Review } from './review.ts';

/**
 * Whether somebody may sign a review of these commits: known to the register, with this key at this moment, and no author of them. Gives what the reviewer is, and the authors who are
 * not known to be another. Whoever wrote a part may still say that a change needs changes, or take back what was said. Throws `Refused` (ASSAY-STATEMENT-007, -008).
 */
export function checkReviewer(
  asked: { readonly id: string; readonly key: string; readonly seconds: number; readonly commits: readonly ChangeFacts[]; readonly outcome: Review['outcome'] },
  register: Register,
  people: string,
): { readonly role: Review['role']; readonly unknown: readonly string[] } {
  const person = register.people.find(({ id }) => id === asked.id);
  if (person === undefined || person.kind === 'forge')
    throw new Refused(
      notKnown(people, 'a person of the register', person === undefined ? `no "${asked.id}"` : 'a forge', 'Enter the reviewer, with the key that signs.'),
    );
  const held = register.keyed(asked.key, asked.seconds);
  if (held?.person.id !== asked.id) {
    const found = held === undefined ? 'nobody’s at this time' : `${held.person.id}’s`;
    const remedy =
      held === undefined
        ? `Enter it, once somebody made sure whose it is: keys: [{ id: "${asked.key}" }]`
        : `Sign with a key of ${asked.id}, or, where ${held.person.id} reviewed it, with: --as ${held.person.id}`;
    throw new Refused(notKnown(people, `the key ${asked.key} under ${asked.id}`, found, remedy));
  }
  const unknown = new Set<string>();
  for (const change of asked.commits) {
    for (const author of authorsOf(change)) {
      const other = register.whose(author);
      const answer = other === undefined ? 'not-known' : apart(person, other).answer;
      if (answer === 'same' && asked.outcome === 'approved') throw new Refused(isAuthor(asked.id, change, author));
      if (answer === 'not-known') unknown.add(author.email ?? author.name);
    }
  }
  const role = held.role === 'forge' ? 'bot' : held.role;
  return { role, unknown: [...unknown] };
}

function notKnown(file: string, expected: string, found: string, remedy: string) {
  return statementFaults.fault('007', { message: 'the register does not have this reviewer with this key', file, expected, found, remedy });
}

function isAuthor(id: string, { id: commit, subject }: ChangeFacts, author: Named) {
  return statementFaults.fault('008', {
    message: `${id} is an author of ${commit.slice(0, 12)} (${subject.slice(0, 60)})`,
    expected: 'a reviewer who wrote none of the change',
    found: author.email ?? author.name,
    remedy: 'Let somebody else review it. Whoever wrote a part can review the commits that are not theirs.',
  });
}
