import type { Person, PersonKind } from '../person/model.ts';
import type { Register } from '../person/register.ts';
import { namesPrincipal } from './allowed-signers.ts';
import type { NotKnownReason, VerifiedKey } from './model.ts';
import type { KeyRing } from './ring.ts';
import { type KeyTime, timeOf } from './time.ts';

/** Whose a key is by what the operator says, what it stands for, and within which times. */
export type Owner =
  | { readonly known: true; readonly person: Person; readonly role: PersonKind; readonly times: readonly KeyTime[] }
  | { readonly known: false; readonly reason: NotKnownReason; readonly person?: Person; readonly detail?: string };

/** Finds it in the register, and for SSH among the allowed signers of `namespace` too. Where the two name different people, neither is believed. */
export function ownerOf(key: VerifiedKey, register: Register, ring: KeyRing, namespace: string): Owner {
  switch (key.format) {
    case 'ssh':
      return ownerOfSsh(key, register, ring, namespace);
    case 'openpgp': {
      const holder = register.holder(key.primary) ?? register.holder(key.id);
      if (holder === undefined) return { known: false, reason: 'owner-not-declared' };
      if (!holder.declared) return { known: false, reason: 'owner-not-declared', person: holder.person };
      return { known: true, person: holder.person, role: holder.role, times: [timeOf(holder.key)] };
    }
    case 'x509': {
      const pinned = register.holder(key.id);
      if (pinned !== undefined) return { known: true, person: pinned.person, role: pinned.role, times: [timeOf(pinned.key)] };
      const holders = key.subjects.map((subject) => register.holder(subject, key.provider ?? key.issuer)).filter((one) => one !== undefined);
      const [first] = holders;
      // A certificate that leads nowhere is anybody's: names in it are what its maker wrote.
      if (key.chain !== 'given-root')
        return { known: false, reason: 'root-not-given', detail: key.chain.broken, ...(first === undefined ? {} : { person: first.person }) };
      if (first === undefined) return { known: false, reason: 'owner-not-declared' };
      if (holders.some(({ person }) => person !== first.person)) return { known: false, reason: 'owners-differ' };
      return { known: true, person: first.person, role: first.role, times: holders.map((one) => timeOf(one.key)) };
    }
  }
}

function ownerOfSsh(key: Extract<VerifiedKey, { readonly format: 'ssh' }>, register: Register, ring: KeyRing, namespace: string): Owner {
  const holder = register.holder(key.id);
  const people = new Set<Person>(holder === undefined ? [] : [holder.person]);
  const times: KeyTime[] = holder === undefined ? [] : [timeOf(holder.key)];
  for (const signer of ring.signers) {
    if (signer.namespaces !== undefined && !signer.namespaces.includes(namespace)) continue;
    const certified = signer.authority && key.certificate !== undefined && key.certificate.authority === signer.key ? key.certificate : undefined;
    if (certified === undefined && (signer.authority || signer.key !== key.id)) continue;
    // Of a certificate, the names in it that the line lets its authority give; of a bare key, those of the line that are no patterns.
    const names = certified?.principals.filter((name) => namesPrincipal(signer, name)) ?? signer.principals.filter((name) => !/[*?!]/.test(name));
    const named = names.map((name) => register.whose({ name: '', email: name })).filter((person) => person !== undefined);
    if (named.length === 0) continue;
    for (const person of named) people.add(person);
    times.push({ ...(signer.after === undefined ? {} : { from: signer.after }), ...(signer.before === undefined ? {} : { until: signer.before }) });
    if (certified !== undefined) times.push({ from: certified.begins, until: certified.ends });
  }
  const [person] = people;
  if (person === undefined) return { known: false, reason: 'owner-not-declared' };
  if (people.size > 1) return { known: false, reason: 'owners-differ' };
  return { known: true, person, role: holder?.role ?? person.kind, times };
}
