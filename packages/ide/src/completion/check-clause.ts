// Inside a `check`: its clauses, what it may override, which outcomes it may expect.
import {
    isExists,
    isFinal,
    isInvariant,
    isLabel,
    isLock,
    isParam,
    lockKindOf,
    nameOf,
    textOf,
} from '@faultline/language';
import { BUG_PAGES } from '../explain/bugs.ts';
import { manualPage } from '../explain/manual.ts';
import { nodesIn } from '../syntax/node-at.ts';
import type { Token } from '../syntax/tokens.ts';
import type { Completion, CompletionRequest } from './completion.ts';
import { item, itemOf } from './item.ts';
import { knobNames, knobWords } from './listed-names.ts';

export function checkClause(
    request: CompletionRequest,
    { tokens }: { readonly tokens: readonly Token[] },
): readonly Completion[] {
    const last = tokens.at(-1)!;
    const clause = tokens.findLast(({ text }) => CLAUSES.includes(text))?.text;
    if (tokens.length === 1) return [item('"title"', 'snippet', { snippet: `"\${1:title}" expects \${2:pass}` })];
    if (last.text === 'bug') return BUG_PAGES.map(({ code, title }) => item(code, 'enum-member', { detail: title }));
    if (last.text === 'violation') return propertyNames(request);
    if (last.text === 'under') return MODELS.map(([name, detail]) => item(name, 'enum-member', { detail }));
    if (last.text === 'expects' || (last.text === ',' && clause === 'expects'))
        return [...outcomes, item('...', 'keyword')];
    if (last.text === 'with' || (last.text === ',' && clause === 'with')) return overrideTargets(request);
    if (last.text === '.') return membersOfTarget(request, tokens.at(-2)?.text ?? '');
    if (last.text === '=') return valuesFor(request, tokens);
    if (last.text === 'at' || clause === 'at') return labelNames(request);
    const written = new Set(tokens.map(({ text }) => text));
    return CLAUSES.filter(word => !written.has(word)).map(word => item(word, 'keyword', { rank: 10 }));
}

const CLAUSES = ['with', 'under', 'expects', 'at'];
const MODELS = [
    ['sc', 'nothing is reordered'],
    ['tso', 'a FIFO store buffer for each CPU'],
] as const;

const outcomes: readonly Completion[] = ['pass', 'deadlock', 'livelock', 'violation', 'bug'].map(name =>
    item(name, 'enum-member', { detail: manualPage(name)?.title ?? '' }),
);

function propertyNames({ script }: CompletionRequest): readonly Completion[] {
    const properties = script.modules
        .flatMap(module => module.declarations)
        .filter(node => isInvariant(node) || isFinal(node) || isExists(node));
    const asserts = script.modules
        .flatMap(module => [...nodesIn(module)])
        .filter(node => node.$type === 'Assert' && nameOf(node) !== '');
    return [...properties, ...asserts].map(node => itemOf(node));
}

function overrideTargets({ script }: CompletionRequest): readonly Completion[] {
    const params = script.module.declarations
        .filter(isParam)
        .map(node => itemOf(node, { rank: 10, snippet: `${node.name} = \${1:${opposite(textOf(node.value))}}` }));
    const aliases = script.module.imports
        .map(({ module }) => module?.split('.').at(-1) ?? '')
        .filter(name => name !== '');
    const locks = script.module.declarations
        .filter(isLock)
        .filter(lock => lockKindOf(lock)?.policies !== undefined)
        .map(lock => item(`${lock.name}.policy`, 'lock', { snippet: `${lock.name}.policy = $1` }));
    return [
        ...params,
        item('machine', 'keyword', { snippet: 'machine.' }),
        ...aliases.map(name => item(name, 'module', { snippet: `${name}.` })),
        ...locks,
    ];
}

function membersOfTarget({ script }: CompletionRequest, owner: string): readonly Completion[] {
    if (owner === 'machine') return knobNames('override');
    const lock = script.module.declarations.filter(isLock).find(({ name }) => name === owner);
    if (lock !== undefined) return lockKindOf(lock)?.policies === undefined ? [] : [item('policy', 'field')];
    return script.modules
        .filter(module => module.$document?.uri.toString().endsWith(`/${owner}.race`))
        .flatMap(module => module.declarations.filter(isParam))
        .map(node => itemOf(node, { snippet: `${node.name} = \${1:${opposite(textOf(node.value))}}` }));
}

function valuesFor({ script }: CompletionRequest, tokens: readonly Token[]): readonly Completion[] {
    const name = tokens.at(-2)?.text ?? '';
    const owner = tokens.at(-3)?.text === '.' ? tokens.at(-4)?.text : undefined;
    if (owner === 'machine') return knobWords(name);
    const lock = script.module.declarations.filter(isLock).find(one => one.name === owner);
    if (lock !== undefined) return (lockKindOf(lock)?.policies ?? []).map(word => item(word, 'enum-member'));
    return ['true', 'false'].map(word => item(word, 'keyword'));
}

function labelNames({ script }: CompletionRequest): readonly Completion[] {
    return script.modules.flatMap(module => [...nodesIn(module)].filter(isLabel)).map(node => itemOf(node));
}

function opposite(value: string): string {
    return value === 'false' ? 'true' : value === 'true' ? 'false' : value;
}
