const RUN =
  /(?:^|\/)(?:CMakeLists\.txt|meson\.build|meson_options\.txt|configure(?:\.ac|\.in)?|Makefile(?:\.am|\.in)?|GNUmakefile|makefile|autogen\.sh|bootstrap(?:\.sh)?|Kbuild|SConstruct|SConscript|BUILD(?:\.bazel)?|WORKSPACE|MODULE\.bazel|build\.(?:gradle|gradle\.kts|rs|zig|xml|sh)|pom\.xml|setup\.(?:py|cfg)|pyproject\.toml|package(?:-lock)?\.json|Cargo\.(?:toml|lock)|Dockerfile[^/]*|Jenkinsfile|Rakefile|Gemfile|binding\.gyp|conanfile\.(?:py|txt)|west\.yml|platformio\.ini|\.gitmodules|\.gitlab-ci\.yml|\.travis\.yml|appveyor\.yml|azure-pipelines\.yml)$|\.(?:cmake|m4|mk|am|spec|gyp|gradle|csproj|vcxproj|bb|bbclass)$|(?:^|\/)(?:\.github\/(?:workflows|actions)|\.circleci|\.gitlab|build-aux|debian)\//;

/** Whether a file of this path is run, or decides what is run, when the product is built or checked. It only widens what is looked at, so a name is enough here. */
export function runAtBuild(path: string): boolean {
  return RUN.test(path);
}
