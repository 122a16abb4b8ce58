import { describe, expect, it } from 'vitest';
import { distributionOf, upstreamOfDownload, upstreamOfPurl, upstreamOfSourceInfo, upstreamsOfProperties } from './origin.ts';
import { readPurl } from './purl.ts';

const purl = (text: string) => readPurl(text).purl;

describe('the distribution of a component', () => {
  it.each([
    ['pkg:deb/debian/curl@7.50.3-1?arch=i386&distro=debian-12', { name: 'debian', release: '12', architecture: 'i386' }],
    ['pkg:deb/debian/curl@7.50.3-1?distro=bookworm', { name: 'debian', release: 'bookworm' }],
    ['pkg:deb/debian/curl@7.50.3-1?distro=debian', { name: 'debian' }],
    ['pkg:rpm/fedora/curl@7?distro=fedora-38&arch=x86_64', { name: 'fedora', release: '38', architecture: 'x86_64' }],
    ['pkg:rpm/opensuse/curl@7?distro=opensuse-leap-15.5', { name: 'opensuse', release: '15.5' }],
    ['pkg:apk/alpine/busybox@1.36?distro=alpine-v3.18.4', { name: 'alpine', release: '3.18.4' }],
    ['pkg:apk/busybox@1.36?distro=alpine-3.18', { name: 'alpine', release: '3.18' }],
    ['pkg:opkg/dnsmasq@2.90-4', { name: 'openwrt' }],
    ['pkg:yocto/core/busybox@1.36.1', { name: 'yocto' }],
    ['pkg:npm/lodash@4?distro=debian-12', undefined],
    ['pkg:deb/curl', undefined],
  ])('%s', (text, distribution) => {
    expect(distributionOf(purl(text))).toEqual(distribution);
  });
});

describe('the upstream of a component', () => {
  it.each([
    ['pkg:deb/debian/libssl3@3.0.11?upstream=openssl', [{ name: 'openssl' }]],
    ['pkg:deb/debian/libssl3@3.0.11?upstream=openssl%403.0.11-1', [{ name: 'openssl', version: '3.0.11-1' }]],
    ['pkg:rpm/redhat/openssl-libs@3.0.7?upstream=openssl-3.0.7-27.el9.src.rpm', [{ name: 'openssl', version: '3.0.7-27.el9' }]],
    ['pkg:deb/debian/libssl3@3.0.11', []],
  ])('of %s', (text, upstreams) => {
    expect(upstreamOfPurl(purl(text)).map(({ cpes: _, from, ...rest }) => ({ ...rest, from }))).toEqual(
      upstreams.map((each) => ({ ...each, from: 'upstream-qualifier' })),
    );
  });

  it.each([
    [{ 'syft:metadata:source': 'openssl', 'syft:metadata:sourceVersion': '3.0.11-1' }, [['openssl', '3.0.11-1']]],
    [{ 'syft:metadata:originPackage': 'busybox' }, [['busybox', undefined]]],
    [{ 'syft:metadata:sourceRpm': 'zlib-1.2.11-40.el9.src.rpm' }, [['zlib', '1.2.11-40.el9']]],
    [
      {
        'aquasecurity:trivy:SrcName': 'glibc',
        'aquasecurity:trivy:SrcVersion': '2.36',
        'aquasecurity:trivy:SrcRelease': '9',
        'aquasecurity:trivy:SrcEpoch': '1',
      },
      [['glibc', '1:2.36-9']],
    ],
    [{ other: 'x' }, []],
  ])('from the properties %j', (properties, upstreams) => {
    expect(upstreamsOfProperties(new Map(Object.entries(properties))).map(({ name, version }) => [name, version])).toEqual(upstreams);
  });

  it('from what SPDX says of a source', () => {
    expect(upstreamOfSourceInfo('built package from: glibc 2.36-9')).toMatchObject([{ name: 'glibc', version: '2.36-9', from: 'source-package' }]);
    expect(upstreamOfSourceInfo('acquired package info from DPKG DB: /var/lib/dpkg/status')).toEqual([]);
  });

  it.each([
    ['git+https://github.com/madler/zlib.git@v1.2.13', [['zlib', '1.2.13']]],
    ['git+ssh://git@example.org/team/thing@0123456789012345678901234567890123456789', [['thing', undefined]]],
    ['git://example.org/thing/', [['thing', undefined]]],
    ['https://example.org/thing-1.0.tar.gz', []],
    ['NOASSERTION', []],
  ])('from the location %s', (location, upstreams) => {
    expect(upstreamOfDownload(location).map(({ name, version }) => [name, version])).toEqual(upstreams);
  });
});
