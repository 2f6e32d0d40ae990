// faultline/export: a check in the language of another tool
import { compile } from '@faultline/compiler';
import { toPromela } from '@faultline/interop';
import type { Diagnostic, Script } from '@faultline/language';
import type { Context } from '../context.ts';
import type { ExportAnswer, ExportParams } from '../protocol.ts';
import { EXPORT } from '../protocol.ts';

export function onExport({ connection, workspace }: Context): void {
    connection.onRequest<ExportAnswer, never>(EXPORT, ({ uri, title }: ExportParams) => {
        const script = workspace.script(uri);
        return script === undefined ? refused(['The document cannot be read.']) : exported(script, title);
    });
}

function exported(script: Script, title: string): ExportAnswer {
    const errors = script.diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) return refused(messages(errors));
    const question = script.checks.find(one => one.title === title);
    if (question === undefined) return refused([`No check is titled "${title}".`]);
    const compilation = compile(script, question);
    switch (compilation.kind) {
        case 'errors':
            return refused(messages(compilation.diagnostics));
        case 'undecidable':
            return refused([`A model under ${compilation.model} cannot be exported.`]);
        case 'ok': {
            const { program, sourceMap } = compilation;
            const result = toPromela(program, {
                title: `${decodeURIComponent(script.uri.slice(script.uri.lastIndexOf('/') + 1))}: ${title}`,
                describeStep: step => sourceMap.steps[step]?.text,
                labelOf: step => sourceMap.steps[step]?.labels[0],
            });
            switch (result.kind) {
                case 'promela':
                    return { kind: 'text', text: result.text };
                case 'not-expressible':
                    return refused(result.reasons.map(reason => `Promela cannot say this: ${reason}.`));
            }
        }
    }
}

function refused(reasons: readonly string[]): ExportAnswer {
    return { kind: 'refused', reasons };
}

function messages(diagnostics: readonly Diagnostic[]): readonly string[] {
    return diagnostics.map(({ message }) => message);
}
