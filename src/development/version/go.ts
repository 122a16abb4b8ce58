import type { Ordering } from './model.ts';
import { compareSemver } from './semver.ts';

const TOOLCHAIN = /^go(\d+(?:\.\d+)*)(?:(rc|beta|alpha)(\d+))?$/;

/**
 * Versions of Go's modules: Semantic Versioning with a `v`, whose pseudo-versions (`v0.0.0-20210101120000-abcdef123456`) and `+incompatible` fall into place by its rules. The
 * toolchain writes its own as `go1.21rc2`.
 */
export function compareGo(a: string, b: string): Ordering {
  return compareSemver(asSemver(a), asSemver(b));
}

function asSemver(version: string): string {
  const [, numbers, stage, count] = TOOLCHAIN.exec(version) ?? [];
  return numbers === undefined ? version : stage === undefined ? numbers : `${numbers}-${stage}.${count}`;
}
