import { builtinModules } from 'node:module';
import { importsOf, isRelative, isTest } from '../imports.ts';
import { isTestDoor, roomOf } from '../rooms.ts';
import type { Tree, Violation } from '../source.ts';

interface PackageFile {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const DOCUMENT = 'docs/dependencies.md';

/**
 * Dependencies have exact versions and a row in docs/dependencies.md, run nothing when they are installed, and are
 * fetched from whatever registry the reader uses. What the server imports is no development dependency.
 */
export function checkPackages(tree: Tree): readonly Violation[] {
  const found: Violation[] = [];
  const add = (path: string, detail: string, line = 0): void => {
    found.push({ rule: 'packages', path, line, detail });
  };
  // The file is the project's own; its shape is what npm wants of it.
  const manifest = JSON.parse(tree.get('package.json') ?? '{}') as PackageFile;
  const served = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const all = { ...served, ...manifest.devDependencies };
  const rows = documentedVersions(tree.get(DOCUMENT) ?? '');
  for (const [name, version] of Object.entries(all)) {
    if (!/^\d+\.\d+\.\d+$/.test(version)) add('package.json', `${name} ${version} is not an exact version`);
    if (!rows.has(name)) add(DOCUMENT, `${name} has no row`);
    else if (rows.get(name) !== version) add(DOCUMENT, `${name} is ${version}, not ${rows.get(name)}`);
  }
  for (const name of rows.keys()) if (!Object.hasOwn(all, name)) add(DOCUMENT, `${name} is no dependency any more`);

  const lock = (tree.get('package-lock.json') ?? '').split('\n');
  for (let i = 0; i < lock.length; i++) {
    if (lock[i]!.includes('"hasInstallScript"')) add('package-lock.json', 'a dependency has an install script', i + 1);
    if (lock[i]!.includes('"resolved"')) add('package-lock.json', 'the host of a registry', i + 1);
  }

  if (
    !/\btsconfig\.pure\.json\b/.test(manifest.scripts?.types ?? '') ||
    !/\btypes\b/.test(manifest.scripts?.test ?? '')
  ) {
    add('package.json', 'npm test does not check the pure rooms with tsconfig.pure.json');
  }
  found.push(...checkPackageImports(tree, served, all));
  return found;
}

function checkPackageImports(tree: Tree, served: object, all: object): readonly Violation[] {
  const found: Violation[] = [];
  for (const [path, text] of tree) {
    if (!path.endsWith('.ts')) continue;
    const room = roomOf(path);
    const runs = room !== undefined && room !== 'proof' && !isTest(path) && !isTestDoor(path);
    for (const { specifier, line, kind } of importsOf(text)) {
      if (isRelative(specifier) || specifier.startsWith('node:') || kind === 'url') continue;
      const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
      if (builtinModules.includes(name))
        found.push({ rule: 'packages', path, line, detail: `${name} is written node:${name}` });
      else if (!Object.hasOwn(runs ? served : all, name)) {
        found.push({ rule: 'packages', path, line, detail: `${name} is not among the dependencies` });
      }
    }
  }
  return found;
}

/** The first two cells of each row: `name` and version. */
function documentedVersions(text: string): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  for (const match of text.matchAll(/^\|\s*`([^`]+)`\s*\|\s*([\d.]+)\s*\|/gm)) rows.set(match[1]!, match[2]!);
  return rows;
}
