import { describe, expect, it } from 'vitest';
import { parsePurl } from '../component/purl.ts';
import { Classes, vulnerabilitiesOf } from './classes.ts';
import { packageKey, packageOf, releaseOf, repositoryKey, sameRelease } from './ecosystem.ts';

function shown(classes: Classes): Readonly<Record<string, string>> {
  return Object.fromEntries(classes.all());
}

describe('names of one vulnerability', () => {
  it('are joined over several records', () => {
    const classes = new Classes();
    classes.join('GO-1', ['GHSA-1']);
    classes.join('GHSA-1', ['CVE-2024-0001']);
    expect(shown(classes)).toEqual({ 'GO-1': 'CVE-2024-0001', 'GHSA-1': 'CVE-2024-0001' });
  });

  it('never join two CVE numbers, in whatever order records come', () => {
    const classes = new Classes();
    classes.join('GHSA-1', ['CVE-2024-0001']);
    classes.join('X-1', ['CVE-2024-0002']);
    classes.join('GHSA-1', ['X-1']);
    classes.join('DSA-1', ['CVE-2024-0001', 'CVE-2024-0002']);
    expect(shown(classes)).toMatchObject({ 'GHSA-1': 'CVE-2024-0001', 'X-1': 'CVE-2024-0002' });
    classes.join('GHSA-1', ['CVE-2024-0003']);
    expect(shown(classes)).toMatchObject({ 'GHSA-1': 'CVE-2024-0001' });
    expect(classes.refused).toBe(2);
  });

  it('are those that a record is about', () => {
    const nameOf = (name: string) => (name === 'GO-1' ? 'GHSA-1' : name);
    expect(vulnerabilitiesOf('DSA-1', ['CVE-2024-0001', 'CVE-2024-0002'], [], nameOf)).toEqual(['CVE-2024-0001', 'CVE-2024-0002']);
    expect(vulnerabilitiesOf('DEBIAN-1', [], ['CVE-2024-0001'], nameOf)).toEqual(['CVE-2024-0001']);
    expect(vulnerabilitiesOf('GO-1', [], [], nameOf)).toEqual(['GHSA-1']);
  });
});

describe('a package in the words of OSV', () => {
  it.each([
    ['pkg:npm/%40scope/a@1', { ecosystem: 'npm', name: '@scope/a' }],
    ['pkg:maven/org.x/y@1', { ecosystem: 'Maven', name: 'org.x:y' }],
    ['pkg:golang/github.com/gin-gonic/gin@v1', { ecosystem: 'Go', name: 'github.com/gin-gonic/gin' }],
    ['pkg:deb/debian/openssl@3?distro=debian-12', { ecosystem: 'Debian', name: 'openssl', release: '12' }],
    ['pkg:deb/ubuntu/openssl@3?distro=jammy', { ecosystem: 'Ubuntu', name: 'openssl', release: '22.04' }],
    ['pkg:apk/alpine/busybox@1?distro=alpine-3.18.4', { ecosystem: 'Alpine', name: 'busybox', release: '3.18.4' }],
    ['pkg:rpm/redhat/openssl@3', { ecosystem: 'Red Hat', name: 'openssl' }],
    ['pkg:generic/openssl@3', undefined],
    ['pkg:yocto/core/openssl@3', undefined],
    ['pkg:apk/openwrt/dnsmasq@2.90', undefined],
  ])('%s', (text, named) => expect(packageOf(parsePurl(text))).toEqual(named));

  it('is found by the name as its ecosystem compares names', () => {
    expect(packageKey('PyPI', 'Zope_Interface')).toEqual({ ecosystem: 'PyPI', name: 'zope-interface' });
    expect(packageKey('Debian:12', 'OpenSSL')).toEqual({ ecosystem: 'Debian', name: 'OpenSSL' });
    expect(packageKey('NuGet', 'Newtonsoft.Json').name).toBe('newtonsoft.json');
    expect(['https://github.com/A/B.git', 'git+ssh://git@github.com/A/B', 'git@github.com:A/B.git', 'github.com/a/b/'].map(repositoryKey)).toEqual(
      Array(4).fill('github.com/a/b'),
    );
  });

  it('is of a release', () => {
    expect([':22.04:LTS', ':v3.18', ':enterprise_linux:9::baseos', ':bookworm', ':Pro:16.04:LTS', ':rolling', ''].map(releaseOf)).toEqual([
      '22.04',
      '3.18',
      '9',
      '12',
      '16.04',
      undefined,
      undefined,
    ]);
    expect([
      sameRelease('3.18', '3.18.4'),
      sameRelease('9', '9.3'),
      sameRelease('12', '11'),
      sameRelease('1', '12'),
      sameRelease(undefined, '12'),
      sameRelease('12', undefined),
    ]).toEqual(['yes', 'yes', 'no', 'no', 'yes', 'perhaps']);
  });
});

describe('a record that names two CVE numbers', () => {
  it('gives neither to its own name, nor to another that it names: what closes one would close the other', () => {
    const classes = new Classes();
    classes.join('GHSA-1', ['CVE-2024-0001', 'CVE-2024-0002', 'GO-1']);
    expect([...classes.all()].filter(([, shown]) => shown.startsWith('CVE-'))).toEqual([]);
    classes.join('GO-1', ['CVE-2024-0003']);
    expect(new Map(classes.all()).get('GHSA-1') ?? 'GHSA-1').toBe('GHSA-1');
  });
});
