import type { Command } from './command.ts';

/**
 * The commands of a noun, or the one of a noun and verb, loaded by themselves: who types one command does not wait for the tables and packages of all others, which take longer to read
 * than most commands take to run. A test holds them to the table of all in `index.ts`.
 */
export const LOADED: Readonly<Record<string, () => Promise<readonly Command[]>>> = {
  map: async () => (await import('./map.ts')).MAP,
  attack: async () => {
    const [{ ATTACK }, { timing }] = await Promise.all([import('./attack.ts'), import('./attack-time.ts')]);
    return [...ATTACK, timing];
  },
  evidence: async () => (await import('./evidence.ts')).EVIDENCE,
  business: async () => {
    const [{ BUSINESS }, { businessReach }, { businessReview }, { probe }] = await Promise.all([
      import('./business.ts'),
      import('./business-reach.ts'),
      import('./business-review.ts'),
      import('./business-probe.ts'),
    ]);
    return [...BUSINESS, businessReach, businessReview, probe];
  },
  gap: async () => {
    const [{ GAP }, { GAP_COMPARE }, { GAP_IMPROVEMENT }, { GAP_SETTLE }, { duties }] = await Promise.all([
      import('./gap.ts'),
      import('./gap-compare.ts'),
      import('./gap-improvement.ts'),
      import('./gap-settle.ts'),
      import('./gap-duties.ts'),
    ]);
    return [...GAP, ...GAP_COMPARE, ...GAP_IMPROVEMENT, ...GAP_SETTLE, duties];
  },
  assurance: async () => {
    const [{ levels }, { ASSURANCE }] = await Promise.all([import('./assurance-levels.ts'), import('./assurance.ts')]);
    return [levels, ...ASSURANCE];
  },
  standards: async () => {
    const [{ STANDARDS_COMMANDS }, { emb3d }] = await Promise.all([import('./standards.ts'), import('./standards-emb3d.ts')]);
    return [...STANDARDS_COMMANDS, emb3d];
  },
  'operations advisory': async () => [(await import('./operations-advisory.ts')).operationsAdvisory],
  'operations credentials': async () => [(await import('./operations-credentials.ts')).operationsCredentials],
  'operations csirt': async () => [(await import('./operations-csirt.ts')).operationsCsirt],
  'operations drill': async () => [(await import('./operations-drill.ts')).operationsDrill],
  'operations incident': async () => [(await import('./operations-incident.ts')).operationsIncident],
  'operations incidents': async () => [(await import('./operations-incidents.ts')).operationsIncidents],
  'operations mud': async () => [(await import('./operations-mud.ts')).operationsMud],
  'operations playbook': async () => [(await import('./operations-playbook.ts')).operationsPlaybook],
  'operations replay': async () => [(await import('./operations-watch.ts')).operationsReplay],
  'operations rules': async () => [(await import('./operations-rules.ts')).operationsRules],
  'operations watch': async () => [(await import('./operations-watch.ts')).operationsWatch],
  'development artifact': async () => [(await import('./development-artifact.ts')).developmentArtifact],
  'development catalogue': async () => [(await import('./development-catalogue.ts')).developmentCatalogue],
  'development findings': async () => [(await import('./development-findings.ts')).developmentFindings],
  'development lifecycle': async () => [(await import('./development-lifecycle.ts')).developmentLifecycle],
  'development log': async () => [(await import('./development-log.ts')).developmentLog],
  'development release': async () => [(await import('./development-release.ts')).developmentRelease],
  'development sbom': async () => [(await import('./development-sbom.ts')).developmentSbom],
  'development vex': async () => [(await import('./development-vex.ts')).developmentVex],
  product: async () => {
    const [{ PRODUCT }, { productAccess }, { productCa }] = await Promise.all([
      import('./product.ts'),
      import('./product-access.ts'),
      import('./product-ca.ts'),
    ]);
    return [...PRODUCT, productAccess, productCa];
  },
  experience: async () => (await import('./experience.ts')).EXPERIENCE,
  ledger: async () => (await import('./ledger.ts')).LEDGER,
  server: async () => (await import('./server.ts')).SERVER,
};

/**
 * The commands among which a line finds its own: those loaded for it where it begins with the noun and the whole verb, and all otherwise, as what an
 * option before the verb means, and what is nearest to a word that is no command, depend on all there are.
 */
export async function commandsFor([noun = '', verb = '']: readonly string[]): Promise<readonly Command[]> {
  const key = [`${noun} ${verb}`, noun].find((words) => Object.hasOwn(LOADED, words));
  const loaded = (key === undefined ? undefined : await LOADED[key]?.()) ?? [];
  if (loaded.some((command) => command.verb === verb)) return loaded;
  return (await import('./index.ts')).COMMANDS;
}
