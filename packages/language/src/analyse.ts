// All that can be said about a module without running it.
import type { AstNode } from 'langium';
import type { Diagnostic } from './diagnostic.ts';
import { rules } from './diagnostics/index.ts';
import { allModules } from './environment.ts';
import { machineConstants } from './machine-constants.ts';
import type { Parsed } from './parse.ts';
import type { Context, Finding, Rule } from './rule.ts';
import { createTyping } from './typing.ts';
import { nodesIn } from './walk.ts';

/** In the order of their places. */
export function analyse(parsed: Parsed): readonly Diagnostic[] {
    const { module } = parsed;
    const machine = machineConstants(allModules(module));
    const context: Context = { module, typing: createTyping(new Map(), machine), machine };
    const broken = brokenLines(parsed);
    const diagnostics = [...parsed.diagnostics];
    const isWhole = broken.size === 0;
    for (const node of nodesIn(module)) {
        for (const { rule, visit } of VISITORS.get(node.$type) ?? []) {
            if (rule.needsWholeSyntax && !isWhole) continue;
            for (const finding of visit(node, context)) {
                if (isWhole || !broken.has(lineOf(parsed.text, finding.place.start))) {
                    diagnostics.push(toDiagnostic(rule, finding));
                }
            }
        }
    }
    return diagnostics.sort((a, b) => a.place.start - b.place.start || a.place.end - b.place.end);
}

type Visit = (node: AstNode, context: Context) => Iterable<Finding>;

const VISITORS: ReadonlyMap<string, readonly { readonly rule: Rule; readonly visit: Visit }[]> = visitorsByType();

function visitorsByType(): ReadonlyMap<string, readonly { readonly rule: Rule; readonly visit: Visit }[]> {
    const byType = new Map<string, { readonly rule: Rule; readonly visit: Visit }[]>();
    for (const rule of rules) {
        for (const [type, visit] of Object.entries(rule.visit)) {
            byType.set(type, [...(byType.get(type) ?? []), { rule, visit: visit as Visit }]);
        }
    }
    return byType;
}

function toDiagnostic({ code, severity }: Rule, { related, ...finding }: Finding): Diagnostic {
    return { severity, code, related: related ?? [], ...finding };
}

/** Lines with a syntax error: what is said about the rest of them would be a consequence. */
function brokenLines({ text, diagnostics }: Parsed): ReadonlySet<number> {
    const lines = new Set<number>();
    for (const { severity, place } of diagnostics) {
        if (severity !== 'error') continue;
        for (let line = lineOf(text, place.start); line <= lineOf(text, place.end); line++) lines.add(line);
    }
    return lines;
}

/** Counted from 0. */
function lineOf(text: string, offset: number): number {
    let line = 0;
    for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
    return line;
}
