// From violations to findings: where, how grave, in which checks, and the names of locks and calls.
//
// What a check reaches that expects a failure is what the script is about: it is told as information. What only checks reach that expect
// to pass is a warning.
import type { AstNode } from 'langium';
import type { Call } from '../generated/ast.ts';
import { placeOf, textOf } from '../place.ts';
import type { Finding } from '../rule.ts';
import { nameOf } from '../scope.ts';
import type { Hold } from './state.ts';
import type { LockValue } from './value.ts';
import { idOf } from './value.ts';
import type { Told } from './violations.ts';

export interface Telling {
    readonly message: string;
    readonly related?: readonly { readonly node: AstNode; readonly message: string }[];
}

export function finding(told: Pick<Told, 'at' | 'checks' | 'isInAll'>, { message, related = [] }: Telling): Finding {
    const { at, checks, isInAll } = told;
    const isExpected = checks.some(({ expects }) => expects.some(({ kind }) => kind !== 'pass'));
    return {
        place: placeOf(at),
        message: isInAll ? message : `${message} In ${titles(checks.map(({ title }) => title))}.`,
        related: related.map(one => ({ place: placeOf(one.node), message: one.message })),
        ...(isExpected ? { severity: 'info' } : {}),
    };
}

/** One for each place and key, with all its checks: the one with the shortest way. */
export function gathered<T extends Told>(told: readonly T[], key: (one: T) => AstNode | string): readonly T[] {
    const groups = Map.groupBy(told, one => {
        const own = key(one);
        return `${idOf(one.at)} ${typeof own === 'string' ? own : idOf(own)}`;
    });
    return [...groups.values()].map(group => {
        const shortest = group.reduce((best, one) => (one.calls.length < best.calls.length ? one : best));
        const checks = [...new Set(group.flatMap(one => one.checks))];
        return { ...shortest, checks, isInAll: group.some(one => one.isInAll) || checks.length === shortest.of };
    });
}

/** `x.glock` where it is known whose it is, else as it is written where it is taken. */
function lockName(lock: LockValue, site: Call): string {
    const { owner, declaration, index } = lock;
    const at = index === undefined ? '' : `[${index}]`;
    if (owner === undefined) return `\`${declaration.name}${at}\``;
    if (owner.kind === 'object') return `\`${nameOf(owner.node)}${owner.path}.${declaration.name}${at}\``;
    return `\`${textOf(site.arguments[0]?.value ?? site)}\``;
}

/** With its mode. */
export function holdName({ lock, site, mode }: Hold): string {
    return `${lockName(lock, site)}${mode === '' ? '' : ` (${mode})`}`;
}

/** The way on from the place in the text: ` Through f, g.` */
export function through({ at, site, calls }: Told): string {
    const names = at === site ? [] : namesOf(calls.slice(calls.indexOf(at as Call)));
    return names.length === 0 ? '' : ` Through ${names.map(name => `\`${name}\``).join(', ')}.`;
}

/** The names of the functions that calls enter. */
export function namesOf(calls: readonly Call[]): readonly string[] {
    return calls.map(({ callee }) =>
        callee.$type === 'NameReference'
            ? callee.reference.$refText
            : callee.$type === 'Member'
              ? callee.member.$refText
              : '',
    );
}

const MOST_TITLES = 3;

function titles(all: readonly string[]): string {
    const told = all.slice(0, MOST_TITLES).map(title => `"${title}"`);
    const rest = all.length - told.length;
    const words = [...told, ...(rest > 0 ? [`${rest} more`] : [])];
    const list = words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
    return `check${all.length === 1 ? '' : 's'} ${list}`;
}
