import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with `N passed, N failed` on a line of its own. The checks that ran before the tests count too; a skip in CI is a failure. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = Number(process.env['ASSAY_CHECKS_PASSED'] ?? 0);
    let failed = Number(process.env['ASSAY_CHECKS_FAILED'] ?? 0) + errors.length;
    const skipped: string[] = [];
    const again: string[] = [];
    for (const module of modules) {
      if (module.state() === 'failed' && module.children.size === 0) failed += 1;
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result();
        // With what was wrong the first time: without it, nobody can mend what held when tried again.
        if (test.diagnostic()?.flaky === true) again.push([test.fullName, ...errors.map(({ message, diff }) => `${message}\n${diff ?? ''}`)].join('\n'));
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped.push(test.fullName);
      }
    }
    for (const words of again) process.stdout.write(`held only when tried again: ${words.trimEnd().replaceAll('\n', '\n    ')}\n`);
    for (const name of skipped) process.stdout.write(`left out: ${name}\n`);
    if (process.env['CI'] !== undefined) failed += skipped.length;
    if (failed > 0 || passed === 0) process.exitCode = 1;
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  }
}
