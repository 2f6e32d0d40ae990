// From the text of a script to a linked, typed and judged one, with everything it imports.
//
// Invariant: `load` answers for any text and keeps nothing but the prelude and the modules of the library: two loads
// share no user's module, and what is no longer held by the caller can go (of what was asked for its findings, all but the last few).
import type { AstNode } from 'langium';
import { URI, UriUtils } from 'langium';
import { analyse } from './analyse.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ImportedModule, ImportOutcome } from './environment.ts';
import { setEnvironment } from './environment.ts';
import { findingsIn } from './findings.ts';
import type { Import, Module } from './generated/ast.ts';
import { isFile, isFilesystem, isKnobReference, isMm, isType } from './generated/ast.ts';
import { link } from './link.ts';
import { isMachineModule, MACHINE_MODULES } from './machine.ts';
import type { Parsed } from './parse.ts';
import { createParser } from './parse.ts';
import { walkPaths } from './paths/violations.ts';
import { uriOf } from './place.ts';
import { PRELUDE_URI, preludeText } from './prelude.ts';
import { questionsOf } from './question.ts';
import { nameOf } from './scope.ts';
import type { Script } from './script.ts';
import { nodesIn } from './walk.ts';

export interface Language {
    /**
     * Reads a script and what it imports. `read` answers with the text of another document, by its URI, or with
     * nothing where there is none. Never throws, whatever the text is.
     */
    readonly load: (uri: string, text: string, read: (uri: string) => string | undefined) => Script;
}

/** The library maps names of modules (`kernel.gup`) to their texts. */
export function createLanguage(options: { readonly library: ReadonlyMap<string, string> }): Language {
    const parse = createParser();
    const prelude = parse(PRELUDE_URI, preludeText());
    const declaring = declaringModules(options.library, parse);
    setEnvironment(prelude.module, {
        prelude: undefined,
        imports: [],
        ambient: [],
        outcomes: new Map(),
        declaring,
    });
    link(prelude.module);
    const library = new Map<string, Loaded>();

    return {
        load: (uri, text, read) => {
            const reading: Reading = { read, loaded: new Map(), path: [], cycles: new Map() };
            const { parsed, modules, diagnostics } = loadModule(normalUri(uri), text, reading);
            const isWrong = (): boolean => diagnostics().some(({ severity }) => severity === 'error');
            let findings: readonly Diagnostic[] | undefined;
            return {
                uri: parsed.uri,
                text,
                module: parsed.module,
                modules,
                prelude: prelude.module,
                // Who only wants to know names, as completion does, does not wait for them.
                get diagnostics() {
                    return diagnostics();
                },
                get findings() {
                    findings ??= isWrong() ? [] : findingsIn(parsed.module, modules);
                    return findings;
                },
                walkPaths: isStopped => isWrong() || walkPaths(parsed.module, isStopped),
                checks: questionsOf(parsed.module),
            };
        },
    };

    function loadModule(uri: string, text: string, reading: Reading): Loaded {
        const parsed = parse(uri, text);
        const outcomes = new Map<Import, ImportOutcome>();
        const modules = new Set<Module>();
        for (const node of parsed.module.imports) {
            const { outcome, dependencies } = loadImport(node, uri, reading);
            outcomes.set(node, outcome);
            for (const module of dependencies) modules.add(module);
        }
        const machine = needsMachine(parsed.module, modules) ? loadMachine(reading) : [];
        for (const loaded of machine) for (const module of loaded.modules) modules.add(module);
        for (const [node, chain] of reading.cycles) {
            if (outcomes.has(node)) outcomes.set(node, { kind: 'cycle', chain });
        }
        modules.add(parsed.module);
        setEnvironment(parsed.module, {
            prelude: prelude.module,
            imports: importedModules(outcomes),
            ambient: machine.map(loaded => loaded.parsed.module),
            outcomes,
            declaring,
        });
        link(parsed.module);
        let diagnostics: readonly Diagnostic[] | undefined;
        return {
            parsed,
            modules: [...modules],
            diagnostics: () => {
                diagnostics ??= analyse(parsed);
                return diagnostics;
            },
        };
    }

    function loadImport(node: Import, from: string, reading: Reading): LoadedImport {
        const isOfLibrary = node.path === undefined;
        const name = node.module ?? '';
        const uri = isOfLibrary ? libraryUri(name) : relativeUri(from, node.path ?? '');
        const start = reading.path.findIndex(step => step.from === uri);
        if (start >= 0 || uri === from) {
            const chain = [...reading.path.slice(Math.max(0, start)).map(step => step.node), node];
            const cycle = start >= 0 ? chain : [node];
            for (const member of cycle) reading.cycles.set(member, cycle);
            return { outcome: { kind: 'cycle', chain: cycle }, dependencies: [] };
        }
        const known = (isOfLibrary ? library : reading.loaded).get(uri);
        const text = known?.parsed.text ?? (isOfLibrary ? options.library.get(name) : reading.read(uri));
        if (text === undefined) return { outcome: missing(node, uri), dependencies: [] };
        const loaded = known ?? loadModule(uri, text, { ...reading, path: [...reading.path, { from, node }] });
        (isOfLibrary ? library : reading.loaded).set(uri, loaded);
        const firstError = loaded.diagnostics().find(diagnostic => diagnostic.severity === 'error');
        return {
            outcome: { kind: 'module', module: loaded.parsed.module, firstError },
            dependencies: loaded.modules,
        };
    }

    /** The modules of the machine; none where the library has none. */
    function loadMachine(reading: Reading): readonly Loaded[] {
        return MACHINE_MODULES.flatMap(name => {
            const text = options.library.get(name);
            if (text === undefined) return [];
            const uri = libraryUri(name);
            const loaded = library.get(uri) ?? loadModule(uri, text, { ...reading, path: [] });
            library.set(uri, loaded);
            return [loaded];
        });
    }

    function missing(node: Import, uri: string): ImportOutcome {
        const among = node.module === undefined ? [] : [...options.library.keys()];
        return { kind: 'missing', uri, among };
    }
}

/** Finds the modules that declare a name, when somebody asks for the first time; the one whose struct others add to comes first. */
function declaringModules(
    library: ReadonlyMap<string, string>,
    parse: ReturnType<typeof createParser>,
): (name: string) => readonly string[] {
    let modules: ReadonlyMap<string, readonly string[]> | undefined;
    return name => {
        if (modules === undefined) {
            const found = new Map<string, string[]>();
            for (const [module, text] of library) {
                for (const declaration of parse(libraryUri(module), text).module.declarations) {
                    const name = nameOf(declaration);
                    const declared = declaration.$type === 'Param' ? `${module.split('.').at(-1)}.${name}` : name;
                    const known = found.get(declared) ?? [];
                    const isBase = declaration.$type === 'Struct' && declaration.extensible;
                    found.set(declared, isBase ? [module, ...known] : [...known, module]);
                }
            }
            modules = found;
        }
        return modules.get(name) ?? [];
    };
}

/**
 * Whether a module sees those of the machine without importing them: it, or a module that it imports, declares or names
 * what they are about. One that imports some of them, or declares what they do, sees what it asks for.
 */
function needsMachine(module: Module, dependencies: ReadonlySet<Module>): boolean {
    return !isMachineModule(module) && ([...dependencies].some(isOfMachine) || nodesIn(module).some(isAboutMemory));
}

function isAboutMemory(node: AstNode): boolean {
    return (
        isMm(node) ||
        isFile(node) ||
        isFilesystem(node) ||
        isKnobReference(node) ||
        (isType(node) && node.primitive === 'addr')
    );
}

const isOfMachine = (module: Module): boolean => uriOf(module).startsWith(libraryUri('machine.').replace('.race', ''));

/** The URI of a module of the library. */
export function libraryUri(module: string): string {
    return `builtin:/${module.replaceAll('.', '/')}.race`;
}

interface Loaded {
    readonly parsed: Parsed;
    /** The module and all it depends on, dependencies first. */
    readonly modules: readonly Module[];
    readonly diagnostics: () => readonly Diagnostic[];
}

interface LoadedImport {
    readonly outcome: ImportOutcome;
    readonly dependencies: readonly Module[];
}

interface Reading {
    readonly read: (uri: string) => string | undefined;
    readonly loaded: Map<string, Loaded>;
    /** The imports that led here, outermost first. */
    readonly path: readonly { readonly from: string; readonly node: Import }[];
    readonly cycles: Map<Import, readonly Import[]>;
}

function importedModules(outcomes: ReadonlyMap<Import, ImportOutcome>): readonly ImportedModule[] {
    return [...outcomes].flatMap(([node, outcome]) =>
        outcome.kind === 'module' ? [{ alias: aliasOf(node), module: outcome.module }] : [],
    );
}

function aliasOf(node: Import): string {
    const name = node.module?.split('.') ?? (node.path ?? '').replace(/\.race$/, '').split('/');
    return name.at(-1) ?? '';
}

/** As `URI.toString()` prints it: what places carry. */
export function normalUri(uri: string): string {
    try {
        return URI.parse(uri).toString();
    } catch {
        return uri;
    }
}

function relativeUri(from: string, path: string): string {
    try {
        return UriUtils.resolvePath(UriUtils.dirname(URI.parse(from)), path).toString();
    } catch {
        return path;
    }
}
