// What the paths of a script say, as diagnostics: it takes longer than the rules that look at one place, and waits for somebody to ask.
//
// A comment `// allow CODE: REASON`, on the line or on a line of its own above it, says that a finding is known and why it does no harm:
// then it is not told. It counts where the finding stands and at every place that it names.
import type { Diagnostic, Place } from './diagnostic.ts';
import { pathRules } from './diagnostics/index.ts';
import { uselessAllow } from './diagnostics/useless-allow.ts';
import type { Module } from './generated/ast.ts';
import type { PathRule } from './path-rule.ts';
import { uriOf } from './place.ts';
import type { Finding } from './rule.ts';

/** In the order of their places. Of a script without errors. */
export function findingsIn(module: Module, modules: readonly Module[]): readonly Diagnostic[] {
    const allows = modules.flatMap(allowsIn);
    const used = new Set<Allow>();
    const told: Diagnostic[] = [];
    for (const rule of pathRules) {
        for (const found of rule.judge(module)) {
            const places = [found.place, ...(found.related ?? []).map(({ place }) => place)];
            const allow = allows.find(each => each.code === rule.code && places.some(place => covers(each, place)));
            if (allow === undefined) told.push(toDiagnostic(rule, found));
            else used.add(allow);
        }
    }
    const codes = pathRules.map(({ code }) => code);
    for (const allow of allows) {
        if (allow.place.uri !== uriOf(module)) continue;
        const found = uselessAllow.judge(allow, { codes, isUsed: used.has(allow) });
        if (found !== undefined) told.push(toDiagnostic(uselessAllow, found));
    }
    return told.sort((a, b) => a.place.start - b.place.start || a.place.end - b.place.end);
}

/** A comment that allows something. */
export interface Allow {
    readonly place: Place;
    readonly code: string;
    readonly reason: string;
    /** Where the line begins that it speaks of, and where that ends. */
    readonly from: number;
    readonly to: number;
}

function covers({ place, reason, from, to }: Allow, found: Place): boolean {
    return reason !== '' && place.uri === found.uri && found.start >= from && found.start < to;
}

const ALLOW = /^([^\n]*?)\/\/ allow ([\w-]+)(?::[ \t]*([^\n]*?))?[ \t]*$/gm;
const known = new WeakMap<Module, readonly Allow[]>();

function allowsIn(module: Module): readonly Allow[] {
    let found = known.get(module);
    if (found === undefined) {
        const text = module.$cstNode?.root.fullText ?? '';
        const uri = uriOf(module);
        found = [...text.matchAll(ALLOW)].map(match => {
            const [whole, before = '', code = '', reason = ''] = match;
            const start = match.index + before.length;
            const isAlone = before.trim() === '';
            const from = isAlone ? match.index + whole.length + 1 : match.index;
            const end = text.indexOf('\n', from);
            return {
                place: { uri, start, end: match.index + whole.length },
                code,
                reason,
                from,
                to: end < 0 ? text.length + 1 : end + 1,
            };
        });
        known.set(module, found);
    }
    return found;
}

function toDiagnostic(
    { code, severity }: Pick<PathRule, 'code' | 'severity'>,
    { related, ...finding }: Finding,
): Diagnostic {
    return { severity, code, related: related ?? [], ...finding };
}
