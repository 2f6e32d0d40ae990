// # recursion
//
// What it does: reports a function that calls itself, directly or through others, and shows the circle.
//
// Why: functions are inlined, so that every execution is finite; a recursive one has no end.
//
// Example:
//
//     fn down(n: int) { if n > 0 { down(n - 1) } }
//
// Use instead: a `while` or a `loop`.
import { AstUtils } from 'langium';
import { allModules } from '../environment.ts';
import type { Call, Fn } from '../generated/ast.ts';
import { isCall, isFilesystem, isFn, isMember, isNameReference } from '../generated/ast.ts';
import { hookOf } from '../machine.ts';
import { placeOf, placeOfProperty } from '../place.ts';
import type { Rule } from '../rule.ts';

export const recursion: Rule = {
    code: 'recursion',
    severity: 'error',
    visit: {
        Fn: function* (fn) {
            // Through a hook a filesystem comes to what others call, and only it knows that it is called.
            const isOfFilesystem = isFilesystem(fn.$container);
            const circle = !isOfFilesystem && comesToAnEnd(fn) ? undefined : shortestCircle(fn);
            if (circle === undefined) return;
            const names = [fn.name, ...circle.map(({ callee }) => callee.name)];
            yield {
                place: placeOfProperty(fn, 'name'),
                message: `\`${fn.name}\` calls itself: ${names.map(name => `\`${name}\``).join(' → ')}.`,
                related: circle.map(({ call, callee }) => ({
                    place: placeOf(call),
                    message: `\`${callee.name}\` is called here.`,
                })),
            };
        },
    },
};

interface Edge {
    readonly call: Call;
    readonly callee: Fn;
}

/** Whether no call from here, however deep, leads into a circle. */
function comesToAnEnd(fn: Fn): boolean {
    const path: { readonly fn: Fn; next: number }[] = [];
    const enter = (entered: Fn) => {
        ends.set(entered, false);
        path.push({ fn: entered, next: 0 });
    };
    if (!ends.has(fn)) enter(fn);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
        const calls = callsIn(top.fn);
        const call = calls[top.next++];
        if (call !== undefined) {
            if (!ends.has(call.callee)) enter(call.callee);
            continue;
        }
        ends.set(
            top.fn,
            calls.every(({ callee }) => ends.get(callee)),
        );
        path.pop();
    }
    return ends.get(fn) === true;
}

/** What is known of the functions that were visited; `false` of those that are being visited. */
const ends = new WeakMap<Fn, boolean>();

/** The calls that lead from the function back to it. */
function shortestCircle(fn: Fn): readonly Edge[] | undefined {
    const cameBy = new Map<Fn, { readonly from: Fn; readonly edge: Edge }>();
    const waiting: Fn[] = [fn];
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        for (const edge of callsIn(next).flatMap(each => [each, ...throughHook(each, fn)])) {
            if (edge.callee === fn) return [...wayTo(next), edge];
            if (cameBy.has(edge.callee)) continue;
            cameBy.set(edge.callee, { from: next, edge });
            waiting.push(edge.callee);
        }
    }
    return undefined;

    function wayTo(target: Fn): readonly Edge[] {
        const way: Edge[] = [];
        for (let at = target; at !== fn; ) {
            const { from, edge } = cameBy.get(at)!;
            way.unshift(edge);
            at = from;
        }
        return way;
    }
}

/** What a call of a hook leads to, as far as the function's module knows. */
function throughHook({ call, callee }: Edge, seenFrom: Fn): readonly Edge[] {
    if (!callee.hook) return [];
    return allModules(seenFrom)
        .flatMap(module => module.declarations.filter(isFilesystem))
        .flatMap(filesystem => filesystem.members.filter(isFn))
        .filter(fn => hookOf(fn) === callee)
        .map(fn => ({ call, callee: fn }));
}

const edges = new WeakMap<Fn, readonly Edge[]>();

function callsIn(fn: Fn): readonly Edge[] {
    let found = edges.get(fn);
    if (found === undefined) {
        found = AstUtils.streamAllContents(fn)
            .filter(isCall)
            .toArray()
            .flatMap(call => {
                const callee = isNameReference(call.callee)
                    ? call.callee.reference?.ref
                    : isMember(call.callee)
                      ? call.callee.member?.ref
                      : undefined;
                return isFn(callee) ? [{ call, callee }] : [];
            });
        edges.set(fn, found);
    }
    return found;
}
