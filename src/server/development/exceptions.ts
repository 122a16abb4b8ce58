import { Instant, Refused } from '../../core/index.ts';
import type { Lifecycle } from '../../development/lifecycle/model.ts';
import type { Exception } from '../../development/release/exception.ts';
import { releaseFaults } from '../../development/release/faults.ts';
import { LINKS } from '../../development/release/link.ts';
import { exceptionsOf } from '../../development/release/views.ts';
import type { ExceptionShown, OneRelease } from './model.ts';
import type { Past } from './past.ts';
import type { Written } from './written-files.ts';

export function noRelease(release: string, known: readonly string[]): Refused {
  return new Refused(
    releaseFaults.fault('007', {
      message: `neither the ledger nor the lifecycle has a release "${release}"`,
      expected: known.slice(-8).join(', ') || 'a release of which something was recorded',
      found: release,
      remedy: 'Record what you have of it, such as: assay development review REPO --release TAG --record --part REPOSITORY',
    }),
  );
}

/** Links, and the criteria of the lifecycle. */
export function exceptableIn(lifecycle: Written<Lifecycle>): OneRelease['exceptable'] {
  const criteria =
    lifecycle.state === 'read'
      ? lifecycle.value.phases.flatMap(({ id, entry, exit }) => [...entry, ...exit].map((one) => ({ id: `${id}/${one.id}`, title: one.title })))
      : [];
  return [...LINKS.map((id) => ({ id, title: id })), ...criteria];
}

export function stateOf(one: Exception, at: Instant): ExceptionShown['state'] {
  if (one.withdrawnAt !== undefined) return 'withdrawn';
  if (Instant.parse(one.until) <= at) return 'over';
  return one.grantedBy === undefined ? 'waits' : 'stands';
}

export function exceptionsShown(release: string, { view, withdrawnSince }: Past, at: Instant): readonly ExceptionShown[] {
  return [...exceptionsOf(view).values()]
    .filter((one) => one.release === release)
    .map((one) => ({
      id: one.id,
      what: one.what,
      state: stateOf(one, at),
      askedBy: { id: one.askedBy },
      askedAt: one.askedAt,
      until: one.until,
      reason: one.reason,
      ...(one.grantedBy === undefined ? {} : { grantedBy: { id: one.grantedBy } }),
      ...(one.grantedAt === undefined ? {} : { grantedAt: one.grantedAt }),
      ...(withdrawnSince.has(one.id) ? { withdrawnSince: withdrawnSince.get(one.id) } : {}),
      entries: view.events
        .filter(({ type, body }) => type.startsWith('development.exception.') && (body as { readonly id?: unknown }).id === one.id)
        .map(({ seq }) => seq),
    }))
    .reverse();
}
