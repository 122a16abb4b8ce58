import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Insider } from '../development/insider/model.ts';
import type { SignalsFound } from '../development/signal/model.ts';
import { assayIn } from './assay.fixture.ts';

// A miniature, made here, of how a back door came into a library for compression in 2024: somebody new applies changes and makes releases, a check of the build that can never succeed
// switches a safeguard off, and a test file that nobody can read carries the rest.
const folder = mkdtempSync(join(tmpdir(), 'assay-signals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const env = { PATH: process.env['PATH'] ?? '', HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
const sh = (script: string) => execFileSync('sh', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const CMAKE = (stray: string) => `if(ENABLE_SANDBOX)
  check_c_source_compiles("
    #include <sys/prctl.h>
${stray}
    void fence(void) { (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
    int main(void) { return 0; }
  " HAVE_FENCE)
endif()
`;

const assay = assayIn(folder);

const REVIEW = ['development', 'review', 'zip', '--release', 'v2', '--since', 'v1'];

async function asked(...more: string[]): Promise<{ readonly signals: SignalsFound; readonly insiders: readonly Insider[] }> {
  return JSON.parse((await assay(...REVIEW, ...more, '--json')).out);
}

describe('a release with a back door in it', () => {
  beforeAll(() => {
    sh(`
      git init -q -b main zip
      cat > as.sh <<'END'
      cd zip
      export GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$1@example.org GIT_AUTHOR_DATE="$2" GIT_COMMITTER_NAME=$1 GIT_COMMITTER_EMAIL=$1@example.org GIT_COMMITTER_DATE="$2"
      shift 2; git "$@"
END
      ssh-keygen -q -t ed25519 -N '' -f old && ssh-keygen -q -t ed25519 -N '' -f new
    `);
    const as = (who: string, day: string, ...args: string[]) =>
      execFileSync('sh', ['-e', join(folder, 'as.sh'), who, `${day}T10:00:00Z`, ...args], { cwd: folder, env, stdio: 'ignore' });
    const put = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, 'zip', name), content);
    const signed = (key: string) => ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${join(folder, key)}`];
    put('CMakeLists.txt', CMAKE(''));
    put('pack.c', 'int pack(void) { return 0; }\n');
    as('lars', '2026-01-01', 'add', '.');
    as('lars', '2026-01-01', 'commit', '-q', '-m', 'Begin');
    as('lars', '2026-01-02', ...signed('old'), 'tag', '-s', '-m', 'v0', 'v0');
    put('pack.c', 'int pack(void) { return 1; }\n');
    as('lars', '2026-01-03', 'commit', '-q', '-am', 'Pack');
    as('lars', '2026-01-04', ...signed('old'), 'tag', '-s', '-m', 'v1', 'v1');
    sh('git -C zip show-ref > refs.txt');
    put('CMakeLists.txt', CMAKE('.'));
    as('jan', '2026-02-01', 'commit', '-q', '-am', 'Tidy the check');
    put(
      'bad.lzma',
      Uint8Array.from({ length: 3000 }, (_, at) => (at * 7919 + (at >> 3)) & 255),
    );
    as('jan', '2026-02-02', 'add', '.');
    as('jan', '2026-02-02', 'commit', '-q', '-m', 'Add a test file');
    as('jan', '2026-02-03', ...signed('new'), 'tag', '-s', '-m', 'v2', 'v2');
    as('jan', '2026-02-03', 'tag', '-f', 'v0', 'v1');
  });

  it('is told of beside the verdict, each with its place', async () => {
    const { signals } = await asked('--refs-before', 'refs.txt');
    const tidy = sh('git -C zip rev-parse v2~1').trim();
    expect(signals.signals.map(({ kind, weak, who, place }) => [kind, weak, who, place.path, place.line])).toEqual([
      ['check-never-succeeds', false, 'jan@example.org', 'CMakeLists.txt', 4],
      ['identity-new-in-control', false, 'jan@example.org', 'CMakeLists.txt', undefined],
      ['signer-new', false, 'jan@example.org', undefined, undefined],
      ['tag-moved', false, undefined, undefined, undefined],
      ['binary-opaque', true, 'jan@example.org', 'bad.lzma', undefined],
    ]);
    expect(signals.signals[0]?.place.commit).toBe(tidy);
    expect(signals.signals[2]?.what).toContain('SHA256:');
    expect(signals).toMatchObject({ looked: { files: 2, checks: 1, earlierCommits: 2, earlierTags: 1, refs: 3 }, left: [] });
  });

  it('says so in words', async () => {
    const { out, code } = await assay(...REVIEW);
    expect(code).toBe(1);
    expect(out).toContain('Beside the verdict, to look at:');
    expect(out).toContain('CMakeLists.txt:4: check_c_source_compiles asks by a program that no compiler takes');
    expect(out).toContain('1 file that shows a reader nothing');
    expect(out).not.toContain('the tag v0');
  });

  it('says who could have done it alone', async () => {
    const { insiders } = await asked();
    expect(insiders[0]).toMatchObject({ who: 'jan@example.org', kind: 'not-known' });
    expect(insiders[0]?.means.map(({ way, commits }) => [way, commits.length])).toEqual([
      ['own-change', 2],
      ['release-alone', 0],
    ]);
    expect(insiders[0]?.means[0]?.noticedBy.filter(({ by }) => by === 'signal').map(({ what }) => what)).toContain('the signal check-never-succeeds');
  });

  it('takes where refs pointed from the code log, and refuses what lists none', async () => {
    expect((await assay(...REVIEW, '--refs-before', 'log')).err).toContain('ASSAY-CODELOG-002');
    await assay('development', 'log', 'init');
    sh('git -C zip update-ref refs/tags/v0 $(sed -n "s, refs/tags/v0$,,p" refs.txt)');
    expect((await assay('development', 'log', 'refs', 'zip')).code).toBe(0);
    sh('git -C zip update-ref refs/tags/v0 v1');
    const { signals } = await asked('--refs-before', 'log');
    expect(signals.signals.filter(({ kind }) => kind === 'tag-moved').map(({ place }) => place.ref)).toEqual(['refs/tags/v0']);
    writeFileSync(join(folder, 'empty.txt'), '\n');
    expect(await assay(...REVIEW, '--refs-before', 'empty.txt')).toMatchObject({ code: 2, err: expect.stringContaining('ASSAY-CLI-005') });
  });
});
