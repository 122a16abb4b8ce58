/** What a type of package URL asks of its parts beyond the general rules. Facts of the types' definitions in the package-url specification, 2026-08. */
export interface PurlType {
  readonly namespace?: 'required' | 'prohibited';
  /** Parts that are not case sensitive, and so are written in lower case: `s` namespace, `n` name, `v` version, `p` subpath. */
  readonly lower?: string;
  /** Qualifiers without which nothing is named. */
  readonly qualifiers?: readonly string[];
  /** Qualifiers of the type itself, whose keys are to be in lower case as they stand; the key of a general one may be in capitals and is read in lower case. */
  readonly own?: readonly string[];
  readonly name?: RegExp;
  readonly version?: RegExp;
}

const REQUIRED: PurlType = { namespace: 'required' };
const PROHIBITED: PurlType = { namespace: 'prohibited' };
/** A repository of a forge, or a package of a distribution: both have an owner, and neither tells capitals apart. */
const OWNED: PurlType = { namespace: 'required', lower: 'sn' };

export const PURL_TYPES: ReadonlyMap<string, PurlType> = new Map<string, PurlType>([
  ['alpm', { ...OWNED, own: ['arch'] }],
  ['apk', { ...OWNED, own: ['arch'] }],
  ['bazel', PROHIBITED],
  ['bitbucket', OWNED],
  ['bitnami', { namespace: 'prohibited', lower: 'n', own: ['arch', 'distro'] }],
  ['brew', { lower: 'sn' }],
  ['cargo', PROHIBITED],
  ['chrome-extension', { namespace: 'prohibited', lower: 'n', name: /^[a-p]{32}$/, version: /^\d+(?:\.\d+){0,3}$/ }],
  ['cocoapods', PROHIBITED],
  ['composer', OWNED],
  ['conan', { own: ['user', 'channel', 'rrev', 'prev'] }],
  ['conda', { ...PROHIBITED, own: ['build', 'channel', 'subdir', 'type'] }],
  // A distribution, never a module: modules are written with `::`.
  ['cpan', { name: /^(?!.*::)/s, own: ['author', 'distpath', 'ext'] }],
  ['cran', PROHIBITED],
  ['deb', { ...OWNED, own: ['arch'] }],
  ['docker', {}],
  ['gem', { ...PROHIBITED, own: ['platform'] }],
  ['generic', { own: ['download_url', 'checksum'] }],
  ['git', REQUIRED],
  ['github', OWNED],
  ['golang', REQUIRED],
  ['hackage', PROHIBITED],
  ['hex', { lower: 'sn' }],
  ['huggingface', { namespace: 'required', lower: 'v' }],
  ['julia', { namespace: 'prohibited', qualifiers: ['uuid'], own: ['uuid'] }],
  ['luarocks', { lower: 'sn' }],
  ['maven', { ...REQUIRED, own: ['classifier', 'type'] }],
  ['mlflow', { ...PROHIBITED, own: ['model_uuid', 'run_id'] }],
  ['npm', {}],
  ['nuget', PROHIBITED],
  ['oci', { namespace: 'prohibited', lower: 'nv', own: ['arch', 'tag'] }],
  ['opam', PROHIBITED],
  ['otp', { namespace: 'prohibited', lower: 'np', own: ['platform', 'arch'] }],
  ['pub', { namespace: 'prohibited', lower: 'n' }],
  ['pypi', { namespace: 'prohibited', lower: 'nv', own: ['file_name'] }],
  ['qpkg', { namespace: 'required', lower: 's' }],
  ['rpm', { namespace: 'required', lower: 's', own: ['epoch', 'arch', 'distro'] }],
  ['swid', { qualifiers: ['tag_id'], own: ['tag_id', 'tag_version', 'patch', 'tag_creator_name', 'tag_creator_regid'] }],
  ['swift', REQUIRED],
  ['vcpkg', { ...PROHIBITED, own: ['port_version', 'repository_revision', 'triplet'] }],
  ['vscode-extension', { namespace: 'required', lower: 'snv', own: ['platform'] }],
  ['yocto', { lower: 's', own: ['layer_version'] }],
]);

/** Hosts of git whose paths tell no capitals apart. */
const CAPITALS_ALIKE = new Set(['github', 'github.com', 'bitbucket.org']);

/** In a repository of git the namespace is the host, and the name is the whole path on it. */
export function gitPath(namespace: string, name: string): { readonly namespace: string; readonly name: string } {
  const [host = '', ...path] = [...namespace.split('/'), ...name.split('/')].filter((segment) => segment !== '');
  const whole = path.join('/');
  return { namespace: host, name: CAPITALS_ALIKE.has(host) ? whole.toLowerCase() : whole };
}

/** Spellings of one name that a registry takes for the same, told beyond upper and lower case. */
export function nameOfType(type: string, name: string, qualifiers: ReadonlyMap<string, string>): string {
  if (type === 'pypi') return name.replaceAll('_', '-');
  if (type === 'pub') return name.replace(/[^a-z0-9]/g, '_');
  // A registry of models by Databricks tells no capitals apart, one by Azure does.
  if (type === 'mlflow' && /databricks/i.test(qualifiers.get('repository_url') ?? '')) return name.toLowerCase();
  return name;
}
