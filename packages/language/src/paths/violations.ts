// What the paths of a script's actors come upon, over all its checks: a finding stands where the script itself calls what goes wrong, and
// says in which checks it is reached.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { allModules, moduleOf } from '../environment.ts';
import type { Lock, Module } from '../generated/ast.ts';
import { isEvent, isFn, isInterrupt, isLoop, isThread, isWhile } from '../generated/ast.ts';
import { knobs } from '../knobs.ts';
import { lockKinds } from '../locks/index.ts';
import { machineConstants } from '../machine-constants.ts';
import type { Overrides } from '../overrides.ts';
import { knobValue } from '../overrides.ts';
import { lockKindOf } from '../prelude.ts';
import { questionsOf } from '../question.ts';
import type { Question } from '../script.ts';
import { createTyping } from '../typing.ts';
import type { BlindRetry } from './retries.ts';
import { blindRetriesIn } from './retries.ts';
import type { Setting, Summary } from './run.ts';
import { Stopped, TooMany, walk } from './run.ts';
import type { Section } from './sections.ts';
import { judgeSections } from './sections.ts';
import { idOf } from './value.ts';
import type { Found, Violation } from './violation.ts';

/** A violation as the script sees it. */
export interface Told extends Found {
    /** Where the script does it, or calls what does. */
    readonly at: AstNode;
    /** The checks that reach it; all of them: none is named. */
    readonly checks: readonly Question[];
    readonly isInAll: boolean;
    /** How many checks there are. */
    readonly of: number;
}

const known = new WeakMap<Module, readonly Told[]>();

/** Of one kind, in no particular order. */
export function violationsIn<K extends Violation['kind']>(
    module: Module,
    kind: K,
): readonly (Told & { readonly violation: Extract<Violation, { kind: K }> })[] {
    return allIn(module, () => false).filter(
        (one): one is Told & { readonly violation: Extract<Violation, { kind: K }> } => one.violation.kind === kind,
    );
}

/** Finds them ahead; false where it was stopped in between, and nothing is known yet. */
export function walkPaths(module: Module, isStopped: () => boolean): boolean {
    try {
        allIn(module, isStopped);
        return true;
    } catch (error) {
        if (error instanceof Stopped) return false;
        throw error;
    }
}

function allIn(module: Module, isStopped: () => boolean): readonly Told[] {
    const found = known.get(module) ?? find(module, isStopped);
    known.set(module, found);
    return found;
}

/** What functions of the library come to, by the module that they stand in. */
let ofLibrary = new WeakMap<Module, Map<string, Summary>>();
let walked = 0;
/** What is kept may hold on to the scripts that were walked. An editor reads one at each keystroke, so it is forgotten soon. */
const MOST_WALKED = 24;

function find(module: Module, isStopped: () => boolean): readonly Told[] {
    if (++walked > MOST_WALKED) {
        walked = 1;
        ofLibrary = new WeakMap();
    }
    try {
        return findWith(module, isStopped, ofLibrary, 'throw');
    } catch (error) {
        if (!(error instanceof TooMany)) throw error;
        return findWith(module, isStopped, new WeakMap(), 'cut');
    }
}

function findWith(
    module: Module,
    isStopped: () => boolean,
    shared: WeakMap<Module, Map<string, Summary>>,
    atMost: Setting['atMost'],
): readonly Told[] {
    const modules = allModules(module);
    const actors = modules
        .flatMap(each => each.declarations)
        .filter(node => isThread(node) || isInterrupt(node) || isEvent(node));
    if (actors.length === 0) return [];
    const questions = questionsOf(module);
    const settings = Map.groupBy(questions, ({ overrides }) => overridesKey(overrides));
    const told = new Map<string, { readonly found: Found; readonly at: AstNode; readonly checks: Question[] }>();
    const own = new Map<string, Summary>();
    const summariesOf: Setting['summariesOf'] = (fn, { isOfLibrary }) => {
        const home = isOfLibrary ? moduleOf(fn) : undefined;
        if (home === undefined) return own;
        const found = shared.get(home) ?? new Map<string, Summary>();
        shared.set(home, found);
        return found;
    };
    const charged = new Set<Summary>();
    for (const [first, ...others] of settings.values()) {
        const setting: Setting = { ...settingOf(modules, first!), summariesOf, charged, atMost, isStopped };
        const sections: Section[] = [];
        for (const actor of actors) {
            if (actor.condition !== undefined && setting.typing.constant(actor.condition) === 0) continue;
            const copies = isThread(actor) ? (setting.typing.constant(actor.count) ?? 1) : 1;
            for (const found of walk(actor, setting)) {
                const { kind } = found.violation;
                if (kind === 'write-section' || kind === 'read-spin') sections.push({ found, actor, copies });
                else if (kind !== 'blind') note(found, [first!, ...others]);
            }
        }
        for (const found of judgeSections(sections)) note(found, [first!, ...others]);
    }

    function note(found: Found, checks: readonly Question[]): void {
        const at = placeIn(module, found);
        if (at === undefined) return;
        const { violation, site } = found;
        const hold = 'hold' in violation && violation.hold !== undefined ? idOf(violation.hold.site) : 0;
        const why =
            'why' in violation
                ? violation.why
                : 'context' in violation
                  ? violation.context
                  : 'by' in violation
                    ? violation.by
                    : '';
        const key = `${violation.kind} ${why} ${idOf(at)} ${idOf(site)} ${hold}`;
        const known = told.get(key);
        if (known === undefined) told.set(key, { found, at, checks: [...checks] });
        else for (const each of checks) if (!known.checks.includes(each)) known.checks.push(each);
    }

    return [...told.values()].map(({ found, at, checks }) => ({
        ...found,
        at,
        checks: questions.filter(each => checks.includes(each)),
        isInAll: checks.length === questions.length,
        of: questions.length,
    }));
}

/** A loop of the module's own that may try again for ever, and the checks in which it may. */
export interface ToldRetry extends Pick<Told, 'at' | 'checks' | 'isInAll'> {
    readonly retry: BlindRetry;
}

/** Only where tags are checked at once: elsewhere what can be faulted in can be copied. */
export function retriesIn(module: Module): readonly ToldRetry[] {
    const modules = allModules(module);
    const bodies = module.declarations.flatMap(node =>
        isFn(node) || isThread(node) || isEvent(node) ? [node.body] : [],
    );
    const hasLoop = bodies.some(
        body => body !== undefined && AstUtils.streamAllContents(body).some(node => isLoop(node) || isWhile(node)),
    );
    if (!hasLoop) return [];
    const questions = questionsOf(module);
    const found = new Map<AstNode, { readonly retry: BlindRetry; readonly checks: Question[] }>();
    for (const question of questions) {
        const { typing, tags } = settingOf(modules, question);
        if (!tags) continue;
        for (const retry of blindRetriesIn(bodies, typing)) {
            const known = found.get(retry.copy) ?? { retry, checks: [] };
            found.set(retry.copy, known);
            known.checks.push(question);
        }
    }
    return [...found].map(([at, { retry, checks }]) => ({
        at,
        retry,
        checks,
        isInAll: checks.length === questions.length,
    }));
}

/** The innermost place in the module on the way to where it goes wrong. */
function placeIn(module: Module, { site, calls, anchor }: Found): AstNode | undefined {
    const all: readonly AstNode[] = [...calls, site];
    const way = all.slice(0, all.indexOf(anchor) + 1);
    return way.findLast(node => moduleOf(node) === module);
}

function settingOf(
    modules: readonly Module[],
    { overrides, model }: Question,
): Omit<Setting, 'summariesOf' | 'charged' | 'atMost' | 'isStopped'> & { readonly tags: boolean } {
    // `machine.NAME` of a script is the value in its own `machine` block: the script's module comes last.
    const ordered = [...modules].reverse();
    const constants = machineConstants(ordered, overrides);
    return {
        modules,
        typing: createTyping(overrides.params, name =>
            name === 'buffered' ? Number(model === 'tso') : constants(name),
        ),
        policyOf: lock => policyOf(ordered, lock, overrides),
        overrides: overrides.params,
        // Whether a tag that does not match is a fault.
        tags: knobs.some(
            ({ name, values }) =>
                name === 'mte' && values.kind === 'words' && values.words[constants(name) ?? 0] === 'sync',
        ),
        policies: policiesKey(ordered, overrides),
        variants: new Map(),
    };
}

function policyOf(modules: readonly Module[], lock: Lock, overrides: Overrides): string | undefined {
    const policies = lockKindOf(lock)?.policies;
    const overridden = overrides.policies.get(lock);
    if (overridden !== undefined) return policies?.[overridden];
    if (lock.policy !== undefined) return lock.policy.$refText;
    const words = wordsIn(modules, overrides);
    return policies?.find(policy => words.includes(policy)) ?? policies?.[0];
}

function policiesKey(modules: readonly Module[], overrides: Overrides): string {
    const words = wordsIn(modules, overrides).filter(word =>
        lockKinds.some(({ policies }) => policies?.includes(word)),
    );
    return `${words.join()} ${numbered(overrides.policies)}`;
}

function wordsIn(modules: readonly Module[], overrides: Overrides): readonly string[] {
    return knobs.flatMap(({ name, values }) =>
        values.kind === 'words' ? (values.words[knobValue({ modules }, name, overrides)] ?? []) : [],
    );
}

function overridesKey({ params, knobs, policies }: Overrides): string {
    const turned = [...knobs].map(([name, value]) => `${name}=${value}`).sort();
    return `${numbered(params)}|${turned.join()}|${numbered(policies)}`;
}

function numbered(entries: Iterable<readonly [AstNode, number]>): string {
    return [...entries]
        .map(([node, value]) => `${idOf(node)}=${value}`)
        .sort()
        .join();
}
