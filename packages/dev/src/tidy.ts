// The rules of the house that one can see in the text of a file: who may import whom, and how.
//
// `tsc -b` does not hold the import DAG (a reference permits, it does not forbid), so this does.
// The table is the one in packages/README.md.

import { posix } from 'node:path';
import type { Statement } from 'oxc-parser';
import { parseSync } from 'oxc-parser';

interface Rules {
    /** Our own packages it may import, by their short names. */
    readonly own: readonly string[];
    /** Packages from npm it may import, with their subpaths. */
    readonly npm: readonly string[];
    /** Packages from npm that its tests may import in addition. */
    readonly npmForTests: readonly string[];
    /** What the program that runs it provides, and package.json cannot name. */
    readonly host: readonly string[];
    readonly node: 'allowed' | 'forbidden';
    /** Whether imports of our own packages must be `import type`. */
    readonly imports: 'values' | 'types';
    /** Entries for tests alone: by subpath (`@faultline/checker/reference`), the file that package.json exports there. */
    readonly forTests: Readonly<Record<string, string>>;
    /** Further entries for everybody who may import the package, likewise. */
    readonly entries: Readonly<Record<string, string>>;
}

const PURE = {
    npm: [],
    npmForTests: [],
    host: [],
    node: 'forbidden',
    imports: 'values',
    forTests: {},
    entries: {},
} as const;

/**
 * What each package may import. Tests may in addition import Node, vitest, `@faultline/dev`, values, and the entries for
 * tests of any package.
 */
export const DAG: Readonly<Record<string, Rules>> = {
    checker: { ...PURE, own: [], forTests: { reference: 'src/reference/index.ts' } },
    language: { ...PURE, own: [], npm: ['langium'] },
    library: { ...PURE, own: [] },
    compiler: { ...PURE, own: ['checker', 'language'] },
    ide: { ...PURE, own: ['checker', 'compiler', 'language'] },
    interop: { ...PURE, own: ['checker'], imports: 'types', forTests: { oracle: 'test/oracle.ts' } },
    cli: { ...PURE, own: ['checker', 'compiler', 'ide', 'interop', 'language', 'library'], node: 'allowed' },
    'language-server': {
        ...PURE,
        own: ['checker', 'compiler', 'ide', 'interop', 'language', 'library'],
        npm: ['vscode-languageserver'],
        node: 'allowed',
        entries: { protocol: 'src/protocol.ts' },
    },
    extension: {
        ...PURE,
        own: ['language-server'],
        npm: ['vscode-languageclient'],
        npmForTests: ['esbuild', 'mocha', 'playwright-core'],
        host: ['vscode'],
        node: 'allowed',
    },
    dev: { ...PURE, own: [], npm: ['esbuild', 'oxc-parser'], node: 'allowed' },
};

/** What is wrong with a TypeScript file, one sentence each; `path` is from the root: `packages/ide/src/span.ts`. */
export function complaints(path: string, text: string): readonly string[] {
    const packageName = path.split('/')[1]!;
    const rules = DAG[packageName];
    if (rules === undefined) return [`Package ${packageName} has no row in the table of packages/dev/src/tidy.ts.`];
    const { program, errors } = parseSync(path, text);
    if (errors.length > 0) return errors.map(error => `Does not parse: ${error.message}`);
    const file: File = { path, packageName, rules, kind: isTest(path) ? 'test' : 'source' };
    return [
        ...importsOf(program).flatMap(reference => aboutImport(reference, file)),
        ...program.body.flatMap(statement => aboutStatement(statement, file)),
        ...nodesOf(program).flatMap(node => aboutNode(node, file)),
    ];
}

interface File {
    readonly path: string;
    readonly packageName: string;
    readonly rules: Rules;
    readonly kind: 'source' | 'test';
}

interface Import {
    readonly specifier: string;
    readonly what: 'values' | 'types';
}

interface Node {
    readonly type: string;
    readonly [key: string]: unknown;
}

function isTest(path: string): boolean {
    return path.endsWith('.test.ts') || /^packages\/[^/]+\/test\//.test(path);
}

function aboutImport({ specifier, what }: Import, { path, packageName, rules, kind }: File): string[] {
    if (specifier.startsWith('.')) {
        const target = posix.join(posix.dirname(path), specifier);
        return target.startsWith(`packages/${packageName}/`)
            ? []
            : [`${specifier} leaves the package: import it by name.`];
    }
    if (specifier.startsWith('node:')) {
        return rules.node === 'allowed' || kind === 'test' ? [] : [`${packageName} may not import ${specifier}.`];
    }
    if (!specifier.startsWith('@faultline/')) {
        const name = specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/');
        const forTests = kind === 'test' ? ['vitest', ...rules.npmForTests] : [];
        return [...rules.npm, ...rules.host, ...forTests].includes(name)
            ? []
            : [`${packageName} may not import ${name}.`];
    }
    const [, name, ...deep] = specifier.split('/');
    const isOpen = deep.length > 0 && DAG[name!]?.entries[deep.join('/')] !== undefined;
    if (deep.length > 0 && !isOpen) {
        const isEntry = DAG[name!]?.forTests[deep.join('/')] !== undefined;
        if (isEntry && kind === 'test') return [];
        return [
            isEntry
                ? `${specifier} is for tests.`
                : `${specifier} enters ${name} by the window: import @faultline/${name}.`,
        ];
    }
    if (kind === 'test' && name === 'dev') return [];
    if (!rules.own.includes(name!)) return [`${packageName} may not import ${specifier}.`];
    if (rules.imports === 'types' && what === 'values' && kind === 'source') {
        return [`${packageName} may import only types from ${specifier}.`];
    }
    return [];
}

function aboutStatement(statement: Statement, { path, packageName, rules }: File): string[] {
    switch (statement.type) {
        case 'ExportDefaultDeclaration':
            return ['A default export: give it a name.'];
        case 'ExportAllDeclaration':
        case 'ExportNamedDeclaration': {
            const source = statement.source?.value;
            if (source === undefined) {
                return 'specifiers' in statement && statement.specifiers.some(one => nameOf(one.exported) === 'default')
                    ? ['A default export: give it a name.']
                    : [];
            }
            if (!source.startsWith('.')) return [`Passes on ${source}: each package exports its own.`];
            return ['src/index.ts', ...Object.values(rules.forTests)].includes(
                path.slice(`packages/${packageName}/`.length),
            )
                ? []
                : [`A barrel: only src/index.ts passes on ${source}.`];
        }
        default:
            return [];
    }
}

function aboutNode(node: Node, { packageName, kind }: File): string[] {
    if (node.type === 'TSEnumDeclaration') return ['An enum: use a union of literals.'];
    if (node.type === 'TSModuleDeclaration') return ['A namespace: a file is one already.'];
    if (packageName !== 'checker' || kind === 'test') return [];
    const isAsync = node.type === 'AwaitExpression' || node.async === true;
    return isAsync ? ['The checker is synchronous; its caller polls and schedules.'] : [];
}

function importsOf(program: unknown): Import[] {
    return nodesOf(program).flatMap((node): Import[] => {
        const specifier = literal(node.source) ?? literal(node.argument);
        switch (node.type) {
            case 'ImportDeclaration':
            case 'ExportAllDeclaration':
            case 'ExportNamedDeclaration': {
                const isType = node.importKind === 'type' || node.exportKind === 'type';
                return specifier === undefined ? [] : [{ specifier, what: isType ? 'types' : 'values' }];
            }
            case 'ImportExpression':
                return [{ specifier: specifier ?? '(computed)', what: 'values' }];
            case 'TSImportType':
                return specifier === undefined ? [] : [{ specifier, what: 'types' }];
            default:
                return [];
        }
    });
}

/** Every node of a syntax tree, in no promised order. */
function nodesOf(value: unknown): Node[] {
    if (Array.isArray(value)) return value.flatMap(nodesOf);
    if (typeof value !== 'object' || value === null) return [];
    const below = Object.values(value).flatMap(nodesOf);
    return 'type' in value ? [value as Node, ...below] : below;
}

function literal(node: unknown): string | undefined {
    return typeof node === 'object' && node !== null && 'value' in node && typeof node.value === 'string'
        ? node.value
        : undefined;
}

function nameOf(exported: object): string | undefined {
    return 'name' in exported && typeof exported.name === 'string' ? exported.name : undefined;
}
