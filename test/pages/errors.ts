import { trustFaults } from '../../src/assurance/asc/faults.ts';
import { certificateFaults } from '../../src/assurance/certificate/faults.ts';
import { emb3dFaults } from '../../src/assurance/emb3d/faults.ts';
import { assuranceFaults } from '../../src/assurance/faults.ts';
import { standardFaults } from '../../src/assurance/imported/faults.ts';
import { oscalFaults } from '../../src/assurance/oscal/faults.ts';
import { graphFaults } from '../../src/attack/engine/faults.ts';
import { attackFaults } from '../../src/attack/faults.ts';
import { businessImportFaults } from '../../src/business/import/faults.ts';
import { inventoryFaults } from '../../src/business/inventory/faults.ts';
import { probeFaults } from '../../src/business/probe/faults.ts';
import { reachFaults } from '../../src/business/reach/faults.ts';
import { reviewFaults } from '../../src/business/review/faults.ts';
import { cliFaults } from '../../src/cli/faults.ts';
import { derFaults } from '../../src/core/der/faults.ts';
import { durationFaults, instantFaults, jsonFaults, xmlFaults } from '../../src/core/index.ts';
import { advisoryFaults } from '../../src/development/advisory/faults.ts';
import { archiveFaults } from '../../src/development/archive/faults.ts';
import { artifactFaults } from '../../src/development/artifact/faults.ts';
import { codelogFaults } from '../../src/development/codelog/faults.ts';
import { componentFaults } from '../../src/development/component/faults.ts';
import { exposureFaults } from '../../src/development/exposure/faults.ts';
import { findingFaults } from '../../src/development/finding/faults.ts';
import { gitFaults } from '../../src/development/git/faults.ts';
import { lifecycleFaults } from '../../src/development/lifecycle/faults.ts';
import { personFaults } from '../../src/development/person/faults.ts';
import { provenanceFaults } from '../../src/development/provenance/faults.ts';
import { releaseFaults } from '../../src/development/release/faults.ts';
import { signatureFaults } from '../../src/development/signature/faults.ts';
import { sourceFaults } from '../../src/development/source/faults.ts';
import { statementFaults } from '../../src/development/statement/faults.ts';
import { vexFaults } from '../../src/development/vex/faults.ts';
import { evidenceFaults } from '../../src/evidence/faults.ts';
import { importFaults } from '../../src/evidence/import/faults.ts';
import { ledgerFaults } from '../../src/ledger/faults.ts';
import { mapFaults } from '../../src/map/faults.ts';
import { advisoryFaults as paperFaults } from '../../src/operations/advisory/faults.ts';
import { credentialFaults } from '../../src/operations/credential/faults.ts';
import { mudFaults } from '../../src/operations/declared/faults.ts';
import { drillFaults } from '../../src/operations/drill/faults.ts';
import { dutyFaults } from '../../src/operations/duty/faults.ts';
import { incidentFaults } from '../../src/operations/incident/faults.ts';
import { intakeFaults } from '../../src/operations/intake/faults.ts';
import { playbookFaults } from '../../src/operations/playbook/faults.ts';
import { sigmaFaults } from '../../src/operations/sigma/faults.ts';
import { watchFaults } from '../../src/operations/watch/faults.ts';
import { accessFaults } from '../../src/product/access/faults.ts';
import { approvalFaults } from '../../src/product/approval/faults.ts';
import { attestationFaults } from '../../src/product/attestation/faults.ts';
import { authorizationFaults } from '../../src/product/authorization/faults.ts';
import { breakGlassFaults } from '../../src/product/break-glass/faults.ts';
import { brskiFaults } from '../../src/product/brski/faults.ts';
import { caFaults } from '../../src/product/ca/faults.ts';
import { dataFaults } from '../../src/product/data/faults.ts';
import { deviceFaults } from '../../src/product/device/faults.ts';
import { endpointFaults } from '../../src/product/endpoint/faults.ts';
import { estFaults } from '../../src/product/est/faults.ts';
import { federationFaults } from '../../src/product/federation/faults.ts';
import { fleetFaults } from '../../src/product/fleet/faults.ts';
import { householdFaults } from '../../src/product/household/faults.ts';
import { introductionFaults } from '../../src/product/introduction/faults.ts';
import { passkeyFaults } from '../../src/product/passkeys/faults.ts';
import { passwordFaults } from '../../src/product/passwords/faults.ts';
import { peopleFaults } from '../../src/product/people/faults.ts';
import { retirementFaults } from '../../src/product/retirement/faults.ts';
import { signInFaults } from '../../src/product/sessions/faults.ts';
import { settingsFaults } from '../../src/product/settings/faults.ts';
import { tokenFaults } from '../../src/product/tokens/faults.ts';
import { backupFaults } from '../../src/server/backup/faults.ts';
import { serverFaults } from '../../src/server/faults.ts';
import { versionFaults } from '../../src/server/map/faults.ts';

type Whose = 'caller' | 'peer' | 'us';

export interface Catalogue {
  readonly area: string;
  readonly declared: Readonly<Record<string, { readonly whose: Whose; readonly title: string }>>;
}

/** Every catalogue of src, with what its codes are about. The test holds this list to the source. */
export const CATALOGUES: readonly (readonly [Catalogue, string])[] = [
  [cliFaults, 'The command line: its words, its options, its files.'],
  [mapFaults, 'Service maps, models of other tools that are imported, and the files they are in. [map.md](map.md) shows how they read.'],
  [versionFaults, 'Versions of a map, as the server keeps them. [console-map.md](console-map.md) shows how one is changed.'],
  [evidenceFaults, 'Statements of evidence. [evidence.md](evidence.md) has their shape.'],
  [importFaults, 'What other tools wrote, to be imported as evidence. [evidence-import.md](evidence-import.md) shows how it is read.'],
  [businessImportFaults, 'Reports of office tools, and what they discover. [business-inventory.md](business-inventory.md) shows how they are read.'],
  [
    incidentFaults,
    'Incidents: what is recorded of them, who decides, and when one may be closed. [operations-incidents.md](operations-incidents.md) goes through one.',
  ],
  [intakeFaults, 'Where events of security come from, and how they are brought in. [operations-intake.md](operations-intake.md) says more.'],
  [inventoryFaults, 'What was discovered, and how it is joined to the map. [business-inventory.md](business-inventory.md) says more.'],
  [assuranceFaults, 'Standards, controls and exclusions, where a question about the position names them.'],
  [certificateFaults, 'Certificates: what can be certified, and what is no certificate. [proof.md](proof.md) shows how.'],
  [trustFaults, 'Levels of trust of applications. [standards-organisation.md](standards-organisation.md) says what they are.'],
  [standardFaults, 'Standards that are imported from files. [standards-import.md](standards-import.md) shows how.'],
  [oscalFaults, 'Documents of OSCAL, in any of its encodings, and what they draw in.'],
  [emb3dFaults, 'The STIX bundle of MITRE EMB3D. [standards-industry.md](standards-industry.md) shows how it is used.'],
  [attackFaults, 'Questions to the attack graph of a map.'],
  [graphFaults, 'Attack graphs given as a file. [attack-graph-format.md](attack-graph-format.md) has their shape.'],
  [ledgerFaults, 'The ledger: what may be appended, and what is wrong with stored or exported bytes. [ledger.md](ledger.md) says what to do.'],
  [reachFaults, 'What a system of the office can reach in the product. [business-reach.md](business-reach.md) shows how it is asked.'],
  [reviewFaults, 'Reviews: recurring work, and what it takes to be done. [business-review.md](business-review.md) shows how they are run.'],
  [probeFaults, 'Assay’s own probes: what the map does not allow. [business-probe.md](business-probe.md) shows how they are used.'],
  [serverFaults, 'Requests to the server, and how it is started. [server.md](server.md) says what its limits are.'],
  [backupFaults, 'Back-ups of a data folder. [server.md](server.md) shows how they are made and restored.'],
  [accessFaults, 'The policies that say who may do what. [people.md](people.md) shows what they say.'],
  [peopleFaults, 'People, the links that let them in, and the database that knows their names. [sign-in.md](sign-in.md) shows how people come in.'],
  [signInFaults, 'Signing in, and sessions. The first of them says nothing of why, on purpose: [sign-in.md](sign-in.md).'],
  [passkeyFaults, 'Passkeys, and what they are bound to. [sign-in.md](sign-in.md#passkeys) says more.'],
  [passwordFaults, 'Passwords and codes, as they are chosen. [sign-in.md](sign-in.md#password-and-code) says what is taken.'],
  [approvalFaults, 'What two people have to agree on. [people.md](people.md#two-people) says how.'],
  [breakGlassFaults, 'Breaking the glass, and reviewing it. [people.md](people.md#breaking-the-glass) says how.'],
  [tokenFaults, 'Tokens for scripts. [people.md](people.md#tokens) says what they are for.'],
  [federationFaults, 'Signing in by an identity provider. [people.md](people.md#your-identity-provider) shows how one is set up.'],
  [settingsFaults, 'The settings of an office.'],
  [
    advisoryFaults,
    'Advisories, as strangers’ bytes, and the index of them. [development-vulnerabilities.md](development-vulnerabilities.md#advisories) says what is read.',
  ],
  [
    exposureFaults,
    'What vulnerabilities open on the map. [development-vulnerabilities.md](development-vulnerabilities.md#what-it-adds-on-the-map) says how it is asked.',
  ],
  [vexFaults, 'Statements of exploitability. [development-vulnerabilities.md](development-vulnerabilities.md#statements) shows how they are read and written.'],
  [archiveFaults, 'Archives and packages, as strangers’ bytes. [development-artifact.md](development-artifact.md#what-can-be-read) says what is read.'],
  [artifactFaults, 'What ships, held against the tag’s tree. [development-artifact.md](development-artifact.md) shows how.'],
  [provenanceFaults, 'Provenance and what is signed about an artifact. [development-provenance.md](development-provenance.md) shows how it is verified.'],
  [codelogFaults, 'The code log, its witnesses and its monitor. [development-log.md](development-log.md) shows how they are used.'],
  [
    componentFaults,
    'Bills of materials, package URLs and CPE names, as strangers’ bytes. [development-components.md](development-components.md) says what is read.',
  ],
  [gitFaults, 'Git repositories, as strangers’ bytes. [development-review.md](development-review.md) shows how they are read.'],
  [findingFaults, 'Findings of analysers, and baselines. [development-findings.md](development-findings.md) shows how they are read.'],
  [lifecycleFaults, 'Lifecycles of products. [development-lifecycle.md](development-lifecycle.md) shows how one is written.'],
  [releaseFaults, 'Releases, their policy, and the gate. [development-release.md](development-release.md) shows how it is asked.'],
  [personFaults, 'The register of people. [development-review.md](development-review.md#the-register-of-people) shows how it is written.'],
  [signatureFaults, 'Signatures of commits and tags, and the keys that are given for them. [development-signatures.md](development-signatures.md) shows how.'],
  [
    sourceFaults,
    'Exports of forges, notes of Gerrit and logs of gittuf. [development-review.md](development-review.md#reviews-from-elsewhere) shows how they are read.',
  ],
  [
    statementFaults,
    'Signed statements: DSSE envelopes, and the statements of in-toto in them. [development-review-statement.md](development-review-statement.md) shows ours.',
  ],
  [caFaults, 'The certificate authority: what it signs, what it is sent, and its own keys. [product-ca.md](product-ca.md) shows how it is run.'],
  [
    credentialFaults,
    'Credentials: what is declared of them, certificates in files, the audit, and orders to renew. [operations-credentials.md](operations-credentials.md) shows how they are kept fresh.',
  ],
  [
    mudFaults,
    'Files in which a maker declares what a device speaks to (RFC 8520), and their signatures. [operations-mud.md](operations-mud.md) shows how they are used.',
  ],
  [playbookFaults, 'Playbooks of CACAO 2.0 and their runs. [operations-playbooks.md](operations-playbooks.md) says how they are read.'],
  [paperFaults, 'Advisories, and the facts that they are written from. [operations-advisories.md](operations-advisories.md) shows both.'],
  [drillFaults, 'Drills of detection: declared before they begin, judged once. [operations-csirt.md](operations-csirt.md) shows one.'],
  [dutyFaults, 'The law’s clocks: what is recorded of an incident, and when whom has to be told. [operations-law.md](operations-law.md) says how they run.'],
  [attestationFaults, 'Evidence of hardware that a device shows, and by what it is verified. [product-attestation.md](product-attestation.md) says how.'],
  [brskiFaults, 'Vouchers: whose a new device is by its manufacturer’s word. [product-brski.md](product-brski.md) shows how.'],
  [derFaults, 'Bytes that should be DER: certificates, requests, and what else strangers send to be read before they are anybody.'],
  [dataFaults, 'Data of devices: what is kept of it, who reads it, and its end. [product-data.md](product-data.md) says how.'],
  [deviceFaults, 'Devices: how they are named, registered and looked for. [product-devices.md](product-devices.md) shows how.'],
  [estFaults, 'Enrolment of devices over EST: what they ask, and what the operator says of it. [product-est.md](product-est.md) shows how.'],
  [endpointFaults, 'The device endpoint: MQTT and HTTPS for devices. [product-endpoint.md](product-endpoint.md) shows how it is used.'],
  [fleetFaults, 'The fleet: its ledger, its tables, and the socket of whoever holds it. [product-devices.md](product-devices.md) says more.'],
  [householdFaults, 'Households: who is in one, what they share, and who comes to help. [product-access.md](product-access.md) says what is refused.'],
  [introductionFaults, 'Introducing a device to its household. [product-introduction.md](product-introduction.md) says what is refused, and who is told.'],
  [
    authorizationFaults,
    'Policies of the fleet, their tests, and questions about who may do what. [product-access.md](product-access.md) shows how they are written.',
  ],
  [retirementFaults, 'The end of a device or of an ownership, and the receipts of both. [product-devices.md](product-devices.md#retirement) shows how.'],
  [jsonFaults, 'JSON of any kind, before it is looked at as anything.'],
  [xmlFaults, 'XML of any kind, before it is looked at as anything.'],
  [instantFaults, 'Moments.'],
  [durationFaults, 'Durations.'],
  [
    sigmaFaults,
    'Rules, correlations and filters of Sigma, and the events that they are tried on. [operations-rules.md](operations-rules.md) shows how they are used.',
  ],
  [watchFaults, 'The state that a watch keeps over a restart. [operations-watch.md](operations-watch.md#over-a-restart) shows how.'],
];

const WHOSE: Readonly<Record<Whose, string>> = { caller: 'the caller', peer: 'a peer', us: 'us' };

export function codesOf(catalogue: Catalogue): readonly { readonly code: string; readonly title: string; readonly whose: Whose }[] {
  return Object.entries(catalogue.declared)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([number, { title, whose }]) => ({ code: `ASSAY-${catalogue.area}-${number}`, title, whose }));
}

/** The whole text of docs/errors.md. */
export function errorsPage(): string {
  const sections = CATALOGUES.map(([catalogue, about]) =>
    [
      `## ASSAY-${catalogue.area}`,
      '',
      about,
      '',
      '| code | what it is | whose fault |',
      '| --- | --- | --- |',
      ...codesOf(catalogue).map(({ code, title, whose }) => `| \`${code}\` | ${title} | ${WHOSE[whose]} |`),
      '',
    ].join('\n'),
  );
  return `# Error codes

Assay refuses bad input whole: it exits 2, prints every fault that it found, and changes nothing. Each fault has a code that can be searched for,
and says where it is, what was expected, what was found, and how to mend it. With \`--json\` the same comes as an object with the fields \`code\`,
\`message\`, \`file\`, \`line\`, \`column\`, \`field\`, \`expected\`, \`found\` and \`remedy\`; several faults come under \`faults\`.

\`\`\`
$ assay gap report --format word
ASSAY-CLI-005 --format takes one of text, html, md, json
  expected   text, html, md, json
  found      word
  remedy     Give --format one of these.
$ echo $?
2
\`\`\`

Whose fault it is says who has to act. **The caller** gave something that cannot be read or asked. **A peer** is whoever wrote bytes that should have been
trustworthy: another system, a damaged disk, an attacker. **Us** is a mistake in Assay; report it, please ([SECURITY.md](../SECURITY.md) where it may be one of
security). Numbers are never reused. This page is made from the catalogues (\`src/*/faults.ts\` and \`src/core/\`), and a test holds it to them.

${sections.join('\n')}`;
}
