import { z } from 'zod';
import { claims, duration } from './declare.ts';

const certRules = z.array(z.string().regex(/^[A-Z]{3}\d{2}-C$/, 'a guideline of CERT C such as STR31-C')).max(1000);

export const DEVELOPMENT = claims('development', [
  ['review.two-person-verified', 'has every commit of the release reviewed by somebody other than its author', 'P30D'],
  ['repository.branch-protected', 'holds its branch rules for administrators too', 'P7D'],
  ['repository.commits-signed', 'has every commit of the release signed by a registered key', 'P30D'],
  ['code.log-verified', 'agrees with the history on its transparency log', 'P2D'],
  ['code.no-secrets', 'holds no live secret in source or history', 'P7D'],
  ['dependencies.pinned', 'takes every component by digest', 'P30D'],
  ['dependencies.reviewed', 'had new and changed components reviewed before they came in', 'P30D'],
  ['sbom.complete', 'wrote a bill of materials that matches the image', 'P30D'],
  ['build.isolated', 'cannot be entered, and starts from a fresh machine', 'P7D'],
  ['build.untrusted-contained', 'ran a hostile contribution without giving it a secret or the network', 'P92D'],
  ['build.secrets-scoped', 'gives a job only the secrets of its own step', 'P30D'],
  ['build.toolchain-verified', 'used the compilers and images that were pinned', 'P30D'],
  ['artifact.matches-source', 'gave the same digest when rebuilt elsewhere from the reviewed tree', 'P30D'],
  ['deploy.gate-enforced', 'refused to put an unreviewed or unapproved artifact into operation', 'P92D'],
  ['registry.immutable', 'refused to replace a published artifact', 'P30D'],
  ['signing.key-in-hardware', 'keeps its key where it cannot be copied', 'P180D'],
  ['release.gate-enforced', 'refused to sign a release without its evidence and approvals', 'P92D'],
  ['image.no-undeclared-access', 'was unpacked and holds no undeclared account, key or listener', 'P90D'],
  ['code.static-analysis-clean', 'has no new finding of its analysers', 'P30D'],
  [
    'source.cert-c-checked',
    'had its C checked for guidelines of CERT C: those looked for, and those found broken',
    'P30D',
    z.strictObject({ tool: z.string().min(1).max(300), checked: certRules, violated: certRules }),
  ],
  ['code.standard-followed', 'follows its coding standard, deviations recorded', 'P90D'],
  ['input.fuzzed', 'had its parsers fuzzed without an open finding', 'P30D'],
  ['test.penetration-passed', 'was tested by outsiders, and what they found is closed', 'P365D'],
  ['design.reviewed', 'had its design reviewed for security', 'P180D'],
  ['process.lifecycle-followed', 'passed every phase of the process for its release', 'P90D'],
  ['vulnerability.root-cause-analysed', 'had each security defect followed to its cause', 'P180D'],
  ['test.no-personal-data', 'uses no real person’s data in development', 'P30D'],
  ['release.archived', 'keeps every release with its evidence', 'P30D'],
  ['factory.identity-injected-safely', 'gets its identity where nobody can copy it', 'P180D'],
  ['requirements.security-traced', 'has every security requirement traced to a test or review', 'P90D'],
  ['review.lead-time', 'had a change reviewed and let in so long after it was proposed', 'P90D', duration],
  ['release.lead-time', 'had a reviewed change in a signed release so long after it was let in', 'P90D', duration],
]);
