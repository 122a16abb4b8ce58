/**
 * The command line: reads arguments, calls the rooms that know, says what came back. Wiring only: no rule of the field belongs here.
 */

import { ASSURANCE } from './assurance.ts';
import { levels } from './assurance-levels.ts';
import { ATTACK } from './attack.ts';
import { timing } from './attack-time.ts';
import { BUSINESS } from './business.ts';
import { probe } from './business-probe.ts';
import { businessReach } from './business-reach.ts';
import { businessReview } from './business-review.ts';
import type { Command } from './command.ts';
import { developmentReview } from './development.ts';
import { developmentArtifact } from './development-artifact.ts';
import { developmentCatalogue } from './development-catalogue.ts';
import { developmentFindings } from './development-findings.ts';
import { developmentLifecycle } from './development-lifecycle.ts';
import { developmentLog } from './development-log.ts';
import { developmentProvenance } from './development-provenance.ts';
import { developmentProvenanceVsa } from './development-provenance-vsa.ts';
import { developmentRelease } from './development-release.ts';
import { developmentReviewRecord } from './development-review-record.ts';
import { developmentSbom } from './development-sbom.ts';
import { developmentVex } from './development-vex.ts';
import { EVIDENCE } from './evidence.ts';
import { EXPERIENCE } from './experience.ts';
import { GAP } from './gap.ts';
import { GAP_COMPARE } from './gap-compare.ts';
import { duties } from './gap-duties.ts';
import { GAP_IMPROVEMENT } from './gap-improvement.ts';
import { GAP_SETTLE } from './gap-settle.ts';
import { LEDGER } from './ledger.ts';
import { MAP } from './map.ts';
import { operationsAdvisory } from './operations-advisory.ts';
import { operationsCredentials } from './operations-credentials.ts';
import { operationsCsirt } from './operations-csirt.ts';
import { operationsDrill } from './operations-drill.ts';
import { operationsIncident } from './operations-incident.ts';
import { operationsIncidents } from './operations-incidents.ts';
import { operationsMud } from './operations-mud.ts';
import { operationsPlaybook } from './operations-playbook.ts';
import { operationsRules } from './operations-rules.ts';
import { operationsReplay, operationsWatch } from './operations-watch.ts';
import { PRODUCT } from './product.ts';
import { productAccess } from './product-access.ts';
import { productCa } from './product-ca.ts';
import { SERVER } from './server.ts';
import { STANDARDS_COMMANDS } from './standards.ts';
import { emb3d } from './standards-emb3d.ts';

export const COMMANDS: readonly Command[] = [
  ...MAP,
  ...ATTACK,
  timing,
  ...EVIDENCE,
  ...BUSINESS,
  businessReach,
  businessReview,
  ...GAP,
  ...GAP_COMPARE,
  ...GAP_IMPROVEMENT,
  ...GAP_SETTLE,
  duties,
  levels,
  ...ASSURANCE,
  ...STANDARDS_COMMANDS,
  emb3d,
  probe,
  operationsAdvisory,
  operationsCredentials,
  operationsCsirt,
  operationsDrill,
  operationsIncident,
  operationsIncidents,
  operationsMud,
  operationsPlaybook,
  operationsReplay,
  operationsRules,
  operationsWatch,
  developmentReview,
  developmentArtifact,
  developmentCatalogue,
  developmentLog,
  developmentProvenance,
  developmentProvenanceVsa,
  developmentRelease,
  developmentFindings,
  developmentLifecycle,
  developmentReviewRecord,
  developmentSbom,
  developmentVex,
  ...PRODUCT,
  productAccess,
  productCa,
  ...EXPERIENCE,
  ...LEDGER,
  ...SERVER,
];
