// System packages that some suites need. On Debian as root they are installed; elsewhere the suite says by name what it leaves out.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const NEEDED = [
  { package: 'chromium', file: '/usr/bin/chromium', for: 'the tests of the report and of the console in a browser' },
  { package: 'openssl', file: '/usr/bin/openssl', for: 'the checks of certificates by another implementation' },
  { package: 'curl', file: '/usr/bin/curl', for: 'the enrolment of devices by a client of others' },
  { package: 'strongswan-pki', file: '/usr/bin/pki', for: 'the enrolment of devices by a client of others' },
  { package: 'libstrongswan-standard-plugins', file: '/usr/lib/ipsec/plugins/libstrongswan-openssl.so', for: 'the enrolment of devices by a client of others' },
  { package: 'libstrongswan-extra-plugins', file: '/usr/lib/ipsec/plugins/libstrongswan-curl.so', for: 'the enrolment of devices by a client of others' },
  { package: 'softhsm2', file: '/usr/bin/softhsm2-util', for: 'keys in a hardware token' },
  { package: 'opensc', file: '/usr/bin/pkcs11-tool', for: 'keys in a hardware token' },
  { package: 'mosquitto', file: '/usr/sbin/mosquitto', for: 'decisions held against a broker of others' },
  { package: 'mosquitto-clients', file: '/usr/bin/mosquitto_pub', for: 'the broker, by clients of others' },
  { package: 'nats-server', file: '/usr/sbin/nats-server', for: 'decisions held against a broker of others' },
  { package: 'nftables', file: '/usr/sbin/nft', for: 'rules for gateways, checked by nft itself' },
  { package: 'gnupg', file: '/usr/bin/gpg', for: 'signatures of OpenPGP' },
  { package: 'openssh-client', file: '/usr/bin/ssh-keygen', for: 'signatures of SSH' },
  { package: 'gettext', file: '/usr/bin/msgfmt', for: 'files that a release generates, made again' },
  { package: 'autoconf', file: '/usr/bin/autoreconf', for: 'files that a release generates, made again' },
  { package: 'automake', file: '/usr/bin/automake', for: 'files that a release generates, made again' },
  { package: 'libtool', file: '/usr/bin/libtoolize', for: 'files that a release generates, made again' },
  { package: 'xz-utils', file: '/usr/bin/xz', for: 'tarballs packed by xz' },
  { package: 'bzip2', file: '/usr/bin/bzip2', for: 'tarballs packed by bzip2' },
];

export function ensureSystemPackages() {
  const missing = NEEDED.filter((need) => !existsSync(need.file));
  if (missing.length === 0) return;
  const names = missing.map((need) => need.package);
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    for (const need of missing) process.stderr.write(`Without ${need.package}, ${need.for} are left out. Install it with: apt-get install ${need.package}\n`);
    return;
  }
  process.stderr.write(`Installing ${names.join(', ')} for ${[...new Set(missing.map((need) => need.for))].join(', ')} … `);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', ...names],
  ]) {
    const result = spawnSync('apt-get', args, { encoding: 'utf8', env });
    if (result.status !== 0) {
      process.stderr.write(`failed\n${result.stderr}\n`);
      if (process.env.CI !== undefined) process.exit(1);
      return;
    }
  }
  process.stderr.write('done\n');
}
