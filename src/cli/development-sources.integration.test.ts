import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pae } from '../development/statement/dsse.ts';
import { assayIn } from './assay.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'assay-sources-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const page = readFileSync('docs/development-review.md', 'utf8');
const block = (after: string) => new RegExp(`${after}[\\s\\S]*?\n\`\`\`\\w*\n([\\s\\S]*?)\n\`\`\``).exec(page)?.[1] ?? '';
const DAY = '2026-01-01T00:00:00Z';
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: folder,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'Ada'],
      [`GIT_${who}_EMAIL`, 'ada@example.org'],
      [`GIT_${who}_DATE`, DAY],
    ]),
  ),
};
const sh = (text: string, input = '') =>
  execFileSync('sh', ['-e', '-c', text], { cwd: folder, env, input, stdio: ['pipe', 'pipe', 'ignore'], encoding: 'utf8' }).trim();

const assay = (line: string, at?: string) => assayIn(folder, at === undefined ? {} : { at })(...line.split(' '));

interface Answer {
  readonly counts: object;
  readonly changes: readonly { readonly verdict: { readonly reason: string; readonly binding?: string } }[];
  readonly sources: {
    readonly gittuf: { readonly attestations: number; readonly refused: readonly object[]; readonly policy: object; readonly log: Record<string, unknown> };
  };
}
const answer = async (line: string, at?: string) => JSON.parse((await assay(`${line} --json`, at)).out) as Answer;

describe('reviews from elsewhere', () => {
  beforeAll(() => {
    sh(block('A repository to try it on'));
    writeFileSync(join(folder, 'people.yaml'), `${block('the one for the example')}\n`);
    sh(block('a note of Gerrit on the commit before the last'));
  });
  const RELEASE = 'development review firmware --release v1.1 --since v1.0';

  it('print what the page shows', async () => {
    const [command = '', ...rest] = block('With both:').split('\n');
    const { code, out } = await assay(command.replace('$ assay ', ''));
    expect(out.trimEnd()).toBe(rest.join('\n'));
    expect(code).toBe(1);
  });

  it('of a squash cannot be known where the repository has not what was approved, or has another', async () => {
    const squash = 'f9280439cfcb7a2e22e3b3e82f8d5dee802d202e';
    const verdict = async (file: string) =>
      ((await answer(`${RELEASE} --forge ${file}`)).changes as readonly { readonly id?: string; readonly verdict: { readonly reason: string } }[])
        .map(({ verdict: { reason } }) => reason)
        .find((reason) => reason.startsWith('export-'));
    const head = sh('git -C firmware rev-parse refs/pull/7/head');
    expect(await verdict('forge.json')).toBe('export-approved');
    // What was approved is an empty commit on the same parent; the squash has more.
    const other = sh('git -C firmware commit-tree v1.0^{tree} -p v1.0 -m "Blink twice"');
    const text = readFileSync(join(folder, 'forge.json'), 'utf8');
    for (const [name, id] of Object.entries({ other, missing: 'd'.repeat(40) })) {
      writeFileSync(join(folder, `${name}.json`), text.replaceAll(head, id));
      expect(await verdict(`${name}.json`), `${name} for ${squash}`).toBe('export-squash-not-shown');
    }
  });

  it('are read from a folder too, and notes are left alone where that is asked', async () => {
    mkdirSync(join(folder, 'export/deeper'), { recursive: true });
    writeFileSync(join(folder, 'export/deeper/7.json'), readFileSync(join(folder, 'forge.json')));
    writeFileSync(join(folder, 'export/readme.txt'), 'not read');
    expect((await answer(`${RELEASE} --forge export`)).counts).toEqual({ reviewed: 2, 'not-reviewed': 2, 'cannot-be-known': 0 });
    const { changes } = await answer(`${RELEASE} --gerrit-notes none`);
    expect(changes.map(({ verdict }) => verdict.reason)).toContain('trailer-of-author');
  });

  it('are read of notes whose tree fans out, and of those of no commit nothing is made', async () => {
    sh(`cd firmware
      for i in $(seq 1 300); do git notes --ref=review add -f -m "note $i" $(echo "$i" | git hash-object -w --stdin); done`);
    const { changes } = await answer(RELEASE);
    expect(changes.map(({ verdict }) => verdict.reason)).toContain('gerrit-of-author');
    expect((await answer(`${RELEASE} --gerrit-notes refs/notes/review`)).counts).toEqual((await answer(RELEASE)).counts);
    expect(sh('git -C firmware ls-tree refs/notes/review').split('\n')[0]).toContain('tree');
  });

  it.each([
    [`${RELEASE} --forge nowhere.json`, 'ASSAY-SOURCE-003'],
    [`${RELEASE} --forge people.yaml`, 'ASSAY-JSON-001'],
    [`${RELEASE} --gerrit-notes refs/notes/other`, 'ASSAY-SOURCE-004'],
    [`${RELEASE} --gittuf yes`, 'ASSAY-CLI-005'],
  ])('%s is refused', async (line, code) => {
    const { code: status, err } = await assay(line);
    expect(status).toBe(2);
    expect(err).toContain(code);
  });
});

describe('gittuf in a repository', () => {
  const commits: Record<string, string> = {};
  const attest = (path: string, statement: object) => {
    const payload = Buffer.from(JSON.stringify(statement));
    writeFileSync(join(folder, 'message'), pae('application/vnd.gittuf+json', payload));
    const sig = Buffer.from(`${sh('ssh-keygen -Y sign -q -n git -f app < message')}\n`).toString('base64');
    const keyid = sh('ssh-keygen -l -f app.pub').split(' ')[1];
    return [path, JSON.stringify({ payloadType: 'application/vnd.gittuf+json', payload: payload.toString('base64'), signatures: [{ keyid, sig }] })] as const;
  };
  const tree = (files: readonly (readonly [string, string])[]) => {
    sh('rm -f index');
    for (const [path, text] of files)
      sh(`cd vault; export GIT_INDEX_FILE=../index; git update-index --add --cacheinfo 100644,$(git hash-object -w --stdin),"${path}"`, text);
    return sh('cd vault; GIT_INDEX_FILE=../index git write-tree');
  };
  const enter = (ref: string, target: string, number: number) =>
    sh(`cd vault
      parent=$(git rev-parse --verify -q refs/gittuf/reference-state-log || true)
      git update-ref refs/gittuf/reference-state-log $(printf 'RSL Reference Entry\\n\\nref: ${ref}\\ntargetID: ${target}\\nnumber: ${number}\\n' | git -c gpg.format=ssh -c user.signingkey=../app.pub commit-tree -S 4b825dc642cb6eb9a060e54bf8d69288fbee4904 \${parent:+-p $parent})`);

  beforeAll(() => {
    sh(`ssh-keygen -q -t ed25519 -N '' -f app
      git init -q -b main vault; cd vault
      git commit -q --allow-empty -m Begin; git tag begin
      echo one > a; git add a; git commit -q -m 'Approved (#1)'
      echo two > a; git commit -q -am 'Not approved'
      git hash-object -t tree -w /dev/null`);
    for (const [name, ref] of Object.entries({ begin: 'begin', first: 'main~1', tip: 'main', tree: 'main~1^{tree}' }))
      commits[name] = sh(`git -C vault rev-parse ${ref}`);
    const { begin = '', first = '', tip = '', tree: approved = '' } = commits;
    const approval = {
      type: 'https://in-toto.io/Statement/v1',
      subject: [{ digest: { gitTree: approved } }],
      predicate_type: 'https://gittuf.dev/github-pull-request-approval/v0.1',
      predicate: { approvers: ['bob+12'], dismissedApprovers: null, fromRevisionID: begin, targetRef: 'refs/heads/main', targetTreeID: approved },
    };
    const request = {
      type: 'https://in-toto.io/Statement/v1',
      subject: [{ uri: 'https://github.com/acme/camera/pull/1', digest: { gitCommit: first } }],
      predicate_type: 'https://gittuf.dev/github-pull-request/v0.1',
      predicate: { number: 1, user: { login: 'ada' } },
    };
    const files = [
      attest(`code-review-approvals/refs/heads/main/${begin}-${approved}/github/YXBw`, approval),
      attest(`github-pull-requests/camera-1/refs/heads/main/${first}`, request),
      ['code-review-approvals/review-index.json', '{}'] as const,
      ['code-review-approvals/refs/heads/main/other', 'no envelope'] as const,
    ];
    const ends = { type: 'root', expires: '2026-02-01T00:00:00Z', githubApps: {} };
    sh(`cd vault
      git update-ref refs/gittuf/attestations $(git commit-tree -m Attest ${tree(files)})
      git update-ref refs/gittuf/policy $(git commit-tree -m Policy ${tree([attest('metadata/root.json', ends)])})`);
    enter('refs/heads/main', first, 1);
    enter('refs/gittuf/attestations', sh('git -C vault rev-parse refs/gittuf/attestations'), 2);
    enter('refs/heads/main', tip, 3);
  });
  const KNOWN = `  - { id: ada, name: Ada, addresses: [ada@example.org], confirmedBy: cleo }\n  - { id: bob, name: Bob, accounts: ["github:bob"], confirmedBy: cleo }\n  - { id: cleo, name: Cleo }\n`;
  const people = (key: string) =>
    writeFileSync(join(folder, 'vault.yaml'), `format: people/1\npeople:\n  - { id: app, kind: forge, name: App, keys: [{ id: "${key}" }] }\n${KNOWN}`);
  const LINE = 'development review vault --release main --since begin --people vault.yaml';
  const reasons = async (at = '2026-01-15T00:00:00Z') =>
    (await answer(LINE, at)).changes.map(({ verdict }) => `${verdict.reason} ${verdict.binding ?? ''}`.trim());

  it('counts the forge’s key where the register has it, and not elsewhere', async () => {
    people('SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU');
    expect(await reasons()).toEqual(['nothing', 'gittuf-key-unknown']);
    people(sh('ssh-keygen -l -f app.pub').split(' ')[1] ?? '');
    expect(await reasons()).toEqual(['nothing', 'gittuf-forge-approved forge']);
    expect((await answer(`${LINE} --gittuf none`)).counts).toMatchObject({ 'not-reviewed': 2 });
  });

  it('cannot be known once the policy of gittuf has ended', async () => {
    expect(await reasons('2026-02-01T00:00:00Z')).toEqual(['nothing', 'gittuf-policy-expired']);
  });

  it('tells of its policy, its log, and of a file that is no attestation', async () => {
    const { sources } = await answer(LINE);
    expect(sources.gittuf).toMatchObject({
      attestations: 1,
      requests: 1,
      policy: { expired: true, expires: '2026-02-01T00:00:00Z' },
      log: { entries: 3, unsigned: 0, unchecked: 0, faults: [], broken: [], moved: [] },
    });
    expect(sources.gittuf.refused).toHaveLength(1);
    expect(Object.values(sources.gittuf.log['keys'] as object)).toEqual([3]);
    expect((await assay(LINE)).out).toContain('ended on 2026-02-01');
  });

  it('sees a ref that moved behind the log, and an entry that does not follow', async () => {
    sh('cd vault; git update-ref refs/heads/main main~1');
    expect((await answer(LINE)).sources.gittuf.log['moved']).toEqual([{ ref: 'refs/heads/main', logged: commits['tip'], stands: commits['first'] }]);
    enter('refs/heads/main', commits['first'] ?? '', 9);
    const { out } = await assay(LINE);
    expect(out).toContain('The log does not hold together in 1 place');
    expect(out).not.toContain('elsewhere than the log says');
  });
});
