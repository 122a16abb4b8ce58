import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/**
 * Seconds that the longest files took on two cores, by which they are begun first: a long one that is begun last runs alone while the other workers stand
 * idle. A fresh clone remembers no times, and without them files are begun by their size, which says little of those that start other processes.
 */
const SECONDS: Readonly<Record<string, number>> = {
  'test/scripts.integration.test.ts': 186,
  'src/assurance/certificate/certificate.integration.test.ts': 157,
  'test/samples.integration.test.ts': 61,
  'src/product/authorization/brokers/differential.integration.test.ts': 31,
  'src/cli/readers.integration.test.ts': 28,
  'console/src/map/edit/references.integration.test.ts': 28,
  'test/office/examples.integration.test.ts': 23,
  'test/report.browser.integration.test.ts': 21,
  'src/product/fleet/edge/kill.integration.test.ts': 21,
  'src/server/position/position.integration.test.ts': 20,
  'src/cli/past.integration.test.ts': 19,
  'src/cli/product-simulate.integration.test.ts': 19,
  'src/server/reports/reports.integration.test.ts': 18,
  'test/office/road.integration.test.ts': 17,
  'src/business/reach/camera.integration.test.ts': 17,
  'src/assurance/live/live.integration.test.ts': 17,
  'test/server/every-route.integration.test.ts': 16,
  'src/cli/workspace.integration.test.ts': 16,
  'src/product/endpoint/edge/mosquitto.integration.test.ts': 16,
  'src/server/door.integration.test.ts': 15,
  'src/ledger/edge/kill.integration.test.ts': 15,
  'src/business/probe/edge/run.integration.test.ts': 13,
  'test/report-filter.browser.integration.test.ts': 12,
  'test/browser/pages.integration.test.ts': 190,
  'test/browser/product.integration.test.ts': 69,
  'test/browser/business.integration.test.ts': 51,
  'test/browser/hostile.integration.test.ts': 43,
  'test/browser/people.integration.test.ts': 39,
  'test/browser/states.integration.test.ts': 32,
  'test/browser/development.integration.test.ts': 27,
  'test/browser/home.integration.test.ts': 24,
  'test/browser/office-to-camera.integration.test.ts': 15,
  'test/browser/journey.integration.test.ts': 14,
  'test/browser/keyboard.integration.test.ts': 13,
};

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const root = this.ctx.config.root;
    const secondsOf = ({ moduleId }: TestSpecification) => SECONDS[moduleId.slice(root.length + 1)] ?? 0;
    return (await super.sort(files)).toSorted((a, b) => secondsOf(b) - secondsOf(a));
  }
}
