// # unknown-label
//
// What it does: reports a label in `at` that does not exist.
//
// Why: a check with an `at` that nothing can meet says nothing.
//
// Example:
//
//     check "inverted" expects deadlock at p.secnod
//
// Use instead: `label`, `function.label`, `thread.label` or `thread.function.label`.
import type { AstNode } from 'langium';
import { AstUtils } from 'langium';
import { allModules } from '../environment.ts';
import type { LabelPath } from '../generated/ast.ts';
import { isAtExpression, isLabel } from '../generated/ast.ts';
import { nearest } from '../names.ts';
import { placeOfProperty } from '../place.ts';
import type { Finding, Rule } from '../rule.ts';
import { replace } from '../rule.ts';
import type { Code } from '../threads.ts';
import { actorNamedBy, isActor, isCode } from '../threads.ts';

export const unknownLabel: Rule = {
    code: 'unknown-label',
    severity: 'error',
    needsWholeSyntax: true,
    visit: { LabelPath: judge },
};

function* judge(path: LabelPath): Iterable<Finding> {
    const { segments } = path;
    const label = segments.at(-1);
    if (label === undefined) return;
    const codes = allModules(path).flatMap(module => module.declarations.filter(isCode));
    for (const [index, name] of segments.slice(0, -1).entries()) {
        if (codes.some(code => code.name === name)) continue;
        yield* finding(
            path,
            index,
            `There is no thread or function \`${name}\``,
            codes.map(code => code.name),
        );
        return;
    }
    const where = codesMeant(path, codes);
    const labels = where.flatMap(labelsIn);
    if (labels.includes(label)) return;
    const place = segments.length > 1 ? `\`${segments.at(-2)}\` has no label` : 'There is no label';
    yield* finding(path, segments.length - 1, `${place} \`${label}\``, labels);
}

function* finding(path: LabelPath, index: number, message: string, among: readonly string[]): Iterable<Finding> {
    const place = placeOfProperty(path, 'segments', index);
    const near = nearest(path.segments[index]!, among);
    if (near === undefined) yield { place, message: `${message}.` };
    else
        yield {
            place,
            message: `${message}; did you mean \`${near}\`?`,
            fix: replace(`Write \`${near}\``, place, near),
        };
}

/** The functions and actors in which the label may stand. */
function codesMeant(path: LabelPath, codes: readonly Code[]): readonly Code[] {
    const owner = path.segments.at(-2);
    const thread = isAtExpression(path.$container) ? actorNamedBy(path.$container.thread) : undefined;
    const named = owner === undefined ? codes : codes.filter(code => code.name === owner);
    return thread === undefined ? named : named.filter(code => !isActor(code) || code === thread);
}

function labelsIn(code: Code): readonly string[] {
    const body: AstNode | undefined = code.body;
    return body === undefined
        ? []
        : AstUtils.streamAllContents(body)
              .filter(isLabel)
              .map(label => label.name)
              .toArray();
}
