import type { Role } from './model.ts';
import { baseOf } from './tree.ts';

/**
 * How it is known that a file runs when the sources are built: by its name alone; by its place or its right to run; as a template that `configure` fills in; as a piece that a makefile takes in.
 */
export const RUNS_BY = ['name', 'place', 'template', 'fragment'] as const;

export type RunsBy = (typeof RUNS_BY)[number];

const NAMES: ReadonlySet<string> = new Set(
  `configure config.guess config.sub install-sh autogen bootstrap buildconf cmakelists.txt meson.build meson_options.txt meson.options setup.py setup.cfg pyproject.toml conftest.py
  package.json binding.gyp .npmrc .yarnrc .yarnrc.yml build.rs cargo.toml build.gradle settings.gradle gradlew pom.xml build.xml kbuild kconfig sconstruct sconscript wscript waf rakefile gemfile
  build build.bazel workspace workspace.bazel module.bazel justfile dockerfile containerfile jamfile jamroot tox.ini noxfile.py tasks.py gulpfile.js gruntfile.js webpack.config.js
  rollup.config.js vite.config.js preinst postinst prerm postrm manifest.in`.split(/\s+/),
);
const NAMED =
  /^(?:gnu|bsd)?makefile(?:$|[.-])|\.(?:m4|am|ac|mk|mak|sh|bash|zsh|ksh|csh|cmake|gyp|gypi|gradle|kts|bzl|ninja|gemspec|ps1|bat|cmd|pth|spec|podspec|bb|bbappend)$|^vite\.config\.|^rollup\.config\.|^webpack\.config\./;
const PLACES = /(?:^|\/)(?:build-aux|buildaux|build_aux|autotools|conftools|config-aux|debian|\.githooks)\//i;
const FRAGMENTS = /(?:^rules-|^makevars|\.(?:sed|sin|awk|mkf|inc\.mk)$)/;
const CODE =
  /\.(?:c|h|cc|cpp|cxx|c\+\+|hh|hpp|hxx|h\+\+|inc|ipp|tcc|s|asm|rs|go|java|kt|scala|swift|m|mm|d|zig|nim|py|pyi|pyx|pxd|js|mjs|cjs|jsx|ts|mts|cts|tsx|vue|rb|php|pl|pm|lua|tcl|vala|hs|ml|erl|ex|exs|cs|vb|y|yy|l|ll|proto|thrift|ld|lds|dts|dtsi|glsl|cu|wasm|so|a|o|obj|dll|dylib|exe|sys|ko|jar|class|pyc|node|bin|fw|elf)$/;

/** Whether a file runs at build, and how that is known. `first`: its first bytes, where they are there. */
export function runsBy(path: string, program: boolean, first?: Uint8Array): RunsBy | undefined {
  const base = baseOf(path).toLowerCase();
  if (NAMES.has(base) || NAMED.test(base)) return 'name';
  if (program || PLACES.test(path) || (first?.[0] === 0x23 && first[1] === 0x21)) return 'place';
  if (base.endsWith('.in')) return 'template';
  return FRAGMENTS.test(base) ? 'fragment' : undefined;
}

export function roleOf(path: string, runs: RunsBy | undefined, first?: Uint8Array): Role {
  if (runs !== undefined) return 'build';
  const elf = first !== undefined && first[0] === 0x7f && first[1] === 0x45 && first[2] === 0x4c && first[3] === 0x46;
  return elf || CODE.test(path.toLowerCase()) ? 'code' : 'other';
}
